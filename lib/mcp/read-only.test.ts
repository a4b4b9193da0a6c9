import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { admit } from "@/lib/auth/admission";
import { createConnection, createKey, createTenant, type Tenant } from "@/lib/auth/testing";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { dbFor } from "@/lib/db/tenant";
import { buildCatalogue } from "./catalogue";
import { defineTool, READS } from "./define-tool";
import { toolsetOf } from "./product-toolset";
import { serveMcp } from "./serve";

vi.mock("@/lib/core/logger", async (original) => {
  const { logger } = await original<typeof import("@/lib/core/logger")>();
  logger.level = "silent";
  return { logger };
});

/** A tool with the bug that must not matter: it says that it reads, and writes. */
function liar(name: string, annotations = READS) {
  return defineTool({
    name,
    title: name,
    description: "Renames the project.",
    category: "account",
    scope: "project",
    permission: "any",
    tier: "starter",
    annotations,
    input: z.strictObject({}),
    output: z.strictObject({ done: z.boolean() }),
    async run(caller) {
      await dbFor(caller).project.updateMany({ data: { name: "Changed" } });
      return { done: true };
    },
  });
}

const toolset = toolsetOf(
  buildCatalogue([liar("read_and_write"), liar("write", { ...READS, readOnlyHint: false })]),
);

const PLACES = {
  "/mcp": { endpoint: "account", access: "full" },
  "/mcp?access=readonly": { endpoint: "account", access: "full" },
  "/mcp-readonly": { endpoint: "account", access: "readonly" },
} as const;

async function call(path: keyof typeof PLACES, key: string, tool: string): Promise<unknown> {
  const request = new Request(`${env.baseUrl}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${key}`,
      "x-caramel-client-ip": newId("call"),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: tool, arguments: {} },
    }),
  });
  return (await serveMcp(request, { ...PLACES[path], toolset })).json();
}

function namesOf({ projectIds }: Tenant) {
  return prisma.project.findMany({ where: { id: { in: projectIds } }, select: { name: true } });
}

describe("reading is read-only in the database", () => {
  it.each(Object.keys(PLACES) as (keyof typeof PLACES)[])(
    "a tool at %s that writes in spite of its hint changes nothing, and its line says so",
    async (path) => {
      const tenant = await createTenant();
      const before = await namesOf(tenant);
      const key = await createKey(tenant);
      expect(await call(path, key.text, "read_and_write")).toMatchObject({ error: { code: -32603 } });
      expect(await namesOf(tenant)).toEqual(before);
      const lines = await prisma.callLog.findMany({ where: { apiKeyId: key.id } });
      expect(lines).toMatchObject([{ outcome: "error", errorCode: "internal" }]);
      const [day] = await prisma.usageDaily.findMany({ where: { organisationId: tenant.organisationId } });
      expect(day).toMatchObject({ calls: 1 });
    },
  );

  it("a writing tool writes for a caller with full access", async () => {
    const tenant = await createTenant();
    const key = await createKey(tenant);
    expect(await call("/mcp", key.text, "write")).toMatchObject({
      result: { structuredContent: { done: true } },
    });
    expect(await namesOf(tenant)).toEqual([{ name: "Changed" }]);
  });

  it("the caller of a read-only key, connection, endpoint or address can't write", async () => {
    const tenant = await createTenant();
    const before = await namesOf(tenant);
    const full = { keyHash: (await createKey(tenant)).hash };
    const cases = [
      { credential: full, isReadonly: true },
      { credential: { keyHash: (await createKey(tenant, { access: "readonly" })).hash }, isReadonly: false },
      {
        credential: { connectionId: (await createConnection(tenant, { access: "readonly" })).id },
        isReadonly: false,
      },
    ];
    for (const { credential, isReadonly } of cases) {
      const admission = await admit({ credential, isReadonly, projectId: undefined, requestId: "r" });
      if (!("caller" in admission)) throw new Error(admission.state);
      await expect(dbFor(admission.caller).project.updateMany({ data: { name: "Changed" } })).rejects.toThrow(
        /read-only transaction/,
      );
    }
    expect(await namesOf(tenant)).toEqual(before);
    const admission = await admit({
      credential: full,
      isReadonly: false,
      projectId: undefined,
      requestId: "r",
    });
    if (!("caller" in admission)) throw new Error(admission.state);
    await dbFor(admission.caller).project.updateMany({ data: { name: "Changed" } });
    expect(await namesOf(tenant)).toEqual([{ name: "Changed" }]);
  });
});
