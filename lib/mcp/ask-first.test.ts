import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { getApproval } from "@/lib/approvals/get";
import { refuseApproval } from "@/lib/approvals/refuse";
import { MAX_WAITING } from "@/lib/approvals/schema";
import { type Asker, createAsker } from "@/lib/approvals/testing";
import { createKey } from "@/lib/auth/testing";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { approveChange } from "./approve-change";
import { toolsetOf } from "./product-toolset";
import { serveMcp } from "./serve";
import { askingCatalogue } from "./testing";

vi.mock("@/lib/core/env", async (original) => {
  const { env } = await original<typeof import("@/lib/core/env")>();
  return { env: { ...env, secretKey: "a secret key for tests, long enough", logLevel: "silent" } };
});

const ENVELOPE = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test-client", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const SHOWS_LINKS = { elicitation: { form: {}, url: {} } };
/** Short, so that a test of still waiting does not. */
const toolset = toolsetOf(askingCatalogue, [], 300);
// biome-ignore lint/suspicious/noExplicitAny: answers are compared with what they should be.
type Loose = any;
type Era = "2025-11-25" | "2026-07-28";
const eras: [Era][] = [["2025-11-25"], ["2026-07-28"]];

let asker: Asker;

beforeEach(async () => {
  asker = await createAsker();
});

function serve(request: Request): Promise<Response> {
  return serveMcp(request, { endpoint: "account", access: "full", toolset });
}

async function send(
  era: Era,
  token: string,
  method: string,
  params: Record<string, unknown>,
): Promise<Loose> {
  const isModern = era === "2026-07-28";
  const response = await serve(
    new Request(`${env.baseUrl}/mcp`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        authorization: `Bearer ${token}`,
        "mcp-protocol-version": era,
        "x-caramel-client-ip": newId("call"),
        ...(isModern && { "mcp-method": method }),
        ...(isModern && typeof params.name === "string" && { "mcp-name": params.name }),
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method,
        params: isModern ? { _meta: ENVELOPE, ...params } : params,
      }),
    }),
  );
  return response.json();
}

async function rename(
  args: Record<string, unknown>,
  {
    era = "2026-07-28" as Era,
    token = asker.token,
    ...more
  }: Record<string, unknown> & { era?: Era; token?: string } = {},
): Promise<Loose> {
  const answer = await send(era, token, "tools/call", { name: "rename_chatbot", arguments: args, ...more });
  return answer.result ?? answer;
}

const wanted = (name: string) => ({ chatbot_id: asker.chatbotId, name });

async function ask(name = "Bea", era: Era = "2026-07-28") {
  const result = await rename(wanted(name), { era });
  const callId = result.structuredContent.approval.call_id as string;
  const row = await prisma.approval.findFirstOrThrow({ where: { callId } });
  return { result, callId, approvalId: row.id };
}

async function approve(approvalId: string) {
  const person = await asker.owner();
  const { seen } = await getApproval(person, { approval_id: approvalId });
  return approveChange(person, { approval_id: approvalId, seen }, askingCatalogue);
}

const textOf = (result: Loose): string => result.content[0].text;
const errorOf = (result: Loose) => result._meta?.["caramel/error"];
const rows = () => prisma.approval.findMany({ where: { connectionId: asker.connectionId } });

describe("listing", () => {
  const listed = async (token: string, era: Era) =>
    ((await send(era, token, "tools/list", {})).result.tools as Loose[]).find(
      ({ name }) => name === "rename_chatbot",
    );

  it.each(eras)(
    "in %s a writing tool takes a call_id and answers an approval where it asks first",
    async (era) => {
      const asking = await listed(asker.token, era);
      expect(asking.inputSchema.required).toBeUndefined();
      expect(asking.inputSchema.additionalProperties).toBe(false);
      expect(Object.keys(asking.inputSchema.properties)).toEqual([
        "chatbot_id",
        "name",
        "dry_run",
        "project_id",
        "call_id",
      ]);
      expect(asking.inputSchema.properties.call_id.description).toContain("required: chatbot_id, name");
      expect(JSON.stringify(asking.inputSchema)).not.toMatch(/"(anyOf|oneOf|allOf|\$ref|not)":/);
      expect(asking.outputSchema.required).toBeUndefined();
      expect(asking.outputSchema.properties.approval).toMatchObject({
        type: "object",
        additionalProperties: false,
      });

      await prisma.connection.update({ where: { id: asker.connectionId }, data: { asksFirst: false } });
      const direct = await listed(asker.token, era);
      expect(direct.inputSchema.required).toEqual(["chatbot_id", "name"]);
      expect(direct.inputSchema.properties.call_id).toBeUndefined();
      expect(direct.outputSchema.properties.approval).toBeUndefined();
    },
  );

  it("says so among the instructions", async () => {
    const told = async () =>
      (await send("2026-07-28", asker.token, "server/discover", {})).result.instructions;
    expect(await told()).toContain("call the same tool with call_id alone");
    await prisma.connection.update({ where: { id: asker.connectionId }, data: { asksFirst: false } });
    expect(await told()).not.toContain("call_id");
  });

  it("leaves reading tools as they are", () => {
    for (const entry of askingCatalogue.entries) {
      expect(entry.listedAsking === entry.listed).toBe(entry.summary.isReading);
    }
  });
});

describe("asking", () => {
  it.each(eras)("in %s a change waits, and nothing has changed", async (era) => {
    const { result, callId, approvalId } = await ask("Bea", era);
    const url = `${env.baseUrl}/p/${asker.projectId}/approvals/${approvalId}`;
    expect(result.isError).toBeUndefined();
    expect(Object.keys(result.structuredContent)).toEqual(["approval"]);
    expect(result.structuredContent.approval).toMatchObject({
      state: "waiting",
      call_id: callId,
      approve_url: url,
      decided_at: null,
    });
    expect(textOf(result)).toContain(`Waiting for a person's approval at ${url}`);
    expect(textOf(result)).toContain(callId);
    expect(result._meta["caramel/quota"]).toMatchObject({ day: { limit: 1_000_000, left: 999_999 } });
    expect(await asker.chatbotName()).toBe("Ada");
    expect(await prisma.revision.count({ where: { projectId: asker.projectId } })).toBe(0);
    expect(await prisma.callLog.findUnique({ where: { id: callId } })).toMatchObject({
      outcome: "ok",
      errorCode: "approval_required",
      tool: "rename_chatbot",
    });
    expect(await rows()).toMatchObject([
      {
        state: "waiting",
        tool: "rename_chatbot",
        permission: "chatbots:write",
        arguments: wanted("Bea"),
        changes: [{ field: "name", before: "Ada", after: "Bea" }],
      },
    ]);
  });

  it("again for the same change is the same request, also ten times at once and in another order", async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        rename(index % 2 ? wanted("Bea") : { name: "Bea", dry_run: false, chatbot_id: asker.chatbotId }),
      ),
    );
    expect(new Set(answers.map((answer) => answer.structuredContent.approval.call_id)).size).toBe(1);
    expect(await rows()).toHaveLength(1);
    await ask("Cleo");
    expect(await rows()).toHaveLength(2);
  });

  it("holds back when too many wait, and goes on when one is decided", async () => {
    await Promise.all(Array.from({ length: MAX_WAITING + 3 }, (_, index) => rename(wanted(`Name ${index}`))));
    const waiting = await rows();
    expect(waiting).toHaveLength(MAX_WAITING);
    const full = await rename(wanted("One more"));
    expect(errorOf(full)).toMatchObject({ code: "conflict", reason: "too_many_waiting" });
    await refuseApproval(await asker.owner(), { approval_id: waiting[0]?.id ?? "", reason: "" });
    await ask("One more");
  });

  it.each<[string, Record<string, unknown>, object]>([
    ["bad input", { name: 5 }, { code: "invalid_input" }],
    ["a missing field", { name: undefined }, { code: "invalid_input" }],
    ["a row that is not there", { chatbot_id: newId("chatbot") }, { code: "not_found" }],
    ["what the verb refuses", { name: "conflict" }, { code: "conflict", reason: "locked" }],
  ])("answers %s at once", async (_, change, error) => {
    expect(errorOf(await rename({ ...wanted("Bea"), ...change }))).toMatchObject(error);
    expect(await rows()).toEqual([]);
  });

  it("answers a dry run, and a change of nothing, at once", async () => {
    const dry = await rename({ ...wanted("Bea"), dry_run: true });
    expect(dry.structuredContent).toMatchObject({ dry_run: true, changes: [{ after: "Bea" }] });
    const same = await rename(wanted("Ada"));
    expect(same.structuredContent).toMatchObject({ changes: [], revision_id: null });
    expect(textOf(same)).toContain("nobody was asked");
    expect(await rows()).toEqual([]);
  });

  it("is not asked of connections that don't ask first, nor of keys", async () => {
    await prisma.connection.update({ where: { id: asker.connectionId }, data: { asksFirst: false } });
    expect((await rename(wanted("Bea"))).structuredContent).toMatchObject({ name: "Bea" });
    const key = await createKey(asker.tenant);
    expect((await rename(wanted("Cleo"), { token: key.text })).structuredContent).toMatchObject({
      name: "Cleo",
    });
    const odd = await rename({ call_id: newId("call") }, { token: key.text });
    expect(errorOf(odd).problems).toContainEqual(expect.objectContaining({ path: "call_id" }));
    expect(await asker.chatbotName()).toBe("Cleo");
  });
});

describe("asking what became of it", () => {
  it.each(eras)("in %s tells the tool's own answer once it is done, and changes nothing", async (era) => {
    const { callId, approvalId } = await ask("Bea", era);
    const waiting = await rename({ call_id: callId }, { era });
    expect(waiting.structuredContent.approval).toMatchObject({ state: "waiting", call_id: callId });
    expect(await approve(approvalId)).toMatchObject({
      state: "done",
      decided_by: { id: asker.tenant.userId },
    });
    expect(await asker.chatbotName()).toBe("Bea");
    for (const args of [{ call_id: callId }, { ...wanted("Bea"), call_id: callId }]) {
      const done = await rename(args, { era });
      expect(done.structuredContent).toMatchObject({
        chatbot_id: asker.chatbotId,
        name: "Bea",
        dry_run: false,
        changes: [{ field: "name", before: "Ada", after: "Bea" }],
        approval: { state: "done", call_id: callId },
      });
    }
    expect(await prisma.revision.count({ where: { projectId: asker.projectId } })).toBe(1);
  });

  it("tells a refusal with its reason, and that time has run out, by the clock alone", async () => {
    const first = await ask("Bea");
    await refuseApproval(await asker.owner(), { approval_id: first.approvalId, reason: "Keep the name." });
    const refused = await rename({ call_id: first.callId });
    expect(refused.isError).toBeUndefined();
    expect(refused.structuredContent.approval).toMatchObject({ state: "refused", reason: "Keep the name." });
    expect(textOf(refused)).toContain("Keep the name.");

    const second = await ask("Cleo");
    await prisma.approval.updateMany({ where: { id: second.approvalId }, data: { expiresAt: new Date() } });
    const expired = await rename({ call_id: second.callId });
    expect(expired.structuredContent.approval.state).toBe("expired");
    // The same change can be asked for anew, although nobody swept.
    const again = await ask("Cleo");
    expect(again.callId).not.toBe(second.callId);
    expect(await asker.chatbotName()).toBe("Ada");
  });

  it("tells what stopped an approved change, as the tool's own error", async () => {
    const { callId, approvalId } = await ask();
    await prisma.chatbot.deleteMany({ where: { id: asker.chatbotId } });
    expect(await approve(approvalId)).toMatchObject({ state: "failed", error: { code: "not_found" } });
    const failed = await rename({ call_id: callId });
    expect(failed.isError).toBe(true);
    expect(errorOf(failed)).toMatchObject({ code: "not_found" });
    expect(textOf(failed)).toContain("A person approved this change, and it failed");
  });

  it("knows no call of another connection, and says the same as of one that never was", async () => {
    const { callId } = await ask();
    const stranger = await createAsker();
    const mine = await rename({ call_id: callId }, { token: stranger.token });
    const never = newId("call");
    const unknown = await rename({ call_id: never }, { token: stranger.token });
    expect(errorOf(mine).code).toBe("not_found");
    const neutral = (result: Loose) =>
      textOf(result)
        .replaceAll(/cal_\w+/g, "cal")
        .replace(/Request id: .*/, "");
    expect(neutral(mine)).toBe(neutral(unknown));
    // Nor does another connection of the same person.
    await prisma.approval.updateMany({
      where: { callId },
      data: { connectionId: stranger.connectionId },
    });
    expect(errorOf(await rename({ call_id: callId })).code).toBe("not_found");
  });

  it("takes a call_id for nothing but a question", async () => {
    const { callId } = await ask();
    const other = await rename({ call_id: callId, name: "Dora" });
    expect(errorOf(other)).toMatchObject({ code: "invalid_input", problems: [{ path: "name" }] });
    const misspelt = await rename({ call_id: callId, nmae: "Dora" });
    expect(errorOf(misspelt)).toMatchObject({
      problems: [{ path: "nmae", message: "is not a known field." }],
    });
    expect(errorOf(await rename({ call_id: "cal_1" }))).toMatchObject({ problems: [{ path: "call_id" }] });
    expect(errorOf(await rename({ call_id: 5 }))).toMatchObject({ problems: [{ path: "call_id" }] });
    const answer = await send("2026-07-28", asker.token, "tools/call", {
      name: "change_note",
      arguments: { call_id: callId },
    });
    expect(errorOf(answer.result)).toMatchObject({ code: "invalid_input" });
    expect(await asker.chatbotName()).toBe("Ada");
  });

  it("still works when the connection no longer asks first", async () => {
    const { callId, approvalId } = await ask();
    await prisma.connection.update({ where: { id: asker.connectionId }, data: { asksFirst: false } });
    expect((await rename({ call_id: callId })).structuredContent.approval.state).toBe("waiting");
    await approve(approvalId);
    expect((await rename({ call_id: callId })).structuredContent.approval.state).toBe("done");
  });

  it("takes its call from the change's project, and approving takes none", async () => {
    const wide = await createAsker({ projects: 2 });
    const first = await rename(
      { project_id: wide.projectId, chatbot_id: wide.chatbotId, name: "Bea" },
      { token: wide.token },
    );
    const callId = first.structuredContent.approval.call_id;
    await rename({ call_id: callId }, { token: wide.token });
    const lines = await prisma.callLog.findMany({ where: { organisationId: wide.tenant.organisationId } });
    expect(lines.map(({ projectId }) => projectId)).toEqual([wide.projectId, wide.projectId]);
    const person = await wide.owner();
    const row = await prisma.approval.findFirstOrThrow({ where: { callId } });
    const { seen } = await getApproval(person, { approval_id: row.id });
    await approveChange(person, { approval_id: row.id, seen }, askingCatalogue);
    const used = await prisma.usageDaily.findMany({ where: { organisationId: wide.tenant.organisationId } });
    expect(used).toMatchObject([{ calls: 2 }]);
    expect(await prisma.callLog.count({ where: { organisationId: wide.tenant.organisationId } })).toBe(2);
  });
});

describe("a client that can show a person a link", () => {
  const meta = { _meta: { ...ENVELOPE, "io.modelcontextprotocol/clientCapabilities": SHOWS_LINKS } };
  const accepted = { inputResponses: { approval: { action: "accept" } } };
  const begin = async () => {
    const first = await rename(wanted("Bea"), meta);
    expect(first.resultType).toBe("input_required");
    const row = await prisma.approval.findFirstOrThrow({ where: { connectionId: asker.connectionId } });
    return { first, approvalId: row.id, state: { requestState: first.requestState as string } };
  };

  it("is asked in the protocol's own way, with a state that tells it nothing", async () => {
    const { first, approvalId } = await begin();
    expect(first.inputRequests.approval).toMatchObject({
      method: "elicitation/create",
      params: { mode: "url", url: `${env.baseUrl}/p/${asker.projectId}/approvals/${approvalId}` },
    });
    expect(first._meta["caramel/quota"]).toMatchObject({ day: { limit: 1_000_000, left: 999_999 } });
    const clear = Buffer.from(first.requestState, "base64url").toString("latin1") + first.requestState;
    expect(clear).not.toContain("cal_");
    expect(clear).not.toContain("rename");
    expect(await asker.chatbotName()).toBe("Ada");
  });

  it("gets the tool's answer on its retry after a person approved", async () => {
    const { state, approvalId } = await begin();
    await approve(approvalId);
    const done = await rename(wanted("Bea"), { ...meta, ...state, ...accepted });
    expect(done.structuredContent).toMatchObject({ name: "Bea", approval: { state: "done" } });
    expect(await prisma.revision.count({ where: { projectId: asker.projectId } })).toBe(1);
  });

  it("is held while the person decides, and asked to come again while they have not", async () => {
    const { state, approvalId } = await begin();
    const again = await rename(wanted("Bea"), { ...meta, ...state, ...accepted });
    expect(again).toMatchObject({ resultType: "input_required" });
    expect(again.inputRequests).toBeUndefined();
    const held = rename(wanted("Bea"), { ...meta, requestState: again.requestState });
    await approve(approvalId);
    const answer = await held;
    // Whichever came first, the next retry has the answer.
    const done =
      answer.resultType === "input_required"
        ? await rename(wanted("Bea"), { ...meta, requestState: answer.requestState })
        : answer;
    expect(done.structuredContent.approval.state).toBe("done");
  });

  it("is told to ask later when it declines, or after many rounds", async () => {
    const { state } = await begin();
    for (const action of ["decline", "cancel"]) {
      const told = await rename(wanted("Bea"), {
        ...meta,
        ...state,
        inputResponses: { approval: { action } },
      });
      expect(told.structuredContent.approval.state).toBe("waiting");
    }
    let answer = await rename(wanted("Bea"), { ...meta, ...state, ...accepted });
    let rounds = 1;
    for (; answer.resultType === "input_required" && rounds < 20; rounds += 1) {
      answer = await rename(wanted("Bea"), { ...meta, requestState: answer.requestState });
    }
    expect(rounds).toBeLessThan(8);
    expect(answer.structuredContent.approval.state).toBe("waiting");
  });

  it("is shown the link again when it brings no answer", async () => {
    const { state } = await begin();
    const again = await rename(wanted("Bea"), { ...meta, ...state });
    expect(again.inputRequests.approval.params.mode).toBe("url");
    expect(await rows()).toHaveLength(1);
  });

  it("can't bring a state that was changed, has run out or belongs elsewhere", async () => {
    const { state, approvalId } = await begin();
    await approve(approvalId);
    const refused = async (args: object, more: Record<string, unknown>, token = asker.token) => {
      const answer = await send("2026-07-28", token, "tools/call", {
        name: "rename_chatbot",
        arguments: args,
        ...meta,
        ...accepted,
        ...more,
      });
      return answer.error;
    };
    const invalid = { code: -32_602, message: "Invalid or expired requestState" };
    const text = state.requestState;
    const flipped = `${text.slice(0, -3)}${text.at(-3) === "A" ? "B" : "A"}${text.slice(-2)}`;
    expect(await refused(wanted("Bea"), { requestState: flipped })).toMatchObject(invalid);
    expect(await refused(wanted("Bea"), { requestState: "v1.x" })).toMatchObject(invalid);
    // Of other arguments, another tool, another connection, a key.
    expect(await refused(wanted("Cleo"), state)).toMatchObject(invalid);
    expect(await refused({ text: "x" }, { ...state, name: "change_note" })).toMatchObject(invalid);
    expect(await refused({}, { ...state, name: "list_notes" })).toMatchObject(invalid);
    const stranger = await createAsker();
    expect(await refused(wanted("Bea"), state, stranger.token)).toMatchObject(invalid);
    expect(await refused(wanted("Bea"), state, (await createKey(asker.tenant)).text)).toMatchObject(invalid);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 26 * 3_600_000 });
    try {
      const { signToken } = await import("@/lib/auth/testing");
      const { id, resource, scopes, userId } = await prisma.connection.findUniqueOrThrow({
        where: { id: asker.connectionId },
      });
      const later = await signToken({ id, resource, scopes, userId });
      expect(await refused(wanted("Bea"), state, later)).toMatchObject(invalid);
    } finally {
      vi.useRealTimers();
    }
    const open = await prisma.callLog.count({
      where: { organisationId: asker.tenant.organisationId, outcome: "running" },
    });
    expect(open).toBe(0);
  });

  it("is never asked so in a revision that has no such way, whatever it declares", async () => {
    const answer = await rename(wanted("Bea"), { era: "2025-11-25", _meta: meta._meta });
    expect(answer.error).toMatchObject({ code: -32_020 });
    const capabilities = { "io.modelcontextprotocol/clientCapabilities": SHOWS_LINKS };
    const plain = await rename(wanted("Bea"), { era: "2025-11-25", _meta: capabilities });
    expect(plain.structuredContent.approval.state).toBe("waiting");
  });

  describe("the SDK", () => {
    const connect = async (
      mode: "legacy" | "auto",
      onLink?: (url: string) => Promise<"accept" | "decline">,
    ) => {
      const client = new Client(
        { name: "sdk-2", version: "1" },
        { versionNegotiation: { mode }, ...(onLink && { capabilities: { elicitation: { url: {} } } }) },
      );
      if (onLink) {
        client.setRequestHandler("elicitation/create", async ({ params }) => ({
          action: await onLink((params as { url: string }).url),
        }));
      }
      await client.connect(
        new StreamableHTTPClientTransport(new URL(`${env.baseUrl}/mcp`), {
          fetch: (url, init) => serve(new Request(url, init)),
          requestInit: { headers: { authorization: `Bearer ${asker.token}` } },
        }),
      );
      await client.listTools();
      return client;
    };

    it("takes a person to the page and gets the answer when they have approved", async () => {
      const seen: string[] = [];
      const client = await connect("auto", async (url) => {
        seen.push(url);
        await approve(url.slice(url.lastIndexOf("/") + 1));
        return "accept";
      });
      const result = (await client.callTool({ name: "rename_chatbot", arguments: wanted("Bea") })) as Loose;
      expect(result.structuredContent).toMatchObject({ name: "Bea", approval: { state: "done" } });
      expect(seen).toHaveLength(1);
      await client.close();
    });

    it.each(["legacy", "auto"] as const)("without that gets the waiting answer in mode %s", async (mode) => {
      const client = await connect(mode);
      const first = (await client.callTool({ name: "rename_chatbot", arguments: wanted("Bea") })) as Loose;
      const { call_id: callId } = first.structuredContent.approval;
      await approve((await prisma.approval.findFirstOrThrow({ where: { callId } })).id);
      const next = (await client.callTool({
        name: "rename_chatbot",
        arguments: { call_id: callId },
      })) as Loose;
      expect(next.structuredContent).toMatchObject({ name: "Bea", approval: { state: "done" } });
      await client.close();
    });
  });
});
