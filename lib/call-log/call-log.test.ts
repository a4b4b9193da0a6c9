import { beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "@/lib/auth/caller";
import { createConnection, createKey, createTenant, type Tenant } from "@/lib/auth/testing";
import { ROLE_PERMISSIONS, type Role } from "@/lib/auth/values";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { listCallingClients } from "./clients";
import { getCall } from "./get";
import { listCalls } from "./list";
import { callDetail, callList, listCallsInput } from "./schema";

let tenant: Tenant;
let connectionId: string;
let apiKeyId: string;

beforeEach(async () => {
  tenant = await createTenant();
  connectionId = (await createConnection(tenant)).id;
  apiKeyId = (await createKey(tenant)).id;
});

const person = (role: Role = "admin", who = tenant, userId = who.userId): Caller => ({
  organisationId: who.organisationId,
  projectIds: who.projectIds,
  permissions: ROLE_PERMISSIONS[role],
  tier: "business",
  actor: { kind: "person", userId, role },
});

const list = (input: object = {}, caller = person()) => listCalls(caller, listCallsInput.parse(input));

async function log(line: object = {}, who = tenant): Promise<string> {
  const id = newId("call");
  await prisma.callLog.create({
    data: {
      id,
      organisationId: who.organisationId,
      projectId: who.projectIds[0] ?? null,
      tool: "list_projects",
      endpoint: "/mcp",
      era: "2026-07-28",
      outcome: "ok",
      durationMs: 12,
      clientName: "Claude Code",
      arguments: { query: "[masked]" },
      ...line,
    },
  });
  return id;
}

describe("the call log", () => {
  test("tells who called what, through which connection or key, and how it ended", async () => {
    const at = new Date("2026-05-01T10:00:00Z");
    const first = await log({ connectionId, userId: tenant.userId, startedAt: at });
    const second = await log({
      apiKeyId,
      outcome: "denied",
      errorCode: "rate_limited",
      startedAt: new Date(at.getTime() + 1000),
    });
    const page = await list();
    expect(callList.parse(page)).toEqual(page);
    expect(page.items.map(({ id }) => id)).toEqual([second, first]);
    expect(page.items[0]).toMatchObject({
      through: { kind: "api_key", id: apiKeyId },
      error_code: "rate_limited",
    });
    expect(page.items[1]).toMatchObject({ through: { kind: "connection", id: connectionId }, outcome: "ok" });
    const detail = await getCall(person(), { call_id: first });
    expect(callDetail.parse(detail)).toEqual(detail);
    expect(JSON.parse(detail.arguments)).toEqual({ query: "[masked]" });
    expect(detail.person?.email).toBe(`${tenant.userId}@example.com`);
  });

  test("pages without gaps or doubles, also among lines of one moment", async () => {
    const startedAt = new Date("2026-05-01T10:00:00Z");
    const ids = await Promise.all(Array.from({ length: 7 }, () => log({ startedAt })));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toEqual(ids.toSorted().reverse());
  });

  test("is narrowed by each filter", async () => {
    const wanted = await log({
      connectionId,
      tool: "search_products",
      clientName: "Cursor",
      outcome: "error",
      startedAt: new Date("2026-04-02T10:00:00Z"),
    });
    await log({ apiKeyId, startedAt: new Date("2026-05-02T10:00:00Z") });
    const filters = [
      { tool: "search_products" },
      { connection_id: connectionId },
      { client: "Cursor" },
      { outcome: "error" },
      { to: "2026-04-02" },
      { from: "2026-04-02", to: "2026-04-02T10:00Z" },
    ];
    for (const filter of filters) {
      expect([filter, (await list(filter)).items.map(({ id }) => id)]).toEqual([filter, [wanted]]);
    }
    expect((await list({ api_key_id: apiKeyId })).items).toHaveLength(1);
    await expect(list({ from: "2026-05-02", to: "2026-05-01" })).rejects.toMatchObject({
      problems: [{ path: "to", message: "must not be before from" }],
    });
  });

  test("shows members their own connections' calls, and nobody another organisation's", async () => {
    const mine = await log({ connectionId, userId: tenant.userId });
    const others = await log({ userId: newId("user") });
    expect((await list({}, person("analyst"))).items.map(({ id }) => id)).toEqual([mine]);
    await expect(getCall(person("analyst"), { call_id: others })).rejects.toMatchObject({
      code: "not_found",
    });
    const stranger = person("owner", await createTenant());
    expect((await list({}, stranger)).items).toEqual([]);
    await expect(getCall(stranger, { call_id: mine })).rejects.toMatchObject({ code: "not_found" });
    const key = { ...person("analyst"), actor: { kind: "api_key", apiKeyId, name: "CI" } as const };
    await expect(list({}, key)).rejects.toMatchObject({ code: "insufficient_permission" });
  });

  test("offers the clients that people connected", async () => {
    expect(await listCallingClients(person())).toHaveLength(1);
    expect(await listCallingClients(person("analyst", tenant, newId("user")))).toEqual([]);
  });
});
