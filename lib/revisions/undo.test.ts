import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorld, everyItem, firstProject, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { createChatbot } from "@/lib/chatbots/create-chatbot";
import { getChatbot } from "@/lib/chatbots/get";
import { updateChatbotInstructions } from "@/lib/chatbots/update-instructions";
import { updateChatbotLabels } from "@/lib/chatbots/update-labels";
import { updateChatbotModel } from "@/lib/chatbots/update-model";
import { type AppError, InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { createSalesRule } from "@/lib/sales-rules/create";
import { deleteSalesRule } from "@/lib/sales-rules/delete";
import { createSalesRuleInput } from "@/lib/sales-rules/schema";
import { updateSalesRule } from "@/lib/sales-rules/update";
import { getRevision } from "./get";
import { listRevisions } from "./list";
import { listRevisionsInput, revisionPage, revisionView, undoneRevision } from "./schema";
import { addAssistant, addPerson, everyRow } from "./testing";
import { undoRevision } from "./undo";

let world: World;
let ana: Caller;
let claude: Caller;
let projectId: string;
let chatbotId: string;

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  ana = await addPerson(world, "Ana");
  claude = await addAssistant(world, ana, "Claude Code");
  projectId = firstProject(world).id;
});

beforeEach(async () => {
  chatbotId = newId("chatbot");
  await prisma.chatbot.create({ data: { projectId, id: chatbotId, name: "Helper" } });
});

const chatbot = () => getChatbot(ana, { chatbot_id: chatbotId });
const changed = async (work: Promise<{ revision_id: string | null }>) => {
  const { revision_id } = await work;
  if (revision_id === null) throw new Error("Nothing changed.");
  return revision_id;
};
const rewrite = (instructions: string, caller = claude) =>
  changed(updateChatbotInstructions(caller, { chatbot_id: chatbotId, instructions, dry_run: false }));
const label = (submit_label: string, caller = ana) =>
  changed(updateChatbotLabels(caller, { chatbot_id: chatbotId, submit_label, dry_run: false }));
const undo = async (revision_id: string, caller = ana, dry_run = false) =>
  undoneRevision.parse(await undoRevision(caller, { revision_id, dry_run }));
const failure = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error("It was not refused.");
    },
    (error: AppError) => error,
  );
const rule = (values: Record<string, unknown> = {}) =>
  createSalesRule(
    ana,
    createSalesRuleInput.parse({
      chatbot_id: chatbotId,
      name: "Leaving",
      trigger: "exit_intent",
      message: "Can we help?",
      ...values,
    }),
  );
const ruleRow = (id: string) => prisma.salesRule.findFirst({ where: { projectId, id } });

describe("undoing a change of a chatbot", () => {
  test("puts back what it replaced, and nothing else", async () => {
    const revision = await rewrite("Be kind.");
    await label("Go");
    const undone = await undo(revision);
    expect(undone).toMatchObject({
      subject_kind: "chatbot",
      subject_id: chatbotId,
      changes: [{ field: "instructions", before: "Be kind.", after: "" }],
      dry_run: false,
    });
    expect(await chatbot()).toMatchObject({ instructions: "", labels: { submit_label: "Go" } });
    const [kept] = await prisma.revision.findMany({ where: { projectId, id: undone.revision_id ?? "" } });
    expect(kept).toMatchObject({ action: "undo", undoesId: revision, actorKind: "person" });
    const lines = await prisma.auditEntry.findMany({
      where: { targetId: chatbotId, action: "chatbot.undo" },
    });
    expect(lines).toHaveLength(1);
  });

  test("restores each kind of value", async () => {
    const { revision_id } = await updateChatbotModel(claude, {
      chatbot_id: chatbotId,
      model: "gpt-4o",
      temperature: 0.7,
      dry_run: false,
    });
    await undo(revision_id ?? "");
    expect(await chatbot()).toMatchObject({ model: "built-in", temperature: 0.3 });
  });

  test("on a dry run tells what it would do and writes nothing", async () => {
    const revision = await rewrite("Be kind.");
    const before = await everyRow();
    expect(await undo(revision, ana, true)).toMatchObject({ dry_run: true, revision_id: null });
    expect(await everyRow()).toEqual(before);
  });

  test("is refused when a later change would be lost, and says which", async () => {
    const first = await rewrite("Be kind.");
    const second = await rewrite("Be brief.", ana);
    const before = await everyRow();
    const refused = await failure(undo(first));
    expect(refused).toMatchObject({ code: "conflict", reason: "later_change" });
    expect(refused.message).toMatch(
      new RegExp(
        `^Ana changed instructions later, on \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC \\(${second}\\)`,
      ),
    );
    expect(refused.problems).toEqual([{ path: "instructions", message: `was changed by ${second}` }]);
    expect(await everyRow()).toEqual(before);
    // In the opposite order nothing is lost.
    await undo(second);
    await undo(first);
    expect((await chatbot()).instructions).toBe("");
  });

  test("is refused when a later change happens to have set the same value again", async () => {
    const first = await rewrite("A");
    await rewrite("B");
    const third = await rewrite("A");
    expect((await failure(undo(first))).message).toContain(third);
  });

  test("is refused when something changed the value without a revision", async () => {
    const revision = await rewrite("Be kind.");
    await prisma.chatbot.updateMany({ where: { id: chatbotId }, data: { instructions: "By hand" } });
    expect(await failure(undo(revision))).toMatchObject({ reason: "later_change" });
    expect((await chatbot()).instructions).toBe("By hand");
  });

  test("can be undone itself, any number of times; each only once", async () => {
    const first = await rewrite("Be kind.");
    let last = (await undo(first)).revision_id ?? "";
    for (const expected of ["Be kind.", "", "Be kind.", ""]) {
      last = (await undo(last)).revision_id ?? "";
      expect((await chatbot()).instructions).toBe(expected);
    }
    expect(await failure(undo(first))).toMatchObject({ code: "conflict", reason: "already_undone" });
  });

  test("that was brought back blocks the one before it", async () => {
    const first = await rewrite("A");
    const second = await rewrite("B");
    const undone = (await undo(second)).revision_id ?? "";
    await undo(undone);
    expect((await chatbot()).instructions).toBe("B");
    expect((await failure(undo(first))).message).toContain(second);
  });

  test("happens once when it is asked for many times at once", async () => {
    const revision = await rewrite("Be kind.");
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => undo(revision)));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of all) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ reason: "already_undone" });
    }
    expect(await prisma.revision.count({ where: { undoesId: revision } })).toBe(1);
  });

  test("is for people who may change chatbots", async () => {
    const revision = await rewrite("Be kind.");
    const before = await everyRow();
    const analyst = await addPerson(world, "Ada", "analyst");
    const before2 = await everyRow();
    for (const caller of [claude, world.caller(), analyst]) {
      await expect(undo(revision, caller)).rejects.toBeInstanceOf(InsufficientPermissionError);
    }
    expect(before2).not.toEqual(before);
    expect(await everyRow()).toEqual(before2);
  });

  test("of another project or organisation is not found", async () => {
    const revision = await rewrite("Be kind.");
    const stranger = await createWorld(["Three"]);
    const eve = await addPerson(stranger, "Eve");
    const elsewhere = { ...ana, projectIds: [world.projects[1]?.id ?? ""] };
    for (const caller of [eve, elsewhere]) {
      await expect(undo(revision, caller)).rejects.toBeInstanceOf(NotFoundError);
      await expect(getRevision(caller, { revision_id: revision })).rejects.toBeInstanceOf(NotFoundError);
    }
    expect((await chatbot()).instructions).toBe("Be kind.");
  });

  test("can't remove a chatbot that was created", async () => {
    const owner = { ...ana, projectIds: [projectId] };
    const made = await createChatbot(owner, { name: "Second" });
    const { items } = await listRevisions(ana, listRevisionsInput.parse({ subject_id: made.id }));
    expect(items[0]).toMatchObject({ action: "create", is_undoable: false });
    expect(await failure(undo(items[0]?.id ?? ""))).toMatchObject({ reason: "not_undoable" });
  });
});

describe("undoing a change of a sales rule", () => {
  test("brings a deleted rule back as it was, with its id", async () => {
    const { rule_id } = await rule({
      trigger: "cart_value",
      threshold: 900,
      page_part: "/cart",
      is_active: false,
    });
    await prisma.salesRule.updateMany({ where: { id: rule_id }, data: { shownCount: 41 } });
    const before = await ruleRow(rule_id);
    const gone = await deleteSalesRule(ana, { rule_id, dry_run: false });
    expect(await ruleRow(rule_id)).toBeNull();
    const undone = await undo(gone.revision_id ?? "");
    const { updatedAt: _, ...whole } = (await ruleRow(rule_id)) ?? {};
    expect(whole).toEqual({ ...before, updatedAt: undefined } satisfies object);
    // And deletes it again.
    await undo(undone.revision_id ?? "");
    expect(await ruleRow(rule_id)).toBeNull();
  });

  test("removes a rule that was created, unless it was changed since", async () => {
    const made = await rule();
    const renamed = await updateSalesRule(ana, { rule_id: made.rule_id, name: "Bye", dry_run: false });
    const refused = await failure(undo(made.revision_id ?? ""));
    expect(refused).toMatchObject({ reason: "later_change" });
    expect(refused.message).toContain(renamed.revision_id);
    await undo(renamed.revision_id ?? "");
    const removed = await undo(made.revision_id ?? "");
    expect(await ruleRow(made.rule_id)).toBeNull();
    await undo(removed.revision_id ?? "");
    expect(await ruleRow(made.rule_id)).toMatchObject({ name: "Leaving" });
  });

  test("is refused after the rule was deleted", async () => {
    const { rule_id } = await rule();
    const renamed = await updateSalesRule(ana, { rule_id, name: "Bye", dry_run: false });
    const gone = await deleteSalesRule(ana, { rule_id, dry_run: false });
    expect((await failure(undo(renamed.revision_id ?? ""))).message).toContain(gone.revision_id);
  });

  test("is refused when the old value no longer fits the rule", async () => {
    const { rule_id } = await rule({ trigger: "scroll_depth", threshold: 50 });
    const timed = await updateSalesRule(ana, { rule_id, trigger: "time_on_page", dry_run: false });
    await updateSalesRule(ana, { rule_id, threshold: 500, dry_run: false });
    expect(await failure(undo(timed.revision_id ?? ""))).toMatchObject({
      code: "conflict",
      reason: "later_change",
    });
    expect(await ruleRow(rule_id)).toMatchObject({ trigger: "time_on_page", threshold: 500 });
  });
});

describe("the list of changes", () => {
  const list = async (values: Record<string, unknown>, caller: Caller = ana) =>
    revisionPage.parse(await listRevisions(caller, listRevisionsInput.parse(values)));

  test("names authors, connections, differences and undoings, the newest first", async () => {
    const first = await rewrite("Be kind.\nBe brief.");
    const second = await label("Go", world.caller());
    const third = (await undo(first)).revision_id;
    const { items } = await list({ subject_id: chatbotId });
    expect(items.map(({ id }) => id)).toEqual([third, second, first]);
    expect(items).toMatchObject([
      {
        action: "undo",
        undoes_id: first,
        undone_by_id: null,
        is_undoable: true,
        subject_name: "Helper",
        author: { kind: "person", name: "Ana", connection: null, approved_by: null },
      },
      {
        action: "update",
        author: { kind: "api_key", name: "An API key" },
        changes: [{ field: "labels.submit_label", before: "Send", after: "Go", diff: null }],
      },
      {
        action: "update",
        undone_by_id: third,
        is_undoable: false,
        author: {
          kind: "connection",
          name: "Claude Code",
          connection: expect.stringContaining("Claude Code of"),
        },
        changes: [{ field: "instructions", diff: [{ kind: "added" }, { kind: "added" }] }],
      },
    ]);
  });

  test("names who approved a change", async () => {
    const revision = await rewrite("Be kind.");
    const { actor } = ana;
    const approvedById = actor.kind === "person" ? actor.userId : null;
    await prisma.revision.updateMany({ where: { id: revision }, data: { approvedById } });
    const view = revisionView.parse(await getRevision(ana, { revision_id: revision }));
    expect(view.author).toMatchObject({ name: "Claude Code", approved_by: "Ana" });
  });

  test("names what was deleted by the name it had", async () => {
    const { rule_id } = await rule({ name: "Gone soon" });
    await updateSalesRule(ana, { rule_id, message: "Wait!", dry_run: false });
    await deleteSalesRule(ana, { rule_id, dry_run: false });
    const { items } = await list({ subject_id: rule_id });
    expect(items.map(({ subject_name }) => subject_name)).toEqual(["Gone soon", "Gone soon", "Gone soon"]);
  });

  test("filters by kind and author, and pages without gaps or repeats", async () => {
    await rewrite("A");
    await rewrite("B");
    await label("Go");
    const { rule_id } = await rule();
    const all = (await list({ limit: 100 })).items;
    expect(await everyItem((cursor) => list({ limit: 3, cursor }))).toEqual(all);
    const rules = (await list({ kind: "sales_rule", limit: 100 })).items;
    expect(rules[0]?.subject_id).toBe(rule_id);
    expect(rules.every(({ subject_kind }) => subject_kind === "sales_rule")).toBe(true);
    const assistants = (await list({ author: "connection", subject_id: chatbotId })).items;
    expect(assistants).toHaveLength(2);
  });

  test("needs chatbots:read and holds nobody else's", async () => {
    await rewrite("A");
    await expect(list({}, world.without("chatbots:read"))).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    const stranger = await createWorld(["Four"]);
    expect((await list({}, stranger.caller())).items).toEqual([]);
  });
});
