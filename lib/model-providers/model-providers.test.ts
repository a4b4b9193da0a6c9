import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { refusing, startModelServer, type TestModelServer, writing } from "@/lib/outbound/models/testing";
import { managerOf } from "@/lib/replies/testing";
import { findModel } from "./find-server";
import { listModelProviders, listProviderKinds } from "./list";
import { removeModelProvider } from "./remove";
import { saveModelProvider } from "./save";
import { modelProviderView, providerOfModel, saveModelProviderInput } from "./schema";
import { testModelProvider } from "./test-connection";

const KEY = "sk-live-0123456789abcdefWXYZ";

function save(caller: Caller, input: object) {
  return saveModelProvider(caller, saveModelProviderInput.parse(input));
}

let server: TestModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

describe("saving", () => {
  test("seals the key, shows its end only, and says what changed in the audit log without it", async () => {
    const world = await createWorld();
    const manager = managerOf(world);
    const saved = await save(manager, { kind: "openai", key: KEY });
    expect(modelProviderView.parse(saved)).toEqual(saved);
    expect(saved).toMatchObject({ kind: "openai", has_key: true, key_hint: "WXYZ", base_url: null });
    const [row] = await prisma.$queryRaw<[{ line: string }]>`
      SELECT p::text AS line FROM model_provider p WHERE id = ${saved.id}`;
    expect(row.line).not.toContain(KEY);
    const audit = await prisma.auditEntry.findMany({ where: { targetId: saved.id } });
    expect(audit.map(({ action }) => action)).toEqual(["model_provider.create"]);
    expect(JSON.stringify([audit, await listModelProviders(manager), saved])).not.toContain(KEY);
    expect((await findModel(world.caller(), "gpt-4o"))?.server).toEqual({
      kind: "openai",
      key: KEY,
      baseUrl: null,
    });
  });

  test("one of each kind: again changes it, and an empty key leaves the one that is there", async () => {
    const world = await createWorld();
    const manager = managerOf(world);
    const first = await save(manager, { kind: "openai", key: KEY });
    const again = await save(manager, { kind: "openai", key: "", embedding_model: "text-embedding-3-small" });
    expect(again).toMatchObject({
      id: first.id,
      key_hint: "WXYZ",
      embedding_model: "text-embedding-3-small",
    });
    expect((await findModel(world.caller(), "gpt-4o"))?.server.key).toBe(KEY);
    expect((await save(manager, { kind: "openai", key: "sk-live-another-key-9999" })).key_hint).toBe("9999");
    expect((await listModelProviders(manager)).map(({ kind }) => kind)).toEqual(["openai"]);
  });

  test("a key never follows to another server", async () => {
    const manager = managerOf(await createWorld());
    await save(manager, { kind: "openai-compatible", base_url: "https://models.example/v1", key: KEY });
    const stolen = { kind: "openai-compatible", base_url: "https://evil.example/v1" };
    await expect(save(manager, stolen)).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "key" }],
    });
    await expect(
      save(manager, { kind: "openai-compatible", base_url: "http://models.example/v1" }),
    ).rejects.toMatchObject({
      problems: [{ path: "key" }],
    });
    const moved = await save(manager, { kind: "openai-compatible", base_url: "https://models.example/v2/" });
    expect(moved.base_url).toBe("https://models.example/v2");
    await save(manager, { kind: "openai", key: KEY });
    await expect(
      save(manager, { kind: "openai", base_url: "https://evil.example/v1" }),
    ).rejects.toMatchObject({
      problems: [{ path: "key" }],
    });
  });

  test("one provider makes the vectors: the last that was given a model for it", async () => {
    const manager = managerOf(await createWorld());
    await save(manager, { kind: "openai", key: KEY, embedding_model: "text-embedding-3-small" });
    await save(manager, { kind: "google", key: KEY, embedding_model: "gemini-embedding-001" });
    expect((await listModelProviders(manager)).map((one) => [one.kind, one.embedding_model])).toEqual([
      ["openai", null],
      ["google", "gemini-embedding-001"],
    ]);
  });

  test("says what is missing or wrong", async () => {
    const manager = managerOf(await createWorld());
    for (const [input, path] of [
      [{ kind: "openai" }, "key"],
      [{ kind: "openai-compatible" }, "base_url"],
      [{ kind: "anthropic", key: KEY, embedding_model: "claude" }, "embedding_model"],
    ] as const) {
      await expect(save(manager, input)).rejects.toMatchObject({
        code: "invalid_input",
        problems: [{ path }],
      });
    }
    for (const wrong of [
      { kind: "azure", key: KEY },
      { kind: "openai", key: "short" },
      { kind: "openai", key: "with a space in it" },
      { kind: "openai", key: `${KEY}\r\nx: y` },
      { kind: "openai-compatible", base_url: "models.example" },
      { kind: "openai-compatible", base_url: "ftp://models.example/v1" },
      { kind: "openai-compatible", base_url: "https://ann:secret@models.example/v1" },
      { kind: "openai-compatible", base_url: "https://models.example/v1?key=1" },
      { kind: "openai-compatible", base_url: "https://models.example/v1", embedding_model: "a b" },
      { kind: "openai", key: KEY, other: 1 },
    ]) {
      expect(saveModelProviderInput.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    }
    expect(await listModelProviders(manager)).toEqual([]);
  });

  test("a server of one's own needs no key", async () => {
    const saved = await save(managerOf(await createWorld()), {
      kind: "openai-compatible",
      base_url: server.url,
    });
    expect(saved).toMatchObject({ has_key: false, key_hint: "" });
  });
});

describe("who may", () => {
  test("only those who manage the organisation, and only their own", async () => {
    const world = await createWorld();
    const saved = await save(managerOf(world), { kind: "openai", key: KEY });
    const id = { provider_id: saved.id };
    const refusal = { code: "insufficient_permission" };
    const member = world.caller();
    await expect(listModelProviders(member)).rejects.toMatchObject(refusal);
    await expect(save(member, { kind: "openai", key: KEY })).rejects.toMatchObject(refusal);
    await expect(removeModelProvider(member, id)).rejects.toMatchObject(refusal);
    await expect(testModelProvider(member, id)).rejects.toMatchObject(refusal);
    await expect(listProviderKinds(world.without("chatbots:read"))).rejects.toMatchObject(refusal);
    expect(await listProviderKinds(member)).toEqual(["openai"]);

    const stranger = managerOf(await createWorld());
    expect(await listModelProviders(stranger)).toEqual([]);
    expect(await listProviderKinds(stranger)).toEqual([]);
    for (const providerId of [saved.id, newId("modelProvider")]) {
      const theirs = { provider_id: providerId };
      await expect(removeModelProvider(stranger, theirs)).rejects.toMatchObject({ code: "not_found" });
      await expect(testModelProvider(stranger, theirs)).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await findModel(stranger, "gpt-4o")).toBeNull();
    expect(await removeModelProvider(managerOf(world), id)).toEqual({ removed: true });
    expect(await listModelProviders(managerOf(world))).toEqual([]);
  });

  test("names the chatbots that use it", async () => {
    const world = await createWorld(["One", "Two"]);
    const saved = await save(managerOf(world), { kind: "anthropic", key: KEY });
    expect(saved.chatbot_count).toBe(0);
    await prisma.chatbot.updateMany({
      where: { projectId: firstProject(world).id },
      data: { model: "claude-haiku-4-5" },
    });
    expect((await listModelProviders(managerOf(world)))[0]).toMatchObject({
      chatbot_count: 1,
      chatbots: [{ name: "One assistant", model: "claude-haiku-4-5", project_id: firstProject(world).id }],
    });
  });
});

describe("testing the connection", () => {
  async function tested(world: World, input: object = {}) {
    const { id } = await save(managerOf(world), {
      kind: "openai-compatible",
      base_url: server.url,
      key: KEY,
      ...input,
    });
    return testModelProvider(managerOf(world), { provider_id: id });
  }
  const lists = (...ids: string[]) => {
    server.respond = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ object: "list", data: ids.map((id) => ({ id })) }));
    };
  };

  test("works", async () => {
    const world = await createWorld();
    await prisma.chatbot.updateMany({
      where: { projectId: firstProject(world).id },
      data: { model: "openai-compatible/llama" },
    });
    lists("llama", "bge-m3");
    server.requests.length = 0;
    expect(await tested(world, { embedding_model: "bge-m3" })).toEqual({
      works: true,
      message: "It answers and has 2 models.",
    });
    expect(server.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ["/v1/models", `Bearer ${KEY}`],
    ]);
    expect((await listModelProviders(managerOf(world)))[0]).toMatchObject({
      last_error: null,
      last_used_at: expect.any(String),
    });
  });

  test("tells which model is unknown there", async () => {
    const world = await createWorld();
    await prisma.chatbot.updateMany({
      where: { projectId: firstProject(world).id },
      data: { model: "openai-compatible/llama" },
    });
    lists("mistral");
    const answer = await tested(world);
    expect(answer).toEqual({ works: false, message: "It answers, but does not have llama." });
    expect((await listModelProviders(managerOf(world)))[0]?.last_error).toBe(answer.message);
  });

  test("asks a model for a word where there is no list", async () => {
    const world = await createWorld();
    server.respond = (request, response) =>
      (request.path.endsWith("/models") ? refusing(404, "Not found") : writing("OK"))(request, response);
    expect((await tested(world)).message).toContain("keeps no list");
    await prisma.chatbot.updateMany({
      where: { projectId: firstProject(world).id },
      data: { model: "openai-compatible/llama" },
    });
    expect(await tested(world)).toEqual({ works: true, message: "It answers, and llama writes." });
  });

  test.each([
    ["refuses the key", refusing(401, `Incorrect API key provided: ${KEY}`), "refused the key"],
    ["fails", refusing(503, "Overloaded"), "The server failed (HTTP 503). It said: “Overloaded”."],
  ])("says when it %s", async (_name, respond, message) => {
    server.respond = respond;
    const answer = await tested(await createWorld());
    expect(answer.works).toBe(false);
    expect(answer.message).toContain(message);
    expect(answer.message).not.toContain(KEY);
  });

  test("says when the address can't be reached, or is an inner one that the operator did not allow", async () => {
    const closed = await startModelServer();
    await closed.close();
    const inner = await tested(await createWorld(), { base_url: closed.url });
    expect(inner).toEqual({ works: false, message: expect.stringContaining("OUTBOUND_ALLOWED_HOSTS") });
    const nowhere = await tested(await createWorld(), { base_url: "http://no-such-host.invalid/v1" });
    expect(nowhere).toEqual({ works: false, message: expect.stringContaining("could not be reached") });
  });
});

test("every model of the list has a provider, but the built-in one", () => {
  expect(providerOfModel("built-in")).toBeNull();
  expect(providerOfModel("gpt-4o")).toEqual({ kind: "openai", name: "gpt-4o" });
  expect(providerOfModel("claude-opus-4-5")?.kind).toBe("anthropic");
  expect(providerOfModel("gemini-2.5-pro")?.kind).toBe("google");
  expect(providerOfModel("openai-compatible/org/model:7b")).toEqual({
    kind: "openai-compatible",
    name: "org/model:7b",
  });
});
