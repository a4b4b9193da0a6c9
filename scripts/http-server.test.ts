import http from "node:http";
import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { env } from "@/lib/core/env";
import { createGuardedServer, type GuardedServer, type GuardOptions } from "./http-server";
import { clientAddress } from "./request-headers";

const running: GuardedServer[] = [];

afterEach(async () => {
  for (const { server } of running.splice(0)) {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
  globalThis.caramelDraining = undefined;
});

async function listen(options: Partial<GuardOptions>): Promise<GuardedServer & { port: number }> {
  const guarded = createGuardedServer({
    handle: async (request, response) => void response.end(JSON.stringify(request.headers)),
    trustedProxies: 0,
    allowUpgrades: false,
    log: () => {},
    ...options,
  });
  running.push(guarded);
  await new Promise<void>((resolve) => guarded.server.listen(0, "127.0.0.1", resolve));
  return { ...guarded, port: (guarded.server.address() as net.AddressInfo).port };
}

/** Sends bytes as they are and resolves with everything that came back until the server closed. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

const seen = async (port: number, headers: Record<string, string>) =>
  (await fetch(`http://127.0.0.1:${port}/`, { headers })).json() as Promise<Record<string, string>>;

describe("server actions", () => {
  const post = async (headers: Record<string, string>, path = "/sign-in") => {
    const { port } = await listen({});
    const lines = Object.entries({ Host: "127.0.0.1:3000", ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const head = [`POST ${path} HTTP/1.1`, ...lines, "Connection: close", "Content-Length: 0"];
    const answer = await raw(port, `${head.join("\r\n")}\r\n\r\n`);
    return { status: Number(answer.slice(9, 12)), body: answer.split("\r\n\r\n").slice(1).join("") };
  };
  const action = { "Next-Action": "7f00" };
  const form = { "Content-Type": "multipart/form-data; boundary=x" };

  it.each([
    "https://evil.example",
    "null",
    "garbage",
    "http://127.0.0.1:3001",
    `${env.baseUrl}.evil.example`,
  ])("are refused to pages of %s, in words", async (Origin) => {
    for (const kind of [action, form]) {
      const forwarded = { "X-Forwarded-Host": "evil.example" };
      expect(await post({ ...kind, Origin, ...forwarded })).toMatchObject({
        status: 403,
        body: expect.stringMatching(`another site. Open ${env.baseUrl}`),
      });
    }
  });

  it("reach the application from our own pages, also behind a proxy that does not pass Host on", async () => {
    expect((await post({ ...action, Origin: "http://127.0.0.1:3000" })).status).toBe(200);
    expect((await post(action)).status).toBe(200);
    const proxied = await post({ ...form, Origin: env.baseUrl });
    expect(proxied.status).toBe(200);
    // What Next compares the origin with.
    expect(proxied.body).toContain(`"x-forwarded-host":"${new URL(env.baseUrl).host}"`);
  });

  it("are not what programs post", async () => {
    const Origin = "https://claude.example";
    expect((await post({ ...form, Origin }, "/api/projects")).status).toBe(200);
    const token = { "Content-Type": "application/x-www-form-urlencoded", Origin };
    expect((await post(token, "/oauth/token")).status).toBe(200);
  });
});

describe("requests that mean two things or nothing", () => {
  it.each([
    ["two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b"],
    ["two credentials", "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nauthorization: Bearer b"],
    ["half a percent sign", "GET /p/% HTTP/1.1\r\nHost: a"],
    ["bytes that are no text", "GET /p/%ff HTTP/1.1\r\nHost: a"],
    ["NUL in the path", "GET /p/%00 HTTP/1.1\r\nHost: a"],
    ["NUL in the query", "GET /p?q=%00 HTTP/1.1\r\nHost: a"],
  ])("%s never reaches the application", async (_, head) => {
    let isReached = false;
    const { port } = await listen({
      handle: async (_request, response) => {
        isReached = true;
        response.end();
      },
    });
    expect(await raw(port, `${head}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(isReached).toBe(false);
  });

  it("what is only unusual does", async () => {
    const { port } = await listen({});
    for (const path of ["/p/%25?q=%", "/p/%2500", "/%E2%82%AC"]) {
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
    }
  });
});

describe("answers to programs", () => {
  it("can't be framed, sniffed or run, and pages are left to the application", async () => {
    const { port } = await listen({});
    const headersOf = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).headers;
    for (const path of [
      "/mcp",
      "/mcp/projects/prj_1?access=readonly",
      "/api/health/live",
      "/.well-known/x",
    ]) {
      const headers = await headersOf(path);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
    }
    expect((await headersOf("/sign-in")).get("content-security-policy")).toBeNull();
  });
});

describe("headers", () => {
  it.each([
    "x-forwarded-for",
    "X-Forwarded-Host",
    "x-forwarded-proto",
    "forwarded",
    "x-real-ip",
    "x-middleware-subrequest",
    "x-middleware-set-cookie",
    "x-invoke-path",
    "x-caramel-client-ip",
    "X_Caramel_Client_Ip",
    "x-caramel-anything",
  ])("takes %s from a client off the request", async (name) => {
    const { port } = await listen({});
    const headers = await seen(port, { [name]: "9.9.9.9", "x-mine": "kept" });
    expect(Object.values(headers)).not.toContain("9.9.9.9");
    expect(headers["x-mine"]).toBe("kept");
    expect(headers["x-caramel-client-ip"]).toBe("127.0.0.1");
  });

  it("takes the entry the trusted proxy appended, not what the client wrote before it", async () => {
    const { port } = await listen({ trustedProxies: 1 });
    const headers = await seen(port, { "x-forwarded-for": "1.1.1.1, 2.2.2.2" });
    expect(headers["x-caramel-client-ip"]).toBe("2.2.2.2");
    expect(headers["x-forwarded-for"]).toBeUndefined();
  });

  it("keeps a well-formed request id and replaces any other, and answers with it", async () => {
    const { port } = await listen({});
    const send = (id: string) => fetch(`http://127.0.0.1:${port}/`, { headers: { "x-request-id": id } });
    expect((await send("abc_DEF-123")).headers.get("x-request-id")).toBe("abc_DEF-123");
    for (const bad of ["short", "x".repeat(65), "has space 1", 'quote"quote']) {
      const response = await send(bad);
      const id = response.headers.get("x-request-id");
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      expect((await response.json())["x-request-id"]).toBe(id);
    }
  });
});

describe("clientAddress", () => {
  it.each([
    ["10.0.0.1", ["1.1.1.1"], 0, "10.0.0.1"],
    ["10.0.0.1", ["1.1.1.1, 2.2.2.2"], 2, "1.1.1.1"],
    ["10.0.0.1", ["1.1.1.1", "2.2.2.2"], 1, "2.2.2.2"],
    ["10.0.0.1", ["1.1.1.1"], 2, "10.0.0.1"],
    ["10.0.0.1", ["<script>"], 1, "10.0.0.1"],
    ["10.0.0.1", ["2.2.2.2:4711"], 1, "2.2.2.2"],
    ["10.0.0.1", ["[2001:DB8::1]:4711"], 1, "2001:db8::1"],
    ["::ffff:10.0.0.1", [], 0, "10.0.0.1"],
    [undefined, [], 0, "0.0.0.0"],
  ])("from socket %s and %j behind %i proxies is %s", (socket, forwarded, proxies, expected) => {
    expect(clientAddress(socket, forwarded, proxies)).toBe(expected);
  });
});

describe("upgrades", () => {
  const upgrade = (protocol: string) =>
    `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: ${protocol}\r\nSec-WebSocket-Key: AA==\r\n\r\n`;

  it("refuses a WebSocket even when something attached an upgrade handler", async () => {
    const { port, server } = await listen({});
    server.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    expect(await raw(port, upgrade("websocket"))).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("answers a request that merely offers h2c", async () => {
    const { port } = await listen({});
    expect(await raw(port, upgrade("h2c"))).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("slow and failing requests", () => {
  it("closes a connection whose headers never end", async () => {
    const { port } = await listen({ headersTimeoutMs: 300, requestTimeoutMs: 600 });
    expect(await raw(port, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("closes a connection whose body never ends", async () => {
    const { port } = await listen({
      headersTimeoutMs: 300,
      requestTimeoutMs: 600,
      handle: (request) => new Promise((resolve) => request.resume().on("close", resolve)),
    });
    expect(await raw(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")).not.toContain(
      "200",
    );
  });

  it("hides what went wrong and logs it", async () => {
    const logged: unknown[] = [];
    const { port } = await listen({
      handle: () => Promise.reject(new Error("secret detail")),
      log: (_message, error) => logged.push(error),
    });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    expect(String(logged[0])).toContain("secret detail");
  });
});

describe("drain", () => {
  it("finishes what is in flight, ends listening streams, refuses what is new", async () => {
    let release = () => {};
    const work = new Promise<void>((resolve) => {
      release = resolve;
    });
    let started = 0;
    const { port, drain } = await listen({
      handle: async (request, response) => {
        started += 1;
        if (request.url === "/stream") {
          response.writeHead(200, { "content-type": "text/event-stream" }).write(": open\n\n");
          return;
        }
        await work;
        response.end(`done ${globalThis.caramelDraining}`);
      },
    });
    const stream = await fetch(`http://127.0.0.1:${port}/stream`);
    const agent = new http.Agent({ keepAlive: true });
    const inFlight = new Promise<string>((resolve, reject) => {
      const request = http.get({ port, host: "127.0.0.1", agent, path: "/work" }, async (response) => {
        resolve(`${response.statusCode} ${Buffer.concat(await response.toArray())}`);
      });
      request.on("error", reject);
    });
    // Two requests are being answered before the end begins.
    while (started < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const drained = drain(20_000);
    expect(await stream.text()).toBe(": open\n\n");
    await expect(fetch(`http://127.0.0.1:${port}/work`)).rejects.toThrow();
    release();
    expect(await inFlight).toBe("200 done true");
    await drained;
    agent.destroy();
  });

  it("ends the widget's listening streams, not the replies that are being written", async () => {
    let finish = () => {};
    let started = 0;
    const { port, drain } = await listen({
      handle: async (request, response) => {
        started += 1;
        response.writeHead(200, { "content-type": "text/event-stream" }).write(": open\n\n");
        if (request.url?.endsWith("/messages")) finish = () => response.end("event: done\ndata: {}\n\n");
      },
    });
    const ask = (path: string) =>
      fetch(`http://127.0.0.1:${port}/api/widget/bot_1/${path}`, { method: "POST", body: "{}" });
    const [events, reply] = [await ask("events"), await ask("messages")];
    expect(started).toBe(2);
    const drained = drain(20_000);
    expect(await events.text()).toBe(": open\n\n");
    finish();
    expect(await reply.text()).toContain("event: done");
    await drained;
  });

  it("gives up on a request that never ends", async () => {
    let started = 0;
    const { port, drain } = await listen({
      handle: () => {
        started += 1;
        return new Promise(() => {});
      },
    });
    const stuck = fetch(`http://127.0.0.1:${port}/`).then(
      () => "answered",
      () => "cut",
    );
    while (started < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await drain(200);
    expect(await stuck).toBe("cut");
  });
});
