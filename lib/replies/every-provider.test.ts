import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import { stopBoss } from "@/lib/jobs/boss";
import { createSource } from "@/lib/knowledge/create-source";
import { train } from "@/lib/knowledge/testing";
import { embed } from "@/lib/model-providers/embed";
import { saveModelProvider } from "@/lib/model-providers/save";
import type { ProviderKind } from "@/lib/model-providers/schema";
import { ask, createVisitor, managerOf, useModel } from "./testing";

const USAGE = {
  prompt_tokens: 120,
  completion_tokens: 9,
  input_tokens: 120,
  output_tokens: 9,
  promptTokenCount: 120,
  candidatesTokenCount: 9,
  totalTokenCount: 129,
};

let mock: LLMock;

beforeAll(async () => {
  mock = new LLMock({ port: 0, host: "127.0.0.1" });
  mock.onMessage(/return/i, { content: "Yes, within 30 days [1].", usage: USAGE });
  await mock.start();
  env.outboundAllowedHosts.add(new URL(mock.url).host);
});

afterAll(async () => {
  env.outboundAllowedHosts.delete(new URL(mock.url).host);
  await mock.stop();
  await stopBoss();
});

async function shop(): Promise<World> {
  const world = await createWorld();
  const { id, chatbotId } = firstProject(world);
  const caller = world.caller([id]);
  await createSource(caller, {
    kind: "custom",
    title: "Returns",
    body: "You can return everything within 30 days.",
  });
  await train(caller, chatbotId);
  return world;
}

test.each<[ProviderKind, string, string, string]>([
  ["openai", "/v1", "gpt-4o-mini", "authorization"],
  ["anthropic", "/v1", "claude-haiku-4-5", "x-api-key"],
  ["google", "/v1beta", "gemini-2.5-flash", "x-goog-api-key"],
  ["openai-compatible", "/v1", "openai-compatible/llama", "authorization"],
])("%s writes, cites and counts", async (kind, path, model, header) => {
  const world = await shop();
  mock.clearRequests();
  await useModel(world, { kind, url: `${mock.url}${path}`, key: `key-for-${kind}-123456`, model });
  const asked = await ask(await createVisitor(world), "Can I return it?");
  expect(asked.reply.errorDetail).toBe("");
  expect(asked).toMatchObject({
    state: "answered",
    text: "Yes, within 30 days.",
    streamed: "Yes, within 30 days.",
  });
  expect(asked.sources.map(({ title }) => title)).toEqual(["Returns"]);
  expect(asked.reply).toMatchObject({ model, inputTokens: 120, outputTokens: 9 });
  // The mock masks their values.
  expect(mock.getRequests().map(({ headers }) => Object.keys(headers))).toEqual([
    expect.arrayContaining([header]),
  ]);
  const day = await prisma.tokenUsageDaily.findMany({ where: { projectId: firstProject(world).id } });
  expect(day.map((row) => [row.model, row.inputTokens, row.outputTokens])).toEqual([[model, 120n, 9n]]);
});

// The mock takes one text at a time of Google's.
test.each<[ProviderKind, string, string, string[]]>([
  ["openai", "/v1", "text-embedding-3-small", ["a lamp", "a chair", "a lamp"]],
  ["google", "/v1beta", "gemini-embedding-001", ["a lamp"]],
  ["openai-compatible", "/v1", "bge-m3", ["a lamp", "a chair", "a lamp"]],
])("%s makes vectors of unit length", async (kind, path, embedding_model, texts) => {
  const world = await createWorld();
  const caller = world.caller();
  expect(await embed(caller, texts, { purpose: "query" })).toBeNull();
  await saveModelProvider(managerOf(world), {
    kind,
    key: "key-for-vectors-123456",
    base_url: `${mock.url}${path}`,
    embedding_model,
  });
  const embedded = await embed(caller, texts, { purpose: "passage" });
  expect(embedded?.model).toBe(`${kind}/${embedding_model}`);
  expect(embedded?.vectors).toHaveLength(texts.length);
  for (const vector of embedded?.vectors ?? []) expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
  expect(embedded?.vectors[0]).toEqual(embedded?.vectors.at(-1));
  expect(await embed((await createWorld()).caller(), texts, { purpose: "query" })).toBeNull();
});
