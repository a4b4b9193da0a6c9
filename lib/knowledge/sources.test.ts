import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, everyItem, firstProject, type World } from "@/lib/account/testing";
import {
  ConflictError,
  InsufficientPermissionError,
  InvalidInputError,
  NotFoundError,
} from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { realFile } from "@/scripts/real-file";
import { createSource } from "./create-source";
import { deleteSource } from "./delete-source";
import { getSource } from "./get-source";
import { importGuidelines } from "./import-guidelines";
import { listSources } from "./list-sources";
import {
  createSourceInput,
  guidelineReport,
  importGuidelinesInput,
  listSourcesInput,
  sourceDetail,
  sourceInput,
  sourcePage,
  updateSourceInput,
} from "./schema";
import { importRealGuidelines } from "./testing";
import { updateSource } from "./update-source";
import { MAX_BODY_LENGTH, MAX_GUIDELINE_CHARACTERS } from "./values";

let world: World;
let stranger: World;

beforeAll(async () => {
  world = await createWorld();
  stranger = await createWorld(["Other"]);
});

const create = async (input: Record<string, unknown>, caller = world.caller()) =>
  sourceDetail.parse(await createSource(caller, createSourceInput.parse({ kind: "custom", ...input })));
const update = async (input: Record<string, unknown>, caller = world.caller()) =>
  sourceDetail.parse(await updateSource(caller, updateSourceInput.parse(input)));
const list = async (input: Record<string, unknown> = {}, caller = world.caller()) =>
  sourcePage.parse(await listSources(caller, listSourcesInput.parse(input)));
const get = async (source_id: string, caller = world.caller()) =>
  sourceDetail.parse(await getSource(caller, sourceInput.parse({ source_id })));

describe("sources", () => {
  test("are created, read, changed and deleted, each noted in the audit log", async () => {
    const own = await createWorld();
    const caller = own.caller();
    const made = await create({ title: " Do you deliver? ", body: "Yes.\r\nEverywhere.  " }, caller);
    expect(made).toMatchObject({
      kind: "custom",
      title: "Do you deliver?",
      body: "Yes.\nEverywhere.",
      origin: "",
    });
    expect(await get(made.id, caller)).toEqual(made);
    const changed = await update({ source_id: made.id, title: "Do you ship?", body: "Yes." }, caller);
    expect(changed).toMatchObject({ id: made.id, title: "Do you ship?", body: "Yes." });
    expect(changed.updated_at > made.updated_at).toBe(true);
    // The same again is no change.
    expect(await update({ source_id: made.id, title: "Do you ship?", body: "Yes." }, caller)).toEqual(
      changed,
    );
    expect(await deleteSource(caller, { source_id: made.id })).toEqual({ id: made.id });
    await expect(get(made.id, caller)).rejects.toBeInstanceOf(NotFoundError);
    const audit = await prisma.auditEntry.findMany({ where: { organisationId: own.organisationId } });
    expect(audit.map(({ action, targetId }) => [action, targetId]).toSorted()).toEqual([
      ["source.create", made.id],
      ["source.delete", made.id],
      ["source.update", made.id],
    ]);
  });

  test("bad input is refused by field", () => {
    for (const [input, field] of [
      [{ title: "", body: "x" }, "title"],
      [{ title: "  ", body: "x" }, "title"],
      [{ title: "x".repeat(201), body: "x" }, "title"],
      [{ title: "a\nb", body: "x" }, "title"],
      [{ title: "x", body: " \n " }, "body"],
      [{ title: "x", body: "a\u0000b" }, "body"],
      [{ title: "x", body: "a\u001bb" }, "body"],
      [{ title: "x", body: "\ud800" }, "body"],
      [{ title: "x", body: "x".repeat(MAX_BODY_LENGTH + 1) }, "body"],
      [{ title: "x", body: 7 }, "body"],
    ] as const) {
      const parsed = createSourceInput.safeParse({ kind: "custom", ...input });
      expect(parsed.error?.issues[0]?.path, JSON.stringify(input).slice(0, 60)).toEqual([field]);
    }
    expect(createSourceInput.safeParse({ kind: "web", title: "x", body: "x" }).success).toBe(false);
    expect(createSourceInput.safeParse({ kind: "custom", title: "x", body: "x", extra: 1 }).success).toBe(
      false,
    );
  });

  test("the longest text is taken whole", async () => {
    const body = "word ".repeat(MAX_BODY_LENGTH / 5).trim();
    const made = await create({ kind: "document", title: "Long", body });
    expect((await get(made.id)).body).toBe(body);
    const { items } = await list({ limit: 100 });
    expect(items.find(({ id }) => id === made.id)).toMatchObject({
      characters: body.length,
      excerpt: body.slice(0, 160).trim(),
    });
  });

  test("the same text is not kept twice, also of ten at once", async () => {
    const text = { title: "Returns", body: "Within thirty days." };
    const ends = await Promise.allSettled(Array.from({ length: 10 }, () => create(text)));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const end of ends) {
      if (end.status === "rejected") {
        expect(end.reason).toBeInstanceOf(ConflictError);
        expect(end.reason).toMatchObject({
          reason: "duplicate_source",
          nextStep: expect.stringContaining("Edit"),
        });
      }
    }
    const other = await create({ title: "Returns", body: "Another text." });
    await expect(update({ source_id: other.id, ...text })).rejects.toBeInstanceOf(ConflictError);
    expect(await get(other.id)).toEqual(other);
    // Another project may have it too.
    expect(await create(text, stranger.caller())).toMatchObject(text);
  });

  test("page without gaps or repeats, by kind", async () => {
    const own = await createWorld();
    const caller = own.caller();
    for (const index of [1, 2, 3, 4, 5]) {
      await create({ kind: index % 2 ? "custom" : "document", title: `Source ${index}`, body: "x" }, caller);
    }
    const titles = async (input: Record<string, unknown>) =>
      (await everyItem((cursor) => list({ ...input, cursor }, caller))).map(({ title }) => title);
    const whole = ["Source 5", "Source 4", "Source 3", "Source 2", "Source 1"];
    for (const limit of [1, 2, 5]) expect(await titles({ limit })).toEqual(whole);
    expect(await titles({ kind: "document", limit: 1 })).toEqual(["Source 4", "Source 2"]);
    const { next_cursor: cursor } = await list({ limit: 1 }, caller);
    await expect(list({ kind: "custom", cursor }, caller)).rejects.toBeInstanceOf(InvalidInputError);
    await expect(list({ cursor }, stranger.caller())).rejects.toBeInstanceOf(InvalidInputError);
    await expect(list({ cursor: "x" }, caller)).rejects.toBeInstanceOf(InvalidInputError);
  });

  test("those of another tenant do not exist", async () => {
    const { id, title, body } = await create({ title: "Theirs", body: "Secret." }, stranger.caller());
    const nowhere = newId("source");
    for (const source_id of [id, nowhere]) {
      const missing = new NotFoundError("source", source_id).message;
      await expect(get(source_id)).rejects.toThrow(missing);
      await expect(update({ source_id, title: "Mine", body })).rejects.toThrow(missing);
      await expect(deleteSource(world.caller(), { source_id })).rejects.toThrow(missing);
    }
    expect((await list({ limit: 100 })).items.map((source) => source.id)).not.toContain(id);
    expect(await get(id, stranger.caller())).toMatchObject({ title, body });
  });

  test("reading needs chatbots:read, writing chatbots:write", async () => {
    const { id: source_id } = await create({ title: "Guarded", body: "x" });
    const reader = world.without("chatbots:write");
    const writer = world.without("chatbots:read");
    expect(await get(source_id, reader)).toMatchObject({ id: source_id });
    for (const refused of [
      () => create({ title: "New", body: "x" }, reader),
      () => update({ source_id, title: "New", body: "x" }, reader),
      () => deleteSource(reader, { source_id }),
      () => importGuidelines(reader, { file_name: "x.json", text: "[]" }),
      () => get(source_id, writer),
      () => list({}, writer),
    ]) {
      await expect(refused()).rejects.toBeInstanceOf(InsufficientPermissionError);
    }
  });
});

describe("importing guidelines", () => {
  const importText = async (content: unknown, caller = world.caller(), file_name = "faq.json") => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    const input = importGuidelinesInput.parse({ file_name, text });
    return guidelineReport.parse(await importGuidelines(caller, input));
  };

  test("takes the real file whole, with every instruction and step, and again without a change", async () => {
    const own = await createWorld();
    const { id } = firstProject(own);
    expect(await importRealGuidelines(own.caller())).toEqual({
      created: 55,
      updated: 0,
      unchanged: 0,
      rejected: [],
    });
    const kept = await prisma.knowledgeSource.findMany({ where: { projectId: id }, orderBy: { id: "asc" } });
    const file = JSON.parse(readFileSync(realFile("support-guidelines.json"), "utf8")) as Record<
      string,
      { subflows: Record<string, { instructions: string[]; actions: { text: string; subtext: string[] }[] }> }
    >;
    for (const [topic, { subflows }] of Object.entries(file)) {
      for (const [name, { instructions, actions }] of Object.entries(subflows)) {
        const source = kept.find(({ title }) => title === `${topic}: ${name}`);
        expect(source).toMatchObject({ kind: "custom", origin: "support-guidelines.json" });
        const said = [...instructions, ...actions.flatMap(({ text, subtext }) => [text, ...subtext])];
        for (const line of said) expect(source?.body).toContain(line.trim());
      }
    }
    expect(await importRealGuidelines(own.caller())).toEqual({
      created: 0,
      updated: 0,
      unchanged: 55,
      rejected: [],
    });
    expect(
      await prisma.knowledgeSource.findMany({ where: { projectId: id }, orderBy: { id: "asc" } }),
    ).toEqual(kept);
  });

  test("takes questions with answers, and updates what a file of the same name says otherwise now", async () => {
    const own = await createWorld();
    const caller = own.caller();
    const faq = [
      { question: "Do you ship abroad?", answer: "Yes." },
      { title: "Opening hours", content: "Nine to five." },
    ];
    expect(await importText(faq, caller)).toMatchObject({ created: 2 });
    const hours = (await list({}, caller)).items.find(({ title }) => title === "Opening hours");
    faq[1] = { title: "Opening hours", content: "Ten to six." };
    expect(await importText({ faqs: faq }, caller)).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    const { items } = await list({}, caller);
    expect(items).toHaveLength(2);
    expect(items.find(({ title }) => title === "Opening hours")).toMatchObject({
      id: hours?.id,
      excerpt: "Ten to six.",
    });
    // A file of another name adds beside.
    faq[1] = { title: "Opening hours", content: "Never." };
    expect(await importText(faq, caller, "other.json")).toMatchObject({
      created: 1,
      updated: 0,
      unchanged: 1,
    });
  });

  test("tells which entries it did not take, and takes the others", async () => {
    const own = await createWorld();
    const report = await importText(
      [
        { question: "Good?", answer: "Yes." },
        { question: "No answer?" },
        { answer: "No question." },
        { question: 7, answer: "x" },
        "just text",
        { question: "Empty?", answer: "  " },
        { question: "Good?", answer: "Said twice." },
      ],
      own.caller(),
    );
    expect(report.created).toBe(1);
    expect(report.rejected).toEqual([
      { entry: "entry 2", field: "answer", reason: "Is missing." },
      { entry: "entry 3", field: "question", reason: "Is missing." },
      { entry: "entry 4", field: "question", reason: "Must be text." },
      { entry: "entry 5", field: "", reason: "Must be an object with a question and an answer." },
      { entry: "entry 6", field: "body", reason: "Must not be empty." },
      { entry: "entry 7", field: "title", reason: "Is also the title of entry 1. Give it another one." },
    ]);
    const flows = await importText(
      {
        Refunds: {
          description: "money back",
          subflows: { Late: { instructions: ["Be kind."] }, Odd: { actions: "none" } },
        },
        Broken: { subflows: 7 },
        Empty: { subflows: { Nothing: {} } },
      },
      own.caller(),
    );
    expect(flows).toMatchObject({
      created: 1,
      rejected: [
        { entry: "Refunds: Odd", field: "actions", reason: "Must be a list of steps." },
        { entry: "Broken", field: "subflows", reason: "Must name its cases." },
        { entry: "Empty: Nothing", field: "", reason: "Has neither instructions nor steps." },
      ],
    });
  });

  test("refuses a file that is no such thing, and keeps nothing", async () => {
    const own = await createWorld();
    for (const [content, rule] of [
      ["{broken", /not valid JSON/],
      ["[]", /no entries/],
      ["7", /neither a list/],
      [{ hello: "world" }, /neither a list/],
      [Array.from({ length: 1_001 }, (_, index) => ({ q: `${index}`, a: "x" })), /at most 1,000/],
    ] as const) {
      await expect(importText(content, own.caller()), String(rule)).rejects.toThrow(rule);
    }
    const long = { file_name: "x.json", text: "x".repeat(MAX_GUIDELINE_CHARACTERS + 1) };
    expect(importGuidelinesInput.safeParse(long).error?.issues[0]?.message).toMatch(/Split it/);
    expect(await list({}, own.caller())).toMatchObject({ items: [] });
  });
});
