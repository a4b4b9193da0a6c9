import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { boss, stopBoss } from "@/lib/jobs/boss";
import { handleTraining } from "@/lib/jobs/training.handler";
import { realProducts, storeProducts } from "@/lib/products/testing";
import { createSource } from "./create-source";
import { deleteSource } from "./delete-source";
import { TRAINING_FAILED_TEXT } from "./fail-training";
import { listKnowledge } from "./list-knowledge";
import { runTraining, TrainingInterruptedError, TrainingTakenOverError } from "./run-training";
import { retrainChatbotInput, trainingStart } from "./schema";
import { type PassageHit, searchPassages } from "./search-passages";
import { startTraining } from "./start-training";
import { importRealGuidelines, train } from "./testing";

afterAll(() => stopBoss());

const attempt = () => ({ signal: new AbortController().signal, isLast: false });
const ALL = ["product", "document", "custom"] as const;

async function start(caller: Caller, chatbotId: string, dryRun = false) {
  const input = retrainChatbotInput.parse({ chatbot_id: chatbotId, dry_run: dryRun });
  return trainingStart.parse(await startTraining(caller, input));
}

async function startedId(caller: Caller, chatbotId: string): Promise<string> {
  return (await start(caller, chatbotId)).training_id as string;
}

function write(caller: Caller, title: string, body: string) {
  return createSource(caller, { kind: "custom", title, body });
}

function ask(caller: Caller, query: string, more: { chatbotId?: string } = {}): Promise<PassageHit[]> {
  return searchPassages(caller, { query, kinds: ALL, limit: 5, ...more });
}

/** Passages by training, straight from the table. */
async function passages(projectId: string): Promise<Record<string, number>> {
  const groups = await prisma.knowledgeChunk.groupBy({
    by: ["trainingId"],
    where: { projectId },
    _count: true,
  });
  return Object.fromEntries(groups.map(({ trainingId, _count }) => [trainingId, _count]));
}

async function indexIdOf(chatbotId: string): Promise<string | null> {
  return (await prisma.chatbot.findFirstOrThrow({ where: { id: chatbotId } })).indexId;
}

/** So many documents of one passage each, quickly; `word` stands in all of them. */
async function fill(projectId: string, count: number, word: string) {
  await prisma.knowledgeSource.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      projectId,
      id: newId("source"),
      kind: "document" as const,
      title: `${word} ${index}`,
      body: `All about ${word} number ${index}.`,
      contentHash: newId("source"),
    })),
  });
}

async function until(holds: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await holds()); await sleep(50)) {
    if (Date.now() > deadline) throw new Error("It did not happen in time.");
  }
}

describe("retraining", () => {
  test("indexes published products, documents and custom texts, and answers from them", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const caller = world.caller();
    await storeProducts(id, [
      {
        title: "Stoneware Mug",
        description: "Holds a third of a litre.",
        productType: "Kitchen",
        variants: [
          { size: "Small", sku: "MUG-S", price: 900 },
          { size: "Large", sku: "MUG-L", price: 1200, isAvailable: false },
        ],
      },
      { title: "Secret Prototype", isPublished: false },
    ]);
    await createSource(caller, {
      kind: "document",
      title: "House rules",
      body: "# Shipping\nParcels leave on Mondays.\n# Returns\nWithin thirty days.",
    });
    await write(caller, "Do you gift-wrap?", "Yes, for two dollars.");
    const before = await prisma.chatbot.findFirstOrThrow({ where: { id: chatbotId } });

    const started = await start(caller, chatbotId);
    expect(started).toMatchObject({
      chatbot_id: chatbotId,
      project_id: id,
      already_running: false,
      status: "queued",
      processed: 0,
      total: 3,
      percent: 0,
      dry_run: false,
      revision_id: null,
      changes: [
        {
          field: "index",
          before: null,
          after: expect.stringMatching(/^1 product, 1 document, 1 custom text,/),
        },
      ],
    });
    await handleTraining({ projectId: id, trainingId: started.training_id }, attempt());
    const { items } = await listKnowledge(caller, { limit: 20 });
    expect(items).toMatchObject([
      {
        chatbot_id: chatbotId,
        changed_since: 0,
        index: {
          id: started.training_id,
          status: "succeeded",
          processed: 3,
          total: 3,
          percent: 100,
          products: 1,
          documents: 1,
          custom_texts: 1,
          chunk_count: 4,
          error: null,
        },
      },
    ]);
    expect(items[0]?.last).toEqual(items[0]?.index);
    expect(await passages(id)).toEqual({ [started.training_id as string]: 4 });

    const [mug] = await ask(caller, "how much is the large mug?");
    expect(mug).toMatchObject({ sourceKind: "product", title: "Stoneware Mug" });
    expect(mug?.content).toContain("Price: $9.00 to $12.00. Available.");
    expect(mug?.content).toContain("- Large: $12.00, sold out (code MUG-L)");
    expect(await ask(caller, "when do parcels leave")).toMatchObject([{ title: "House rules › Shipping" }]);
    expect(await ask(caller, "gift wrapping")).toMatchObject([{ content: "Yes, for two dollars." }]);
    expect(await ask(caller, "prototype")).toEqual([]);
    // What a chatbot knows is no part of its configuration.
    const after = await prisma.chatbot.findFirstOrThrow({ where: { id: chatbotId } });
    expect(after).toEqual({ ...before, indexId: started.training_id });
    const audit = await prisma.auditEntry.findMany({ where: { organisationId: world.organisationId } });
    expect(audit.map(({ action }) => action).toSorted()).toEqual([
      "chatbot.retrain",
      "source.create",
      "source.create",
    ]);
  });

  test("replaces the index, and removes the one before", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const caller = world.caller();
    const { id: source } = await write(caller, "Opening hours", "From nine to five.");
    const first = await train(caller, chatbotId);
    await write(caller, "Parking", "Behind the house.");
    expect((await listKnowledge(caller, { limit: 20 })).items[0]).toMatchObject({ changed_since: 1 });
    expect(await ask(caller, "parking")).toEqual([]);
    const again = await start(caller, chatbotId, true);
    expect(again.changes).toMatchObject([
      {
        before: expect.stringMatching(/^0 products, 0 documents, 1 custom text, as of 20/),
        after: "0 products, 0 documents, 2 custom texts, as they are now",
      },
    ]);
    const second = await train(caller, chatbotId);
    expect(second.id).not.toBe(first.id);
    expect(await passages(id)).toEqual({ [second.id]: 2 });
    expect(await ask(caller, "parking")).toHaveLength(1);
    expect(await ask(caller, "opening hours")).toMatchObject([{ sourceId: source }]);
    expect((await listKnowledge(caller, { limit: 20 })).items[0]).toMatchObject({ changed_since: 0 });
  });

  test("a project without any source gives an empty index", async () => {
    const world = await createWorld();
    const { chatbotId } = firstProject(world);
    expect(await train(world.caller(), chatbotId)).toMatchObject({
      status: "succeeded",
      total: 0,
      percent: 100,
    });
    expect(await indexIdOf(chatbotId)).not.toBeNull();
    expect(await ask(world.caller(), "anything")).toEqual([]);
  });

  test("two chatbots of a project keep indexes of their own", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const other = newId("chatbot");
    await prisma.chatbot.create({ data: { projectId: id, id: other, name: "Second" } });
    const caller = world.caller();
    await write(caller, "Parking", "Behind the house.");
    const [mine, theirs] = [await startedId(caller, chatbotId), await startedId(caller, other)];
    expect(mine).not.toBe(theirs);
    await Promise.all([mine, theirs].map((trainingId) => runTraining(caller, trainingId)));
    expect(await passages(id)).toEqual({ [mine]: 1, [theirs]: 1 });
    // A source that two chatbots know is found once.
    expect(await ask(caller, "parking")).toHaveLength(1);
    await write(caller, "Toilets", "Next to the parking lot.");
    await train(caller, other);
    expect(await ask(caller, "toilets", { chatbotId })).toEqual([]);
    expect(await ask(caller, "toilets", { chatbotId: other })).toHaveLength(1);
  });

  test("a dry run says what would be indexed and starts nothing", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    await write(world.caller(), "Parking", "Behind the house.");
    expect(await start(world.caller(), chatbotId, true)).toMatchObject({
      training_id: null,
      already_running: false,
      dry_run: true,
      total: 1,
      changes: [{ before: null, after: "0 products, 0 documents, 1 custom text, as they are now" }],
    });
    expect(await prisma.training.count({ where: { projectId: id } })).toBe(0);
    const jobs = await (await boss()).findJobs<{ projectId: string }>("training");
    expect(jobs.filter(({ data }) => data.projectId === id)).toEqual([]);
  });

  test("deleting a source takes its passages out of every index at once", async () => {
    const world = await createWorld();
    const caller = world.caller();
    const { chatbotId } = firstProject(world);
    const { id } = await write(caller, "Parking", "Behind the house.");
    await train(caller, chatbotId);
    expect(await ask(caller, "parking")).toHaveLength(1);
    await deleteSource(caller, { source_id: id });
    expect(await ask(caller, "parking")).toEqual([]);
  });
});

describe("who may retrain", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });

  test("nobody without chatbots:write", async () => {
    const { chatbotId } = firstProject(world);
    await expect(start(world.without("chatbots:write"), chatbotId)).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
  });

  test("another tenant's chatbot and retraining do not exist", async () => {
    const stranger = await createWorld();
    const { chatbotId } = firstProject(stranger);
    await expect(start(world.caller(), chatbotId)).rejects.toThrow(
      new NotFoundError("chatbot", chatbotId).message,
    );
    const trainingId = await startedId(stranger.caller(), chatbotId);
    await expect(runTraining(world.caller(), trainingId)).rejects.toBeInstanceOf(NotFoundError);
    await write(stranger.caller(), "Parking", "Behind the house.");
    await runTraining(stranger.caller(), trainingId);
    expect(await ask(stranger.caller(), "parking")).toHaveLength(1);
    expect(await ask(world.caller(), "parking")).toEqual([]);
    expect(await ask(world.caller(), "parking", { chatbotId })).toEqual([]);
  });
});

describe("several at once, and interruptions", () => {
  test("of ten calls at once one starts it and nine tell how far it is", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const answers = await Promise.all(Array.from({ length: 10 }, () => start(world.caller(), chatbotId)));
    expect(new Set(answers.map(({ training_id }) => training_id)).size).toBe(1);
    expect(answers.filter(({ already_running }) => !already_running)).toHaveLength(1);
    expect(answers.filter(({ changes }) => changes.length > 0)).toHaveLength(1);
    expect(await prisma.training.count({ where: { projectId: id } })).toBe(1);
    const jobs = await (await boss()).findJobs("training", { key: answers[0]?.training_id as string });
    expect(jobs).toHaveLength(1);
  });

  test("a second call while one runs shows its progress", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    await fill(id, 250, "kettle");
    const trainingId = await startedId(world.caller(), chatbotId);
    const seen: unknown[] = [];
    await runTraining(world.caller(), trainingId, {
      onProgress: async (view) => {
        if (view.status === "running") seen.push(await start(world.caller(), chatbotId));
      },
    });
    expect(seen).toMatchObject(
      [40, 80, 99].map((percent, index) => ({
        training_id: trainingId,
        already_running: true,
        status: "running",
        processed: [100, 200, 250][index],
        total: 250,
        percent,
        changes: [],
      })),
    );
  });

  test("an interrupted one goes on behind its last batch, the old index answering meanwhile", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const caller = world.caller();
    await write(caller, "Parking", "Behind the house.");
    const first = await train(caller, chatbotId);
    await fill(id, 250, "kettle");
    const trainingId = await startedId(caller, chatbotId);
    const stopping = new AbortController();
    const running = runTraining(caller, trainingId, {
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    await expect(running).rejects.toBeInstanceOf(TrainingInterruptedError);
    expect(await indexIdOf(chatbotId)).toBe(first.id);
    expect(await passages(id)).toEqual({ [first.id]: 1, [trainingId]: 100 });
    expect(await ask(caller, "parking")).toHaveLength(1);
    expect(await ask(caller, "kettle")).toEqual([]);

    expect(await runTraining(caller, trainingId)).toMatchObject({
      status: "succeeded",
      processed: 251,
      total: 251,
      chunk_count: 251,
    });
    expect(await passages(id)).toEqual({ [trainingId]: 251 });
    // Running one that has ended changes nothing.
    expect(await runTraining(caller, trainingId)).toMatchObject({ status: "succeeded", processed: 251 });
  });

  test("one run by two workers is done once", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    await fill(id, 350, "kettle");
    const trainingId = await startedId(world.caller(), chatbotId);
    const ends = await Promise.allSettled([1, 2].map(() => runTraining(world.caller(), trainingId)));
    for (const end of ends) {
      if (end.status === "rejected") expect(end.reason).toBeInstanceOf(TrainingTakenOverError);
    }
    expect(await runTraining(world.caller(), trainingId)).toMatchObject({
      status: "succeeded",
      processed: 350,
      chunk_count: 350,
    });
    expect(await passages(id)).toEqual({ [trainingId]: 350 });
  });

  test("readers see the old index or the new one, never none or a part", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const caller = world.caller();
    await fill(id, 120, "kettle");
    await train(caller, chatbotId);
    await fill(id, 120, "kettle");
    const trainingId = await startedId(caller, chatbotId);
    let isOver = false;
    const sizes: number[] = [];
    const reader = (async () => {
      while (!isOver) {
        const found = await searchPassages(caller, { query: "kettle", kinds: ALL, limit: 1_000 });
        sizes.push(found.length);
      }
    })();
    await runTraining(caller, trainingId);
    isOver = true;
    await reader;
    sizes.push((await searchPassages(caller, { query: "kettle", kinds: ALL, limit: 1_000 })).length);
    // A way of searching gives at most 200.
    expect(sizes.every((size) => size === 120 || size === 200)).toBe(true);
    expect(sizes[0]).toBe(120);
    expect(sizes.at(-1)).toBe(200);
  });

  test("a source deleted while it is being indexed leaves no passage", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const caller = world.caller();
    await fill(id, 150, "kettle");
    const sources = await prisma.knowledgeSource.findMany({
      where: { projectId: id },
      orderBy: { id: "asc" },
    });
    const doomed = [0, 99, 120].map((index) => sources[index]?.id as string);
    const trainingId = await startedId(caller, chatbotId);
    await Promise.all([
      runTraining(caller, trainingId),
      ...doomed.map((source_id) => deleteSource(caller, { source_id })),
    ]);
    expect(await prisma.knowledgeChunk.count({ where: { sourceId: { in: doomed } } })).toBe(0);
    expect(await prisma.knowledgeChunk.count({ where: { trainingId } })).toBe(147);
  });

  test("after the last try it is failed in plain words, the old index stays, and it can be started again", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const caller = world.caller();
    await write(caller, "Parking", "Behind the house.");
    const first = await train(caller, chatbotId);
    const trainingId = await startedId(caller, chatbotId);
    // Passages of this retraining that are not its own work break the next batch.
    await prisma.$executeRaw`ALTER TABLE knowledge_chunk ADD CONSTRAINT refuse CHECK (content <> 'Behind the house.') NOT VALID`;
    try {
      const payload = { projectId: id, trainingId };
      await expect(handleTraining(payload, attempt())).rejects.toThrow("refuse");
      expect(await prisma.training.findFirstOrThrow({ where: { id: trainingId } })).toMatchObject({
        status: "running",
      });
      await expect(handleTraining(payload, { ...attempt(), isLast: true })).rejects.toThrow("refuse");
    } finally {
      await prisma.$executeRaw`ALTER TABLE knowledge_chunk DROP CONSTRAINT refuse`;
    }
    const [item] = (await listKnowledge(caller, { limit: 20 })).items;
    expect(item).toMatchObject({
      index: { id: first.id },
      last: { id: trainingId, status: "failed", error: TRAINING_FAILED_TEXT },
    });
    expect(await ask(caller, "parking")).toHaveLength(1);
    expect(await train(caller, chatbotId)).toMatchObject({ status: "succeeded" });
  });

  test("one whose job is gone does not stand in the way", async () => {
    const world = await createWorld();
    const { chatbotId } = firstProject(world);
    const lost = await startedId(world.caller(), chatbotId);
    const queue = await boss();
    const [job] = await queue.findJobs("training", { key: lost });
    await queue.cancel("training", job?.id as string);
    const next = await start(world.caller(), chatbotId);
    expect(next).toMatchObject({ already_running: false, status: "queued" });
    expect(next.training_id).not.toBe(lost);
    expect(await prisma.training.findFirstOrThrow({ where: { id: lost } })).toMatchObject({
      status: "failed",
    });
  });

  test("a job whose project was deleted ends quietly", async () => {
    await handleTraining({ projectId: newId("project"), trainingId: newId("training") }, attempt());
  });

  test("a worker that is killed leaves the retraining to the next one", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const caller = world.caller();
    await write(caller, "Parking", "Behind the house.");
    const before = await train(caller, chatbotId);
    await fill(id, 6_000, "kettle");
    const trainingId = await startedId(caller, chatbotId);
    const read = () => prisma.training.findFirstOrThrow({ where: { id: trainingId } });
    const first = startWorkerProcess();
    await until(async () => (await read()).processed > 0);
    first.kill("SIGKILL");
    await new Promise((resolve) => first.once("exit", resolve));
    const stoppedAt = await read();
    expect(stoppedAt.status).toBe("running");
    expect(stoppedAt.processed).toBeLessThan(6_001);
    expect(await indexIdOf(chatbotId)).toBe(before.id);
    expect(await ask(caller, "parking")).toHaveLength(1);
    const second = startWorkerProcess();
    try {
      await until(async () => (await read()).status === "succeeded", 120_000);
      await until(async () => Object.keys(await passages(id)).length === 1);
    } finally {
      second.kill("SIGTERM");
    }
    expect(await read()).toMatchObject({
      processed: 6_001,
      chunkCount: 6_001,
      documents: 6_000,
      customTexts: 1,
    });
    expect(await passages(id)).toEqual({ [trainingId]: 6_001 });
    expect(await indexIdOf(chatbotId)).toBe(trainingId);
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

describe("finding the right source", () => {
  let caller: Caller;
  beforeAll(async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    caller = world.caller();
    await importRealGuidelines(caller);
    await storeProducts(id, realProducts("products-apparel.csv"));
    await train(caller, chatbotId);
  });

  test.each([
    ["I forgot my password, how do I get in again?", "Account Access: Recover Password"],
    ["how do I reset two factor authentication", "Account Access: Reset Two-Factor Auth"],
    ["the website is really slow today", "Troubleshoot Site: Website Too Slow"],
    ["I want to cancel my order", "Order Issue: Manage Cancel"],
    ["my promo code is invalid", "Purchase Dispute: Promo Code Invalid"],
    ["can I change my shipping address", "Shipping Issue: Manage Shipping"],
    ["a competitor has a better price", "Purchase Dispute: Bad Price Competitor"],
    ["are the boots waterproof?", "Single-Item Query: Boots FAQ"],
    ["customer wants to return a shirt because of a stain", "Product Defect: Return Due to Stain"],
    ["what is the status of my refund", "Product Defect: Refund Status"],
    ["the items in my cart are not updating", "Troubleshoot Site: Cart Not Updating"],
    ["when is my subscription due", "Subscription Inquiry: Status Due Date"],
    ["recover usernmae", "Account Access: Recover Username"],
  ])("%s", async (question, title) => {
    const found = await ask(caller, question);
    expect(found.map((hit) => hit.title)).toContain(title);
    expect(found).toHaveLength(5);
  });

  test("a misspelt word is found by its likeness, a nonsense one is not", async () => {
    expect((await ask(caller, "waterprof")).map(({ title }) => title)).toContain(
      "Single-Item Query: Boots FAQ",
    );
    expect(await ask(caller, "xqzvwk")).toEqual([]);
    expect(await ask(caller, "the of and")).toEqual([]);
  });

  test("a word behind a minus is not wanted", async () => {
    const found = await searchPassages(caller, { query: "faq -boots", kinds: ["custom"], limit: 50 });
    expect(found.length).toBeGreaterThan(3);
    for (const { content } of found) expect(content.toLowerCase()).not.toContain("boots");
  });

  test("only the kinds that are asked for", async () => {
    const kindsOf = async (kinds: (typeof ALL)[number][]) => {
      const found = await searchPassages(caller, { query: "shirt", kinds, limit: 50 });
      return [...new Set(found.map(({ sourceKind }) => sourceKind))].toSorted();
    };
    expect(await kindsOf(["product", "custom"])).toEqual(["custom", "product"]);
    expect(await kindsOf(["product"])).toEqual(["product"]);
    expect(await kindsOf(["document"])).toEqual([]);
  });

  test("hostile texts find nothing or something, and break nothing", async () => {
    for (const query of [
      "'; DROP TABLE knowledge_chunk; --",
      "%_\\%",
      "((((|&!<->:*",
      '"unclosed',
      "-only -excluded",
      "😀 🤷",
      "a".repeat(200),
      Array.from({ length: 60 }, (_, index) => `w${index}`).join(" "),
    ]) {
      expect(Array.isArray(await ask(caller, query)), query).toBe(true);
    }
    expect(await ask(caller, "password")).not.toEqual([]);
  });
});
