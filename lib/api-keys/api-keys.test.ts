import { beforeEach, describe, expect, test } from "vitest";
import { admit } from "@/lib/auth/admission";
import { isWellFormedKey, isWellFormedUrlToken } from "@/lib/auth/api-key";
import type { Caller } from "@/lib/auth/caller";
import { ROLE_PERMISSIONS, type Role } from "@/lib/auth/values";
import { sha256 } from "@/lib/core/compare";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { createApiKey } from "./create";
import { listApiKeys } from "./list";
import { revokeApiKey } from "./revoke";
import { apiKeyList, createApiKeyInput, createdApiKey, createdKeyUrl, listApiKeysInput } from "./schema";
import { turnOffKeyUrl } from "./turn-off-url";
import { turnOnKeyUrl } from "./turn-on-url";

const HOUR_MS = 3_600_000;

let admin: Caller;

beforeEach(async () => {
  admin = await someone("admin");
});

async function someone(role: Role): Promise<Caller> {
  const organisationId = newId("organisation");
  const projectId = newId("project");
  await prisma.organisation.create({ data: { id: organisationId, name: "Acme", planId: "starter" } });
  await prisma.project.create({ data: { id: projectId, organisationId, name: "Shop" } });
  return {
    organisationId,
    projectIds: [projectId],
    permissions: ROLE_PERMISSIONS[role],
    tier: "starter",
    actor: { kind: "person", userId: newId("user"), role },
    requestId: "req-test",
  };
}

const create = (input: object = {}, by = admin) =>
  createApiKey(by, createApiKeyInput.parse({ name: "Reporting", ...input }));
const list = (input: object = {}, by = admin) => listApiKeys(by, listApiKeysInput.parse(input));

/** Calls for nothing: only whether the key is let in, and as whom. */
async function enter(secret: string) {
  return admit({
    credential: { keyHash: sha256(secret) },
    projectId: undefined,
    isReadonly: false,
    requestId: "req-test",
  });
}

describe("creating", () => {
  test("answers the key once and keeps only its hash", async () => {
    const made = await create();
    expect(createdApiKey.parse(made)).toEqual(made);
    expect(isWellFormedKey(made.secret)).toBe(true);
    expect(made.secret.endsWith(made.api_key.hint)).toBe(true);

    const row = await prisma.apiKey.findUniqueOrThrow({
      where: { id: made.api_key.id },
      omit: { secretHash: false },
    });
    expect(row.secretHash).toBe(sha256(made.secret));
    expect(JSON.stringify(row)).not.toContain(made.secret);
    const audit = await prisma.auditEntry.findMany({ where: { targetId: made.api_key.id } });
    expect(audit.map((entry) => entry.action)).toEqual(["api_key.create"]);
    expect(JSON.stringify(audit)).not.toContain(made.secret);
    expect(JSON.stringify(await list())).not.toContain(made.secret);
  });

  test("makes keys that are let in with exactly the chosen access and projects", async () => {
    const second = newId("project");
    await prisma.project.create({
      data: { id: second, organisationId: admin.organisationId, name: "Second" },
    });
    const [shop = ""] = admin.projectIds;

    const readonly = await enter((await create({ project_id: shop })).secret);
    const full = await enter((await create({ access: "full" })).secret);
    if (!("caller" in readonly) || !("caller" in full)) throw new Error("the keys were not let in");
    expect(readonly.caller.projectIds).toEqual([shop]);
    expect(readonly.caller.permissions.has("chatbots:read")).toBe(true);
    expect([...readonly.caller.permissions].filter((name) => !name.endsWith(":read"))).toEqual([]);
    expect(new Set(full.caller.projectIds)).toEqual(new Set([shop, second]));
    expect(full.caller.permissions.has("chatbots:write")).toBe(true);
    expect(full.caller.permissions.has("keys:manage")).toBe(false);
  });

  test("refuses another organisation's project as one that does not exist", async () => {
    const other = await someone("owner");
    await expect(create({ project_id: other.projectIds[0] })).rejects.toMatchObject({ code: "not_found" });
    expect((await list()).items).toEqual([]);
  });

  test("refuses an end that has passed, and an end that is no time", async () => {
    await expect(create({ expires_at: new Date(Date.now() - HOUR_MS).toISOString() })).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "expires_at" }],
    });
    expect(createApiKeyInput.safeParse({ name: "Reporting", expires_at: "tomorrow" }).success).toBe(false);
  });

  test("is for those who manage keys", async () => {
    for (const role of ["agent", "analyst"] as const) {
      const member: Caller = { ...admin, permissions: ROLE_PERMISSIONS[role] };
      const refusal = { code: "insufficient_permission" };
      await expect(create({}, member)).rejects.toMatchObject(refusal);
      await expect(list({}, member)).rejects.toMatchObject(refusal);
      await expect(revokeApiKey(member, { api_key_id: newId("apiKey") })).rejects.toMatchObject(refusal);
    }
  });
});

describe("listing", () => {
  test("keeps organisations apart and tells working keys from ended ones", async () => {
    const works = await create({ name: "Works" });
    const revoked = await create({ name: "Revoked" });
    const expired = await create({ name: "Expired" });
    await create({ name: "Theirs" }, await someone("owner"));
    await revokeApiKey(admin, { api_key_id: revoked.api_key.id });
    await prisma.apiKey.update({
      where: { id: expired.api_key.id },
      data: { expiresAt: new Date(Date.now() - HOUR_MS) },
    });

    const standing = await list();
    expect(apiKeyList.parse(standing)).toEqual(standing);
    expect(standing.items.map((key) => [key.name, key.status])).toEqual([["Works", "active"]]);
    const ended = await list({ state: "ended" });
    expect(new Set(ended.items.map((key) => `${key.name} ${key.status}`))).toEqual(
      new Set(["Revoked revoked", "Expired expired"]),
    );
    for (const [made, state] of [
      [works, "ok"],
      [revoked, "revoked"],
      [expired, "expired"],
    ] as const) {
      expect((await enter(made.secret)).state).toBe(state);
    }
  });

  test("pages without gaps or repeats", async () => {
    for (const name of ["one", "two", "three"]) await create({ name });
    const first = await list({ limit: 2 });
    const rest = await list({ limit: 2, cursor: first.next_cursor });
    expect(first.items).toHaveLength(2);
    expect(rest.next_cursor).toBeNull();
    expect(new Set([...first.items, ...rest.items].map((key) => key.name))).toEqual(
      new Set(["one", "two", "three"]),
    );
  });
});

describe("revoking", () => {
  test("twice is recorded once and answers the same", async () => {
    const { api_key } = await create();
    const answers = await Promise.all([1, 2, 3].map(() => revokeApiKey(admin, { api_key_id: api_key.id })));
    expect(new Set(answers.map((key) => key.ended_at)).size).toBe(1);
    expect(await prisma.auditEntry.count({ where: { action: "api_key.revoke", targetId: api_key.id } })).toBe(
      1,
    );
  });

  test("does not find another organisation's key", async () => {
    const { api_key, secret } = await create();
    const stranger = await someone("owner");
    await expect(revokeApiKey(stranger, { api_key_id: api_key.id })).rejects.toMatchObject({
      code: "not_found",
    });
    expect((await enter(secret)).state).toBe("ok");
  });
});

describe("the secret address", () => {
  const secretOf = (url: string) => new URL(url).pathname.replace("/mcp/t/", "");

  test("is off until an admin turns it on, lets in as the key does, and is kept as a hash only", async () => {
    const { api_key: key } = await create();
    expect(key.url_made_at).toBeNull();
    const made = await turnOnKeyUrl(admin, { api_key_id: key.id });
    expect(createdKeyUrl.parse(made)).toEqual(made);
    const secret = secretOf(made.url);
    expect(secret).toMatch(/^cht_[0-9A-Za-z]{49}$/);
    expect(isWellFormedUrlToken(secret)).toBe(true);
    expect(isWellFormedKey(secret)).toBe(false);
    expect(await enter(secret)).toMatchObject({ state: "ok", isReadonly: true });
    const [row] = await prisma.$queryRaw<[{ line: string }]>`
      SELECT k::text AS line FROM api_key k WHERE id = ${key.id}`;
    expect(row.line).not.toContain(secret);
    expect((await list()).items[0]?.url_made_at).toBe(made.api_key.url_made_at);
  });

  test("another one replaces it, turning it off ends it, and the key itself goes on", async () => {
    const { api_key: key, secret: text } = await create();
    const first = await turnOnKeyUrl(admin, { api_key_id: key.id });
    const second = await turnOnKeyUrl(admin, { api_key_id: key.id });
    expect(await enter(secretOf(first.url))).toEqual({ state: "unknown" });
    expect(await enter(secretOf(second.url))).toMatchObject({ state: "ok" });
    for (const _ of [1, 2]) {
      expect((await turnOffKeyUrl(admin, { api_key_id: key.id })).url_made_at).toBeNull();
    }
    expect(await enter(secretOf(second.url))).toEqual({ state: "unknown" });
    expect(await enter(text)).toMatchObject({ state: "ok" });
    const actions = await prisma.auditEntry.findMany({
      where: { organisationId: admin.organisationId, targetId: key.id },
      orderBy: { id: "asc" },
      select: { action: true },
    });
    expect(actions.map(({ action }) => action)).toEqual([
      "api_key.create",
      "api_key.url_on",
      "api_key.url_on",
      "api_key.url_off",
    ]);
  });

  test("ends with the key, and an ended key gets none", async () => {
    const { api_key: key } = await create();
    const { url } = await turnOnKeyUrl(admin, { api_key_id: key.id });
    await revokeApiKey(admin, { api_key_id: key.id });
    expect(await enter(secretOf(url))).toEqual({ state: "revoked" });
    await expect(turnOnKeyUrl(admin, { api_key_id: key.id })).rejects.toMatchObject({ code: "conflict" });
  });

  test("is for admins of the key's organisation", async () => {
    const { api_key: key } = await create();
    for (const verb of [turnOnKeyUrl, turnOffKeyUrl]) {
      const stranger = await someone("owner");
      await expect(verb(stranger, { api_key_id: key.id })).rejects.toMatchObject({ code: "not_found" });
      const analyst = { ...admin, permissions: ROLE_PERMISSIONS.analyst };
      await expect(verb(analyst, { api_key_id: key.id })).rejects.toMatchObject({
        code: "insufficient_permission",
      });
    }
  });
});
