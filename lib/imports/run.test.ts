import { spawn } from "node:child_process";
import { createReadStream, readFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import type { Caller } from "@/lib/auth/caller";
import { ROLE_PERMISSIONS } from "@/lib/auth/values";
import { InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { boss, stopBoss } from "@/lib/jobs/boss";
import { handleImport } from "@/lib/jobs/import.handler";
import { realFile } from "@/scripts/real-file";
import { createImport } from "./create";
import { getImport } from "./get";
import { listImports } from "./list";
import { ImportInterruptedError, ImportTakenOverError, runImport } from "./run";
import type { ImportKind } from "./schema";
import { pieces, projectForImport, tableHashes } from "./testing";

afterAll(() => stopBoss());

const HISTORY = "support-conversations.jsonl.gz";
/** Conversations of the import whose worker is killed: enough for a dozen batches. */
const KILLED = 2_000;

function upload(caller: Caller, kind: ImportKind, file: string, content?: string) {
  const stream = content === undefined ? createReadStream(realFile(file)) : pieces(content, 100);
  return createImport(caller, { kind, file_name: file }, stream);
}

async function importText(caller: Caller, content: string, kind: ImportKind = "conversations") {
  const { id } = await upload(caller, kind, "history.jsonl", content);
  return runImport(caller, id);
}

function line(id: string, contents: string[], more: object = {}): string {
  const turns = contents.map((content, index) => ({ role: index % 2 ? "agent" : "user", content }));
  return JSON.stringify({ id, turns, ...more });
}

async function messagesOf(projectId: string, externalId: string) {
  return prisma.message.findMany({
    where: { projectId, conversation: { externalId } },
    orderBy: { position: "asc" },
    select: { position: true, role: true, content: true, sentAt: true },
  });
}

/** What the rollups of a project should say, counted from its rows. */
async function recount(projectId: string) {
  const [rows] = await prisma.$queryRaw<[{ conversations: number; users: number; agents: number }]>`
    SELECT (SELECT count(*)::int FROM conversation WHERE project_id = ${projectId}) AS conversations,
           (SELECT count(*)::int FROM message WHERE project_id = ${projectId} AND role = 'user') AS users,
           (SELECT count(*)::int FROM message WHERE project_id = ${projectId} AND role = 'agent') AS agents`;
  return rows;
}

async function rollups(projectId: string) {
  const { _sum } = await prisma.metricDaily.aggregate({
    where: { projectId },
    _sum: { conversations: true, userMessages: true, agentMessages: true },
  });
  return { conversations: _sum.conversations, users: _sum.userMessages, agents: _sum.agentMessages };
}

describe("the real history", () => {
  test("is imported whole, and a second import of it changes not one row", async () => {
    const { caller, projectId, chatbotId } = await projectForImport();
    const { id } = await upload(caller, "conversations", HISTORY);
    const seen: number[] = [];
    const view = await runImport(caller, id, { onProgress: ({ processed }) => seen.push(processed) });
    expect(view).toMatchObject({
      status: "succeeded",
      total: 6_000,
      processed: 6_000,
      created: 6_000,
      rejected: 0,
    });
    expect(seen.length).toBeGreaterThan(10);
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));

    const counts = await recount(projectId);
    expect(counts.users + counts.agents).toBe(71_686);
    expect(await rollups(projectId)).toEqual(counts);
    const run = await prisma.importRun.findFirstOrThrow({ where: { id }, select: { file: true } });
    expect(run.file).toBeNull();

    // Against the file itself: order, roles, content, counts, preview, times.
    const file = gunzipSync(readFileSync(realFile(HISTORY)))
      .toString("utf8")
      .trimEnd()
      .split("\n");
    for (const index of [0, 221, 5_053, 5_999]) {
      const told = JSON.parse(file[index] as string) as {
        id: string;
        turns: { role: string; content: string }[];
      };
      const kept = await messagesOf(projectId, told.id);
      expect(kept.map(({ role, content }) => [role, content])).toEqual(
        told.turns.map(({ role, content }) => [role.toLowerCase(), content]),
      );
      expect(kept.map(({ sentAt }) => sentAt.getTime())).toEqual(
        kept.map(({ sentAt }) => sentAt.getTime()).toSorted((left, right) => left - right),
      );
      const conversation = await prisma.conversation.findFirstOrThrow({
        where: { projectId, externalId: told.id },
      });
      expect(conversation).toMatchObject({
        chatbotId,
        platform: "web",
        startedAt: kept[0]?.sentAt,
        lastMessageAt: kept.at(-1)?.sentAt,
        userMessageCount: kept.filter(({ role }) => role === "user").length,
        agentMessageCount: kept.filter(({ role }) => role === "agent").length,
        preview: kept.find(({ role }) => role === "user")?.content.slice(0, 200),
      });
    }
    const future = await prisma.message.count({ where: { projectId, sentAt: { gt: new Date() } } });
    expect(future).toBe(0);

    const before = await tableHashes();
    const again = await upload(caller, "conversations", HISTORY);
    expect(await runImport(caller, again.id)).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 6_000,
      rejected: 0,
    });
    expect(await tableHashes()).toEqual(before);
  }, 180_000);
});

describe("conversations", () => {
  test("one that grew gets its new messages, and nothing else changes", async () => {
    const { caller, projectId } = await projectForImport();
    await importText(caller, `${line("a", ["one", "two"])}\n${line("b", ["x"])}`);
    const before = await messagesOf(projectId, "a");
    const grown = `${line("a", ["one", "two", "three", "four", "five"], { visitor: { email: "Ada@b.example" } })}\n${line("b", ["x"])}`;
    expect(await importText(caller, grown)).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    const after = await messagesOf(projectId, "a");
    expect(after.slice(0, 2)).toEqual(before);
    expect(after.map(({ content, position }) => [position, content])).toEqual([
      [0, "one"],
      [1, "two"],
      [2, "three"],
      [3, "four"],
      [4, "five"],
    ]);
    const conversation = await prisma.conversation.findFirstOrThrow({
      where: { projectId, externalId: "a" },
      include: { visitor: true },
    });
    expect(conversation).toMatchObject({
      userMessageCount: 3,
      agentMessageCount: 2,
      lastMessageAt: after[4]?.sentAt,
      visitor: { email: "Ada@b.example" },
    });
    expect(await rollups(projectId)).toEqual(await recount(projectId));

    const hashes = await tableHashes();
    expect(await importText(caller, grown)).toMatchObject({ updated: 0, unchanged: 2 });
    // An older, shorter export changes nothing either.
    expect(await importText(caller, line("a", ["one"]))).toMatchObject({ unchanged: 1 });
    expect(await tableHashes()).toEqual(hashes);
  });

  test("one that tells something else than before is rejected and stays as it was", async () => {
    const { caller, projectId } = await projectForImport();
    await importText(caller, line("a", ["one", "two"]));
    const { id } = await upload(caller, "conversations", "x.jsonl", line("a", ["one", "changed", "three"]));
    expect(await runImport(caller, id)).toMatchObject({ status: "succeeded", rejected: 1, updated: 0 });
    const { rejections } = await getImport(caller, { import_id: id });
    expect(rejections).toMatchObject([
      { line: 1, field: "turns.1", reason: expect.stringMatching(/another id/) },
    ]);
    expect(await messagesOf(projectId, "a")).toHaveLength(2);
  });

  test("twice in one file is once, with what the longer tells", async () => {
    const { caller, projectId } = await projectForImport();
    const view = await importText(
      caller,
      `${line("a", ["one"])}\n${line("a", ["one", "two"])}\n${line("a", ["one"])}`,
    );
    expect(view).toMatchObject({ processed: 3, created: 1, updated: 1, unchanged: 1 });
    expect(await messagesOf(projectId, "a")).toHaveLength(2);
  });

  test("visitors are shared by id, address or number, never by name alone", async () => {
    const { caller, projectId } = await projectForImport();
    await importText(
      caller,
      [
        line("a", ["x"], { visitor: { id: "v1", name: "Ada" } }),
        line("b", ["x"], { visitor: { id: "v1", email: "ada@b.example" } }),
        line("c", ["x"], { visitor: { email: "Bob@b.example" } }),
        line("d", ["x"], { visitor: { email: "bob@B.example" } }),
        line("e", ["x"], { visitor: "Ada" }),
        line("f", ["x"], { visitor: "Ada" }),
        line("g", ["x"]),
      ].join("\n"),
    );
    const visitors = await prisma.visitor.findMany({ where: { projectId }, orderBy: { externalId: "asc" } });
    expect(visitors.map(({ externalId, name, email }) => [externalId, name, email])).toEqual([
      ["conversation:e", "Ada", null],
      ["conversation:f", "Ada", null],
      ["email:bob@b.example", null, "Bob@b.example"],
      ["v1", "Ada", "ada@b.example"],
    ]);
  });

  test("bad lines are reported, good ones imported; more than 1,000 are counted", async () => {
    const { caller } = await projectForImport();
    const lines = Array.from({ length: 1_250 }, (_, index) => (index === 0 ? line("ok", ["x"]) : "{broken"));
    const { id } = await upload(caller, "conversations", "x.jsonl", lines.join("\n"));
    expect(await runImport(caller, id)).toMatchObject({
      created: 1,
      rejected: 1_249,
      processed: 1_250,
      total: 1_250,
    });
    const { rejections } = await getImport(caller, { import_id: id });
    expect(rejections).toHaveLength(1_000);
    expect(rejections[0]).toMatchObject({ line: 2, excerpt: "{broken" });
  });

  test("a file that can't be read fails with a sentence and imports nothing", async () => {
    const { caller, projectId } = await projectForImport();
    const view = await importText(caller, "Handle,Title,Variant Price\na,b,1");
    expect(view).toMatchObject({ status: "failed", error: expect.stringMatching(/import it as products/) });
    expect(await prisma.conversation.count({ where: { projectId } })).toBe(0);
  });
});

describe("products", () => {
  test("are created, updated and left alone by what they contain", async () => {
    const { caller, projectId } = await projectForImport();
    const name = "products-home-and-garden.csv";
    const first = await upload(caller, "products", name);
    expect(await runImport(caller, first.id)).toMatchObject({ created: 20, updated: 0, unchanged: 0 });
    const hashes = await tableHashes();
    const second = await upload(caller, "products", name);
    expect(await runImport(caller, second.id)).toMatchObject({ created: 0, updated: 0, unchanged: 20 });
    expect(await tableHashes()).toEqual(hashes);

    const before = await prisma.product.findFirstOrThrow({
      where: { projectId, handle: "clay-plant-pot" },
      include: { variants: { orderBy: { position: "asc" } }, images: true },
    });
    expect(before).toMatchObject({ priceMin: 999, priceMax: 1_599, currency: "USD" });
    expect(before.searchText).toContain("clay plant pot");
    // The second row, with the larger pot, is gone; one price has changed; the other products are not named any more.
    const rows = readFileSync(realFile(name), "utf8").split("\n");
    const changed = [rows[0], rows[1]?.replace("9.99", "10.49")].join("\n");
    expect(await importText(caller, changed, "products")).toMatchObject({
      created: 0,
      updated: 1,
      unchanged: 0,
    });
    const after = await prisma.product.findFirstOrThrow({
      where: { projectId, handle: "clay-plant-pot" },
      include: { variants: true, images: true },
    });
    expect(after).toMatchObject({ id: before.id, priceMin: 1_049, priceMax: 1_049 });
    expect(after.variants.map(({ id }) => id)).toEqual([before.variants[0]?.id]);
    expect(after.images).toHaveLength(1);
    expect(await prisma.product.count({ where: { projectId } })).toBe(20);
  });
});

describe("who may import", () => {
  test("another tenant's chatbot and import do not exist, and nothing is kept", async () => {
    const mine = await projectForImport();
    const theirs = await projectForImport();
    const { id } = await upload(theirs.caller, "conversations", "x.jsonl", line("a", ["x"]));
    await expect(getImport(mine.caller, { import_id: id })).rejects.toBeInstanceOf(NotFoundError);
    await expect(runImport(mine.caller, id)).rejects.toBeInstanceOf(NotFoundError);
    const input = { kind: "conversations" as const, file_name: "x", chatbot_id: theirs.chatbotId };
    await expect(createImport(mine.caller, input, pieces("x"))).rejects.toBeInstanceOf(NotFoundError);
    expect(await listImports(mine.caller, { limit: 20 })).toEqual({ items: [], next_cursor: null });
    expect((await listImports(theirs.caller, { limit: 20 })).items).toHaveLength(1);
  });

  test("an agent may neither import nor see imports", async () => {
    const { caller } = await projectForImport();
    const agent: Caller = { ...caller, permissions: ROLE_PERMISSIONS.agent };
    await expect(upload(agent, "conversations", "x", "{}")).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    await expect(listImports(agent, { limit: 20 })).rejects.toBeInstanceOf(InsufficientPermissionError);
  });

  test("the list pages, newest first", async () => {
    const { caller } = await projectForImport();
    const ids = [];
    for (const name of ["1", "2", "3"])
      ids.push((await upload(caller, "conversations", name, line(name, ["x"]))).id);
    const first = await listImports(caller, { limit: 2 });
    const second = await listImports(caller, { limit: 2, cursor: first.next_cursor as string });
    expect([...first.items, ...second.items].map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(second.next_cursor).toBeNull();
  });

  test("a file that is too large or empty is refused before anything is kept", async () => {
    const { caller, projectId } = await projectForImport();
    const huge = Readable.from(
      (function* () {
        for (let index = 0; index < 60; index += 1) yield Buffer.alloc(1024 * 1024, 0x7b);
      })(),
    );
    const input = { kind: "conversations" as const, file_name: "x" };
    await expect(createImport(caller, input, huge)).rejects.toThrow(/larger than 50 MB/);
    await expect(createImport(caller, input, pieces(""))).rejects.toThrow(/empty/);
    expect(await prisma.importRun.count({ where: { projectId } })).toBe(0);
  });
});

describe("several at once, and interruptions", () => {
  const many = Array.from({ length: 600 }, (_, index) => line(`c${index}`, ["hello", "hi", "bye"])).join(
    "\n",
  );

  test("the same file imported by two at once is there once", async () => {
    const { caller, projectId } = await projectForImport();
    const [first, second] = await Promise.all([
      upload(caller, "conversations", "x", many),
      upload(caller, "conversations", "x", many),
    ]);
    const views = await Promise.all([runImport(caller, first.id), runImport(caller, second.id)]);
    expect(views.map(({ status, processed }) => [status, processed])).toEqual([
      ["succeeded", 600],
      ["succeeded", 600],
    ]);
    const sum = (key: "created" | "unchanged") => views.reduce((total, view) => total + view[key], 0);
    expect({ created: sum("created"), unchanged: sum("unchanged") }).toEqual({
      created: 600,
      unchanged: 600,
    });
    expect(await recount(projectId)).toEqual({ conversations: 600, users: 1_200, agents: 600 });
    expect(await rollups(projectId)).toEqual(await recount(projectId));
  });

  test("one import run by two workers is done once; the loser lets go", async () => {
    const { caller, projectId } = await projectForImport();
    const { id } = await upload(caller, "conversations", "x", many);
    const ends = await Promise.allSettled([runImport(caller, id), runImport(caller, id)]);
    for (const end of ends) {
      if (end.status === "rejected") expect(end.reason).toBeInstanceOf(ImportTakenOverError);
    }
    expect(ends.some(({ status }) => status === "fulfilled")).toBe(true);
    // Whoever lost may have been ahead once; running again ends the import in any case.
    await runImport(caller, id);
    expect(await getImport(caller, { import_id: id })).toMatchObject({
      status: "succeeded",
      processed: 600,
      created: 600,
    });
    expect(await rollups(projectId)).toEqual({ conversations: 600, users: 1_200, agents: 600 });
  });

  test("an interrupted import goes on behind its last batch, with exact counts", async () => {
    const { caller, projectId } = await projectForImport();
    const { id } = await upload(caller, "conversations", "x", many);
    const stopping = new AbortController();
    const running = runImport(caller, id, { signal: stopping.signal, onProgress: () => stopping.abort() });
    await expect(running).rejects.toBeInstanceOf(ImportInterruptedError);
    const half = await getImport(caller, { import_id: id });
    expect(half).toMatchObject({ status: "running", total: 600 });
    expect(half.processed).toBeGreaterThan(0);
    expect(half.processed).toBeLessThan(600);
    expect(await runImport(caller, id)).toMatchObject({
      status: "succeeded",
      processed: 600,
      created: 600,
      unchanged: 0,
    });
    expect(await rollups(projectId)).toEqual({ conversations: 600, users: 1_200, agents: 600 });
  });

  test("a job is there if and only if its import is", async () => {
    const { caller } = await projectForImport();
    const { id } = await upload(caller, "conversations", "x", line("a", ["x"]));
    const queue = await boss();
    const jobs = await queue.findJobs<{ importId: string }>("import", { key: id });
    expect(jobs.map(({ data }) => data.importId)).toEqual([id]);
    const refused = { ...caller, projectIds: [newId("project")] };
    await expect(upload(refused, "products", "x", "x")).rejects.toMatchObject({ code: "P2003" });
    const all = await queue.findJobs<{ projectId: string }>("import");
    expect(all.filter(({ data }) => data.projectId === refused.projectIds[0])).toEqual([]);
  });

  test("a job whose project was deleted ends quietly", async () => {
    const attempt = { signal: new AbortController().signal, isLast: false };
    await handleImport({ projectId: newId("project"), importId: newId("import") }, attempt);
  });

  test("a worker that is killed leaves the import to the next one", async () => {
    const { caller, projectId } = await projectForImport();
    const file = gunzipSync(readFileSync(realFile(HISTORY)))
      .toString("utf8")
      .split("\n")
      .slice(0, KILLED);
    const messages = file.reduce((sum, text) => sum + JSON.parse(text).turns.length, 0);
    const { id } = await upload(caller, "conversations", HISTORY, file.join("\n"));
    const first = startWorkerProcess();
    await until(async () => (await getImport(caller, { import_id: id })).processed > 0);
    first.kill("SIGKILL");
    await new Promise((resolve) => first.once("exit", resolve));
    const stoppedAt = await getImport(caller, { import_id: id });
    expect(stoppedAt.status).toBe("running");
    expect(stoppedAt.processed).toBeLessThan(KILLED);
    const second = startWorkerProcess();
    try {
      await until(async () => (await getImport(caller, { import_id: id })).status === "succeeded", 120_000);
    } finally {
      second.kill("SIGTERM");
    }
    expect(await getImport(caller, { import_id: id })).toMatchObject({
      created: KILLED,
      unchanged: 0,
      rejected: 0,
    });
    const counts = await recount(projectId);
    expect(counts.users + counts.agents).toBe(messages);
    expect(await rollups(projectId)).toEqual(counts);
  }, 180_000);
});

/** A process that runs jobs on this test's database, as the server does. */
function startWorkerProcess() {
  const root = path.resolve(import.meta.dirname, "../..");
  const script = path.join(root, "lib/jobs/worker-process.ts");
  return spawn(process.execPath, [path.join(root, "scripts/run.mjs"), script], {
    cwd: root,
    stdio: "ignore",
    env: { ...process.env, LOG_LEVEL: "silent" },
  });
}

async function until(holds: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await holds()); await sleep(50)) {
    if (Date.now() > deadline) throw new Error("It did not happen in time.");
  }
}
