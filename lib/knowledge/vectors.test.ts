import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { prisma } from "@/lib/db/client";
import { stopBoss } from "@/lib/jobs/boss";
import { saveModelProvider } from "@/lib/model-providers/save";
import { type Respond, startModelServer, type TestModelServer } from "@/lib/outbound/models/testing";
import { managerOf } from "@/lib/replies/testing";
import { createSource } from "./create-source";
import { NO_VECTORS_TEXT } from "./embed-passages";
import { searchPassages } from "./search-passages";
import { train } from "./testing";
import { toBytes, toVector } from "./vectors";

/** Meaning in three dimensions: how a text is sent, what it costs, anything else. */
const MEANINGS = [/parcel|deliver|courier|post/i, /price|cost|money|cheap/i];
let embedded: string[] = [];
const embedding: Respond = (request, response) => {
  const texts = (request.body as unknown as { input: string[] }).input;
  embedded.push(...texts);
  const data = texts.map((text, index) => ({
    object: "embedding",
    index,
    embedding: [...MEANINGS.map((words) => (words.test(text) ? 1 : 0)), 0.1],
  }));
  response
    .writeHead(200, { "content-type": "application/json" })
    .end(JSON.stringify({ object: "list", data, model: "m", usage: { prompt_tokens: 1, total_tokens: 1 } }));
};

let server: TestModelServer;
let world: World;
beforeAll(async () => {
  server = await startModelServer(embedding);
});
afterAll(async () => {
  await server.close();
  await stopBoss();
});
beforeEach(async () => {
  server.respond = embedding;
  embedded = [];
  world = await createWorld();
  await saveModelProvider(managerOf(world), {
    kind: "openai-compatible",
    base_url: server.url,
    key: "key-of-this-test-0123456789",
    embedding_model: "test-embeddings",
  });
});

const write = (title: string, body: string) => createSource(world.caller(), { kind: "custom", title, body });
const ask = async (query: string) =>
  (await searchPassages(world.caller(), { query, kinds: ["custom"], limit: 5 })).map(({ title }) => title);

test("vectors are stored as little-endian Float32", () => {
  const vector = Float32Array.of(1, -0.5, 3.25);
  expect(toBytes(vector).toString("hex")).toBe("0000803f000000bf00005040");
  expect(toVector(toBytes(vector))).toEqual(vector);
});

describe("an index with vectors", () => {
  test("finds by meaning what no word finds, and makes each vector once", async () => {
    const { id, chatbotId } = firstProject(world);
    await write("Sending", "A courier brings it.");
    await write("Fees", "It is cheap.");
    const first = await train(world.caller(), chatbotId);
    expect(embedded).toHaveLength(2);
    expect(await prisma.training.findFirstOrThrow({ where: { id: first.id } })).toMatchObject({
      status: "succeeded",
      embeddingModel: "openai-compatible/test-embeddings",
      error: null,
    });
    expect(await ask("parcels")).toEqual(["Sending"]);
    const [hit] = await searchPassages(world.caller(), { query: "parcels", kinds: ["custom"], limit: 5 });
    expect(hit?.similarity).toBeCloseTo(1, 5);
    await write("Gifts", "We wrap them.");
    embedded = [];
    await train(world.caller(), chatbotId);
    expect(embedded).toEqual(["Gifts\n\nWe wrap them."]);
    expect(await prisma.knowledgeChunk.count({ where: { projectId: id, embedding: null } })).toBe(0);
    expect(await ask("parcels")).toEqual(["Sending"]);
  });

  test("whose model does not answer is searched by words, and says so", async () => {
    const { chatbotId } = firstProject(world);
    await write("Sending", "A courier brings it.");
    await train(world.caller(), chatbotId);
    server.respond = (_, response) => {
      response.writeHead(400).end("{}");
    };
    expect(await ask("parcels")).toEqual([]);
    expect(await ask("courier")).toEqual(["Sending"]);
    await write("Fees", "It is cheap.");
    expect(await train(world.caller(), chatbotId)).toMatchObject({
      status: "succeeded",
      error: NO_VECTORS_TEXT,
    });
    expect(await ask("cheap")).toEqual(["Fees"]);
  });
});
