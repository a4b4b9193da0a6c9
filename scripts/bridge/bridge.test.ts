import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Bridge } from "./bridge";
import { Program, type Received, sendJson, TestServer } from "./testing";

const KEY = "cha_test";
const MODERN = {
  _meta: {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  },
};

let server: TestServer;
let program: Program;
let running: Promise<void>;
let said: string[];

/** Answers every request with what it was asked. */
function echo({ body }: Received, response: ServerResponse): void {
  if (body?.id === undefined) {
    response.writeHead(body ? 202 : 405).end();
    return;
  }
  const result =
    body.method === "initialize"
      ? { protocolVersion: "2025-11-25" }
      : { asked: body.method, params: body.params };
  sendJson(response, { jsonrpc: "2.0", id: body.id, result });
}

function bridgeTo(path = "/mcp", retryForMs = 10_000): void {
  said = [];
  const log = (line: string) => void said.push(line);
  const url = new URL(path, server.origin);
  running = new Bridge({ url, stdio: program.stdio, credential: KEY, log, retryForMs }).run();
}

beforeEach(async () => {
  server = await new TestServer(echo).start();
  program = await Program.start();
});

afterEach(async () => {
  await program.close();
  await running;
  await server.stop();
});

describe("messages pass as they are", () => {
  test("requests of the 2025 revisions: id, params, key, and the agreed revision from then on", async () => {
    bridgeTo();
    expect((await program.ask("one", "initialize", { protocolVersion: "2025-11-25" })).id).toBe("one");
    program.send({ method: "notifications/initialized" });
    const answer = await program.ask(2, "tools/call", {
      name: "x",
      arguments: { ä: [1, null] },
      extra: true,
    });
    expect(answer).toEqual({
      jsonrpc: "2.0",
      id: 2,
      result: { asked: "tools/call", params: { name: "x", arguments: { ä: [1, null] }, extra: true } },
    });
    const [first] = server.calls("initialize");
    expect(first?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(first?.headers["mcp-protocol-version"]).toBeUndefined();
    expect(server.calls("tools/call")[0]?.headers["mcp-protocol-version"]).toBe("2025-11-25");
    expect(server.calls("notifications/initialized")).toHaveLength(1);
  });

  test("requests of 2026-07-28 with the headers that repeat their body", async () => {
    bridgeTo();
    await program.ask(1, "server/discover", MODERN);
    await program.ask(2, "tools/call", { ...MODERN, name: "list_projects", arguments: {} });
    const [call] = server.calls("tools/call");
    expect(call?.headers).toMatchObject({
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "list_projects",
    });
    expect(call?.body.params._meta).toEqual(MODERN._meta);
  });

  test("messages that come before a streamed answer, and questions of the server", async () => {
    server.handle = ({ body }, response) => {
      if (body.result) return response.writeHead(202).end();
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const message of [
        { method: "notifications/progress", params: { progressToken: 7, progress: 1 } },
        { id: 99, method: "ping" },
        { id: body.id, result: { done: true } },
      ]) {
        response.write(`data: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`);
      }
      response.end();
    };
    bridgeTo();
    expect((await program.ask(1, "tools/call", { name: "x" })).result).toEqual({ done: true });
    expect(program.received.map((message) => "method" in message && message.method)).toEqual([
      "notifications/progress",
      "ping",
      false,
    ]);
    program.send({ id: 99, result: {} });
    await expect.poll(() => server.received.some(({ body }) => body.id === 99)).toBe(true);
  });

  test("many requests at once get their own answers", async () => {
    server.handle = async (received, response) => {
      await new Promise((resolve) => setTimeout(resolve, (received.body.id % 5) * 5));
      echo(received, response);
    };
    bridgeTo();
    const ids = Array.from({ length: 40 }, (_, index) => index);
    const answers = await Promise.all(ids.map((id) => program.ask(id, "tools/call", { name: `n${id}` })));
    expect(answers.map(({ result }) => result.params.name)).toEqual(ids.map((id) => `n${id}`));
  });
});

describe("errors are passed on", () => {
  const jsonRpc = { code: -32_602, message: "Unknown tool", data: { hint: "list_projects" } };

  test.each([200, 400])("a JSON-RPC error, unchanged (HTTP %i)", async (status) => {
    server.handle = ({ body }, response) =>
      sendJson(response, { jsonrpc: "2.0", id: status === 200 ? body.id : null, error: jsonRpc }, status);
    bridgeTo();
    expect(await program.ask("a", "tools/call", {})).toEqual({ jsonrpc: "2.0", id: "a", error: jsonRpc });
  });

  test.each([
    [401, "invalid_token", "The token or key is not valid here."],
    [403, "connection_paused", "This connection is paused."],
    [429, "too_many_attempts", "Too many failed attempts. Wait 30 seconds."],
  ])("HTTP %i with its words", async (status, error, error_description) => {
    server.handle = (_received, response) => sendJson(response, { error, error_description }, status);
    bridgeTo();
    const answer = await program.ask(1, "initialize");
    expect(answer.error.message).toContain(`${status} ${error}`);
    expect(answer.error.message).toContain(error_description);
    expect(answer.error.data).toEqual({ status, error });
    if (status === 401) expect(answer.error.message).toContain("CARAMEL_API_KEY");
    expect(server.received).toHaveLength(1);
    expect(said.join()).not.toContain(KEY);
  });

  test.each([
    [404, "text/html", "<h1>Not found</h1>"],
    [200, "text/html", "<h1>Welcome</h1>"],
  ])("an address that is no MCP endpoint (HTTP %i)", async (status, type, page) => {
    server.handle = (_received, response) => response.writeHead(status, { "content-type": type }).end(page);
    bridgeTo("/somewhere");
    const { error } = await program.ask(1, "initialize");
    expect(error.message).toMatch(/is not an MCP endpoint.*dashboard|could not be read.*text\/html/);
    expect(error.message).not.toContain("<h1>");
  });

  test("a redirect to another host is not followed, so the key goes nowhere else", async () => {
    const other = await new TestServer(echo).start();
    server.handle = (_received, response) =>
      response.writeHead(307, { location: `${other.origin}/mcp` }).end();
    bridgeTo();
    expect((await program.ask(1, "initialize")).error).toBeDefined();
    expect(other.received).toEqual([]);
    await other.stop();
  });
});

describe("a server that goes away", () => {
  test("comes back in time: the request is answered, and the program notices nothing", async () => {
    bridgeTo();
    await program.ask(1, "initialize");
    await server.stop();
    const answer = program.ask(2, "tools/call", { name: "x" });
    await expect.poll(() => said.join()).toContain("Trying again");
    await server.start();
    expect((await answer).result.asked).toBe("tools/call");
    expect(server.calls("tools/call")).toHaveLength(1);
  });

  test("stays away: an error that says so, and the next request is tried again", async () => {
    bridgeTo("/mcp", 400);
    await server.stop();
    const { error } = await program.ask(1, "tools/call", { name: "x" });
    expect(error.message).toMatch(/can't be reached at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)/);
    await server.start();
    expect((await program.ask(2, "tools/call", { name: "x" })).result).toBeDefined();
  });

  test("breaks off a call: it is not sent again, because it may have been carried out", async () => {
    bridgeTo();
    server.handle = (_received, response) => response.destroy();
    const { error } = await program.ask(1, "tools/call", { name: "x" });
    expect(error.message).toContain("may have been carried out");
    expect(server.calls("tools/call")).toHaveLength(1);
    server.handle = echo;
    expect((await program.ask(2, "tools/call", { name: "x" })).result).toBeDefined();
  });

  test("breaks off a stream before the answer: the request is answered all the same", async () => {
    bridgeTo();
    server.handle = (_received, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(": started\n\n");
      setTimeout(() => response.destroy(), 20);
    };
    expect((await program.ask(1, "tools/call", { name: "x" })).error.data).toEqual({
      reason: "connection_lost",
    });
  });

  test.each(["tools/list", "server/discover"])(
    "breaks off %s: asked again, because it changes nothing",
    async (method) => {
      bridgeTo();
      server.handle = (_received, response) => {
        server.handle = echo;
        response.destroy();
      };
      expect((await program.ask(1, method, MODERN)).result.asked).toBe(method);
      expect(server.calls(method)).toHaveLength(2);
    },
  );

  test("says 503: nothing was done there, so a call is sent again", async () => {
    bridgeTo();
    server.handle = (_received, response) => {
      server.handle = echo;
      sendJson(response, { jsonrpc: "2.0", id: null, error: { code: -32_603, message: "away" } }, 503);
    };
    expect((await program.ask(1, "tools/call", { name: "x" })).result).toBeDefined();
  });
});

test.each([
  ["2025", {}, 1],
  ["2026-07-28", MODERN, 0],
])(
  "a cancelled request of %s ends at the server and is not answered",
  async (_era, params, notifications) => {
    let ended: (() => void) | undefined;
    const isEnded = new Promise<void>((resolve) => {
      ended = resolve;
    });
    server.handle = (received, response) => {
      if (received.body?.method !== "tools/call" || received.body.params.name !== "slow")
        return echo(received, response);
      response.on("close", () => ended?.());
    };
    bridgeTo();
    program.send({ id: 1, method: "tools/call", params: { ...params, name: "slow" } });
    await expect.poll(() => server.calls("tools/call").length).toBe(1);
    program.send({ method: "notifications/cancelled", params: { requestId: 1 } });
    await isEnded;
    await program.ask(2, "ping", params);
    expect(program.received).toHaveLength(1);
    expect(server.calls("notifications/cancelled")).toHaveLength(notifications);
  },
);

test("ends when the program closes its end, also in the middle of a request", async () => {
  server.handle = () => {};
  bridgeTo();
  program.send({ id: 1, method: "tools/call", params: { name: "x" } });
  await expect.poll(() => server.received.length).toBe(1);
  await program.close();
  await running;
});
