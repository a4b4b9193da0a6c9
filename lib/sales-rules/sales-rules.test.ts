import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorld, everyItem, firstProject, type World } from "@/lib/account/testing";
import { type AppError, InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { everyRow } from "@/lib/revisions/testing";
import { createSalesRule } from "./create";
import { deleteSalesRule } from "./delete";
import { listSalesRules } from "./list";
import {
  createSalesRuleInput,
  deleteSalesRuleInput,
  listSalesRulesInput,
  salesRuleChange,
  salesRulePage,
  updateSalesRuleInput,
} from "./schema";
import { updateSalesRule } from "./update";

let world: World;
let stranger: World;
let projectId: string;
let chatbotId: string;

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  stranger = await createWorld(["Three"]);
  projectId = firstProject(world).id;
});

beforeEach(async () => {
  chatbotId = newId("chatbot");
  await prisma.chatbot.create({ data: { projectId, id: chatbotId, name: "Helper" } });
});

type Values = Record<string, unknown>;
const leaving = { name: "Leaving", trigger: "exit_intent", message: "Can we help?" };

const create = async (values: Values = {}, caller = world.caller()) =>
  salesRuleChange.parse(
    await createSalesRule(
      caller,
      createSalesRuleInput.parse({ chatbot_id: chatbotId, ...leaving, ...values }),
    ),
  );
const update = async (rule_id: string, values: Values, caller = world.caller()) =>
  salesRuleChange.parse(await updateSalesRule(caller, updateSalesRuleInput.parse({ rule_id, ...values })));
const remove = async (rule_id: string, values: Values = {}, caller = world.caller()) =>
  salesRuleChange.parse(await deleteSalesRule(caller, deleteSalesRuleInput.parse({ rule_id, ...values })));
const list = async (values: Values = {}, caller = world.caller()) =>
  salesRulePage.parse(await listSalesRules(caller, listSalesRulesInput.parse(values)));
const failure = (work: Promise<unknown>) => work.then(() => null).catch((error: AppError) => error);
const revisionsOf = (subjectId: string) =>
  prisma.revision.findMany({ where: { projectId, subjectId }, orderBy: { createdAt: "asc" } });

describe("list of rules", () => {
  test("holds those that are on, newest first; all of them when asked", async () => {
    const first = await create({ trigger: "cart_value", threshold: 5_000, page_part: "/cart" });
    const off = await create({ is_active: false });
    const last = await create();
    const ids = async (values: Values) =>
      (await list({ chatbot_id: chatbotId, ...values })).items.map(({ id }) => id);
    expect(await ids({})).toEqual([last.rule_id, first.rule_id]);
    expect(await ids({ include_inactive: true })).toEqual([last.rule_id, off.rule_id, first.rule_id]);
    expect((await list({ chatbot_id: chatbotId })).items[1]).toMatchObject({
      project_id: projectId,
      chatbot_id: chatbotId,
      name: "Leaving",
      trigger: "cart_value",
      threshold: 5_000,
      page_part: "/cart",
      message: "Can we help?",
      is_active: true,
      shown_count: 0,
    });
  });

  test("pages without gaps or repeats", async () => {
    for (let index = 0; index < 5; index += 1) await create();
    const whole = (await list({ chatbot_id: chatbotId, limit: 100 })).items;
    expect(whole).toHaveLength(5);
    for (const limit of [1, 2, 5]) {
      expect(await everyItem((cursor) => list({ chatbot_id: chatbotId, limit, cursor }))).toEqual(whole);
    }
  });

  test("needs chatbots:read, and finds no chatbot of somebody else", async () => {
    await create();
    await expect(list({}, world.without("chatbots:read"))).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    await expect(list({ chatbot_id: chatbotId }, stranger.caller())).rejects.toBeInstanceOf(NotFoundError);
    expect((await list({}, stranger.caller())).items).toEqual([]);
  });
});

describe("a rule", () => {
  test("is created, changed, turned off and deleted, each with a revision and a line of the audit log", async () => {
    const { rule_id, revision_id, changes } = await create();
    expect(changes).toContainEqual({ field: "message", before: null, after: "Can we help?" });
    const renamed = await update(rule_id, { trigger: "scroll_depth", threshold: 50, page_part: "/shoes" });
    expect(renamed.changes).toEqual([
      { field: "trigger", before: "exit_intent", after: "scroll_depth" },
      { field: "page_part", before: "", after: "/shoes" },
      { field: "threshold", before: null, after: "50" },
    ]);
    const off = await update(rule_id, { is_active: false });
    expect(off.changes).toEqual([{ field: "is_active", before: "yes", after: "no" }]);
    const gone = await remove(rule_id);
    expect((await list({ include_inactive: true, chatbot_id: chatbotId })).items).toEqual([]);

    const kept = await revisionsOf(rule_id);
    expect(kept.map(({ id }) => id)).toEqual([
      revision_id,
      renamed.revision_id,
      off.revision_id,
      gone.revision_id,
    ]);
    expect(kept.map(({ action }) => action)).toEqual(["create", "update", "update", "delete"]);
    expect(kept[1]).toMatchObject({ before: { trigger: "exit_intent" }, after: { trigger: "scroll_depth" } });
    const lines = await prisma.auditEntry.findMany({ where: { targetId: rule_id }, orderBy: { at: "asc" } });
    expect(lines.map(({ action }) => action)).toEqual([
      "sales_rule.create",
      "sales_rule.update",
      "sales_rule.update",
      "sales_rule.delete",
    ]);
  });

  test("is not touched by a dry run or by the values it has", async () => {
    const { rule_id } = await create();
    const before = await everyRow();
    expect(await create({ dry_run: true })).toMatchObject({ dry_run: true, revision_id: null });
    expect(await update(rule_id, { name: "New", dry_run: true })).toMatchObject({ revision_id: null });
    expect(await remove(rule_id, { dry_run: true })).toMatchObject({ dry_run: true, revision_id: null });
    expect(await update(rule_id, leaving)).toMatchObject({ changes: [], revision_id: null });
    expect(await everyRow()).toEqual(before);
  });

  test("needs chatbots:write and is not found from elsewhere", async () => {
    const { rule_id } = await create();
    const before = await everyRow();
    const weak = world.without("chatbots:write");
    for (const work of [create({}, weak), update(rule_id, { name: "x" }, weak), remove(rule_id, {}, weak)]) {
      await expect(work).rejects.toBeInstanceOf(InsufficientPermissionError);
    }
    for (const caller of [stranger.caller(), world.caller([world.projects[1]?.id ?? ""])]) {
      await expect(create({}, caller)).rejects.toBeInstanceOf(NotFoundError);
      await expect(update(rule_id, { name: "x" }, caller)).rejects.toBeInstanceOf(NotFoundError);
      await expect(remove(rule_id, {}, caller)).rejects.toBeInstanceOf(NotFoundError);
    }
    expect(await everyRow()).toEqual(before);
  });

  test.each([
    [{ trigger: "time_on_page" }, "threshold"],
    [{ trigger: "time_on_page", threshold: 3_601 }, "threshold"],
    [{ trigger: "scroll_depth", threshold: 0 }, "threshold"],
    [{ trigger: "scroll_depth", threshold: 101 }, "threshold"],
    [{ trigger: "cart_value", threshold: 0 }, "threshold"],
    [{ trigger: "cart_value", threshold: 2_147_483_648 }, "threshold"],
    [{ trigger: "exit_intent", threshold: 5 }, "threshold"],
    [{ trigger: "page_address" }, "page_part"],
  ])("with %j does not fit its trigger", async (values, field) => {
    const before = await everyRow();
    const refused = await failure(create(values));
    expect(refused).toMatchObject({ code: "invalid_input" });
    expect(refused?.problems.map(({ path }) => path)).toEqual([field]);
    expect(await everyRow()).toEqual(before);
  });

  test("with several bad fields names all of them", () => {
    const parsed = createSalesRuleInput.safeParse({
      chatbot_id: chatbotId,
      name: "",
      trigger: "whenever",
      page_part: "a b",
      threshold: 1.5,
      message: "x".repeat(501),
    });
    expect(parsed.error?.issues.map(({ path }) => path.join("."))).toEqual([
      "name",
      "trigger",
      "page_part",
      "threshold",
      "message",
    ]);
  });

  test("keeps both of two changes at once", async () => {
    const { rule_id } = await create();
    await Promise.all([update(rule_id, { name: "Goodbye" }), update(rule_id, { message: "Wait!" })]);
    expect((await list({ chatbot_id: chatbotId })).items[0]).toMatchObject({
      name: "Goodbye",
      message: "Wait!",
    });
    expect(await revisionsOf(rule_id)).toHaveLength(3);
  });
});
