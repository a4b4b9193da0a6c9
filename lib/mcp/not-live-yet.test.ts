import { beforeAll, describe, expect, it } from "vitest";
import * as project from "@/app/mcp/projects/[projectId]/route";
import * as account from "@/app/mcp/route";
import * as readonly from "@/app/mcp-readonly/route";
import { createConnection, createKey, createTenant, signToken, type Tenant } from "@/lib/auth/testing";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";

const NAMES = ["email", "sms", "whatsapp", "push"].map((channel) => `caramel.v1.${channel}.send`);
const ERAS = ["2025-11-25", "2026-07-28"] as const;

let tenant: Tenant;

beforeAll(async () => {
  tenant = await createTenant({ projects: 2, tier: "starter", perMinute: 1, perDay: 1 });
});

function rpc(era: (typeof ERAS)[number], token: string, method: string, params: object, path = "/mcp") {
  const name: Record<string, string> = "name" in params ? { "mcp-name": String(params.name) } : {};
  const meta = {
    "io.modelcontextprotocol/protocolVersion": era,
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const isModern = era === "2026-07-28";
  return new Request(`${env.baseUrl}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
      "x-caramel-client-ip": newId("call"),
      "mcp-protocol-version": era,
      ...(isModern && { "mcp-method": method, ...name }),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method,
      params: { ...params, ...(isModern && { _meta: meta }) },
    }),
  });
}

type Answer = {
  result: {
    isError?: boolean;
    content: { text: string }[];
    _meta: Record<string, { code: string; message: string }>;
    tools: { name: string }[];
  };
};

const answerOf = async (response: Response) => ((await response.json()) as Answer).result;

describe.each(ERAS)("tools that are announced and not live yet, in %s", (era) => {
  it("answer not_yet_available with what blocks them, are logged and cost nothing", async () => {
    const key = await createKey(tenant);
    for (const name of NAMES) {
      const params = { name, arguments: { to: "ana@example.com", text: "hi" } };
      const { isError, content, _meta } = await answerOf(
        await account.POST(rpc(era, key.text, "tools/call", params)),
      );
      expect(isError).toBe(true);
      expect(_meta["caramel/error"]).toMatchObject({ code: "not_yet_available", reason: "not_live_yet" });
      expect(_meta["caramel/quota"]).toMatchObject({ day: { left: 1 } });
      expect(content[0]?.text).toContain(name);
      expect(content[0]?.text).toMatch(
        name.includes("whatsapp") ? /Meta has not approved/ : /sender credentials of its own/,
      );
    }
    const lines = await prisma.callLog.findMany({ where: { apiKeyId: key.id }, orderBy: { id: "asc" } });
    expect(lines.map(({ tool, errorCode }) => [tool, errorCode])).toEqual(
      NAMES.map((name) => [name, "not_yet_available"]),
    );
    expect(JSON.stringify(lines)).not.toContain("ana@example.com");
    expect(await prisma.usageDaily.count({ where: { organisationId: tenant.organisationId } })).toBe(0);
  });

  it("answer the same where only reading is allowed, and with any scope", async () => {
    const params = { name: NAMES[0], arguments: {} };
    const readonlyKey = (await createKey(tenant, { access: "readonly" })).text;
    const token = await signToken(await createConnection(tenant, { scopes: ["mcp:read"] }));
    const projectId = tenant.projectIds[0] as string;
    const context = { params: Promise.resolve({ projectId }) } as Parameters<typeof project.POST>[1];
    const path = `/mcp/projects/${projectId}`;
    for (const response of [
      await account.POST(rpc(era, readonlyKey, "tools/call", params)),
      await account.POST(rpc(era, token, "tools/call", params)),
      await readonly.POST(rpc(era, readonlyKey, "tools/call", params, "/mcp-readonly")),
      await project.POST(rpc(era, readonlyKey, "tools/call", params, path), context),
    ]) {
      expect(response.status).toBe(200);
      expect((await answerOf(response))._meta["caramel/error"]?.code).toBe("not_yet_available");
    }
  });

  it("are never listed", async () => {
    const key = await createKey(tenant);
    const { tools } = await answerOf(await account.POST(rpc(era, key.text, "tools/list", {})));
    expect(tools.length).toBeGreaterThan(5);
    expect(tools.filter(({ name }) => name.includes("send"))).toEqual([]);
  });
});
