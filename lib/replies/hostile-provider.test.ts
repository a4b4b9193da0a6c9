import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { logger } from "@/lib/core/logger";
import { prisma } from "@/lib/db/client";
import { stopBoss } from "@/lib/jobs/boss";
import { createSource } from "@/lib/knowledge/create-source";
import { train } from "@/lib/knowledge/testing";
import {
  beginEvents,
  chatEvent,
  type Respond,
  refusing,
  startModelServer,
  type TestModelServer,
  writing,
} from "@/lib/outbound/models/testing";
import { REPLY_LIMITS, type ReplyLimits } from "./limits";
import { type Asked, ask, createVisitor, useModel } from "./testing";

const KEY = "sk-test-7dQ3vXkP0aZr9LmN2bWc";
/** Far below what a visitor waits, far above what a quick answer takes here. */
const LIMITS: ReplyLimits = {
  ...REPLY_LIMITS,
  firstTextMs: 700,
  wholeMs: 2_000,
  retryAfterMs: 300,
  maxBytes: 200_000,
};
/** Nobody may wait longer than the limits and some time for our own work on a busy machine. */
const MAX_WAIT_MS = 10_000;

let world: World;
let server: TestModelServer;
const logged: string[] = [];

beforeAll(async () => {
  world = await createWorld();
  const { id, chatbotId } = firstProject(world);
  const caller = world.caller([id]);
  await createSource(caller, {
    kind: "custom",
    title: "Returns",
    body: "You can return everything within 30 days.",
  });
  await train(caller, chatbotId);
  server = await startModelServer();
  await useModel(world, { url: server.url, key: KEY });
  for (const level of ["warn", "error", "info"] as const) {
    vi.spyOn(logger, level).mockImplementation(((...line: unknown[]) => {
      logged.push(
        JSON.stringify(line, (_name, value) =>
          value instanceof Error
            ? { ...value, text: String(value), stack: value.stack, cause: value.cause }
            : value,
        ),
      );
    }) as never);
  }
});

afterAll(async () => {
  await server.close();
  await stopBoss();
});

beforeEach(() => {
  server.requests.length = 0;
});

/** One question that no source answers, and one that a source does. */
async function both(respond: Respond): Promise<{ without: Asked; with: Asked; lastError: string | null }> {
  server.respond = respond;
  const began = Date.now();
  const without = await ask(await createVisitor(world), "Haben Sie auch Hubschrauber?", { limits: LIMITS });
  const middle = Date.now();
  const fitting = await ask(await createVisitor(world), "Can I return it?", { limits: LIMITS });
  expect(middle - began).toBeLessThan(MAX_WAIT_MS);
  expect(Date.now() - middle).toBeLessThan(MAX_WAIT_MS);
  const provider = await prisma.modelProvider.findFirstOrThrow({
    where: { organisationId: world.organisationId },
  });
  return { without, with: fitting, lastError: provider.lastError };
}

const hang: Respond = () => {};

const trickle: Respond = async (_request, response) => {
  beginEvents(response);
  for (const letter of chatEvent({ content: "slow" })) {
    if (response.destroyed) return;
    response.write(letter);
    await sleep(1_000);
  }
};

/** Writes without an end, a little at a time. */
const endless: Respond = async (_request, response) => {
  if (!response.headersSent) beginEvents(response);
  while (!response.destroyed) {
    response.write(chatEvent({ content: "on " }));
    await sleep(20);
  }
};

const cut: Respond = async (_request, response) => {
  beginEvents(response);
  response.write(chatEvent({ content: "You can ret" }));
  await sleep(50);
  response.destroy();
};

const huge: Respond = async (_request, response) => {
  beginEvents(response);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const line = `: ${"x".repeat(64 * 1024)}\n`;
  for (let sent = 0; sent < 100 * 1024 * 1024 && !response.destroyed; sent += line.length) {
    if (!response.write(line)) await once(response, "drain", { signal: gone.signal }).catch(() => {});
  }
  response.end();
};

const page: Respond = (_request, response) => {
  response.writeHead(200, { "content-type": "text/html" });
  response.end("<html><body>Welcome to nginx!</body></html>");
};

const malformed: Respond = (_request, response) => {
  beginEvents(response);
  response.end('data: {"choices": [{"delta": {"content": \n\ndata: nonsense\n\n');
};

const wrongShape: Respond = (_request, response) => {
  beginEvents(response);
  response.end('data: {"choices": "none"}\n\ndata: [DONE]\n\n');
};

const silent: Respond = (_request, response) => {
  beginEvents(response);
  response.write(chatEvent({}, "stop"));
  response.end("data: [DONE]\n\n");
};

const errorInStream: Respond = (_request, response) => {
  beginEvents(response);
  response.end('data: {"error": {"message": "The engine is overloaded", "type": "server_error"}}\n\n');
};

const elsewhere: Respond = (_request, response) => {
  response.writeHead(307, { location: "http://127.0.0.1:1/v1/chat/completions" });
  response.end();
};

const echoesKey: Respond = ({ headers }, response) =>
  refusing(500, `Failed for ${headers.authorization} and sk-other-AbCdEfGhIjKlMnOp`)(
    { path: "", headers, body: { model: "", messages: [] } },
    response,
  );

describe("a provider that fails", () => {
  test.each<[string, Respond, string, string]>([
    ["hangs", hang, "provider_timeout", "The server sent no text in time."],
    ["sends a byte a second", trickle, "provider_timeout", "The server sent no text in time."],
    ["never ends", endless, "provider_timeout", "The answer was not finished in time."],
    [
      "fails",
      refusing(500, "The server had an error"),
      "provider_failed",
      "The server failed (HTTP 500). It said: “The server had an error”.",
    ],
    [
      "is overloaded in the middle",
      errorInStream,
      "provider_failed",
      "The server reported an error. The engine is overloaded",
    ],
    [
      "repeats the key in its error",
      echoesKey,
      "provider_failed",
      "The server failed (HTTP 500). It said: “Failed for Bearer [key] and [key]”.",
    ],
    [
      "is asked too often",
      refusing(429, "Rate limit reached"),
      "provider_rate_limited",
      "The server asks for fewer requests (HTTP 429). It said: “Rate limit reached”.",
    ],
    [
      "wants a long pause",
      refusing(429, "Rate limit reached", { "retry-after": "60" }),
      "provider_rate_limited",
      "The server asks for fewer requests (HTTP 429). It said: “Rate limit reached”.",
    ],
    [
      "refuses the key",
      refusing(401, `Incorrect API key provided: ${KEY.slice(0, 8)}***`),
      "provider_refused_key",
      "The server refused the key (HTTP 401).",
    ],
    [
      "does not know the model",
      refusing(404, "The model does not exist"),
      "provider_model_unknown",
      "The server does not know this model or address (HTTP 404). It said: “The model does not exist”.",
    ],
    [
      "refuses the request",
      refusing(400, "Unsupported value"),
      "provider_refused_request",
      "The server refused the request (HTTP 400). It said: “Unsupported value”.",
    ],
    [
      "finds even the short form too long",
      refusing(400, "This model's maximum context length is 8 tokens"),
      "provider_context_too_long",
      "The question with its sources is too long for the model (HTTP 400). It said: “This model's maximum context length is 8 tokens”.",
    ],
    [
      "sends no JSON",
      malformed,
      "provider_malformed",
      "The server's answer could not be read. Is the address right?",
    ],
    [
      "sends another shape",
      wrongShape,
      "provider_malformed",
      "The server's answer could not be read. Is the address right?",
    ],
    ["says nothing", silent, "provider_empty", "The model wrote nothing."],
    ["breaks off", cut, "provider_cut", "The connection broke off in the middle of the answer."],
    ["sends 100 MB", huge, "provider_too_large", "The server's answer was far too long."],
    [
      "sends a web page",
      page,
      "provider_malformed",
      "The server answered with a web page, not with a model's answer. Is the address right?",
    ],
    [
      "sends us to an inner address",
      elsewhere,
      "provider_redirected",
      "The server sends requests elsewhere (HTTP 307). Use the final address.",
    ],
  ])("%s", async (_name, respond, code, detail) => {
    const asked = await both(respond);
    expect(asked.without.reply).toMatchObject({ state: "failed", errorCode: code, errorDetail: detail });
    expect(asked.without).toMatchObject({ state: "failed", askContact: true });
    expect(asked.without.text).toContain("Leider kann ich gerade nicht antworten");
    expect(asked.without.reply.finishedAt).not.toBeNull();
    // What was streamed is the message, or the beginning of what the model wrote; never both in a row.
    expect([asked.without.text, "You can ret"]).toContain(
      asked.without.streamed.replace(/^on( on)*$/, asked.without.text),
    );
    // Where a source fits, the built-in answerer steps in, and the row says why.
    expect(asked.with).toMatchObject({ state: "answered", askContact: false });
    expect(asked.with.text).toContain("> You can return everything within 30 days.");
    expect(asked.with.sources.map(({ title }) => title)).toEqual(["Returns"]);
    expect(asked.with.reply).toMatchObject({
      state: "answered",
      errorCode: code,
      errorDetail: `${detail} The built-in answerer answered instead.`,
    });
    expect(asked.lastError).toBe(detail);
    // No word of the key, or of anything like one, stays anywhere.
    const kept = JSON.stringify([asked.without.reply, asked.with.reply, asked.lastError, logged]);
    expect(kept).not.toContain(KEY);
    expect(kept).not.toContain("AbCdEfGhIjKlMnOp");
    expect(logged.some((line) => line.includes(code))).toBe(true);
  });

  test("that can't be reached, and one inside the server's own network", async () => {
    const closed = await startModelServer();
    await closed.close();
    await useModel(world, { url: closed.url, key: KEY });
    const inner = await both(hang);
    expect(inner.without.reply).toMatchObject({ state: "failed", errorCode: "provider_inner_address" });
    expect(inner.lastError).toContain("OUTBOUND_ALLOWED_HOSTS");
    const { env } = await import("@/lib/core/env");
    env.outboundAllowedHosts.add(new URL(closed.url).host);
    const unreachable = await both(hang);
    expect(unreachable.without.reply.errorCode).toBe("provider_unreachable");
    env.outboundAllowedHosts.delete(new URL(closed.url).host);
    await useModel(world, { url: server.url, key: KEY });
  });

  test("once, with a short pause, is asked again; then all is well", async () => {
    let calls = 0;
    server.respond = (request, response) => {
      calls += 1;
      const respond =
        calls === 1 ? refusing(429, "Slow down", { "retry-after-ms": "50" }) : writing("All good [1].");
      return respond(request, response);
    };
    const asked = await ask(await createVisitor(world), "Can I return it?", { limits: LIMITS });
    expect([calls, asked.text, asked.reply.errorCode]).toEqual([2, "All good.", null]);
    const provider = await prisma.modelProvider.findFirstOrThrow({
      where: { organisationId: world.organisationId },
    });
    expect(provider.lastError).toBeNull();
  });

  test("that finds the question too long gets it once more, shorter", async () => {
    server.respond = (request, response) => {
      const isLong = request.body.messages.length > 2;
      return (isLong ? refusing(400, "prompt is too long") : writing("Within 30 days [1]."))(
        request,
        response,
      );
    };
    const visitor = await createVisitor(world);
    await ask(visitor, "Hello there, I have a question about returning a parcel", { limits: LIMITS });
    const asked = await ask(visitor, "Can I return it?", { limits: LIMITS });
    expect(asked.text).toBe("Within 30 days.");
  });

  test("and writes without an end is cut where it gets too long", async () => {
    server.respond = endless;
    const asked = await ask(await createVisitor(world), "Can I return it?", {
      limits: { ...LIMITS, firstTextMs: 5_000, wholeMs: 20_000, maxCharacters: 300 },
    });
    expect(asked.state).toBe("answered");
    expect(asked.text.length).toBeLessThanOrEqual(300);
    expect(asked.text.endsWith("…")).toBe(true);
    expect(asked.reply.outputTokens).toBeGreaterThan(0);
  });

  test("is given up when the process stops, politely", async () => {
    const stop = new AbortController();
    server.respond = () => stop.abort();
    const asked = await ask(await createVisitor(world), "Haben Sie auch Hubschrauber?", {
      signal: stop.signal,
    });
    expect(asked.reply).toMatchObject({ state: "failed", errorCode: "provider_stopped" });
    expect(asked.text).toContain("Leider kann ich gerade nicht antworten");
  });

  test("nothing of what it writes is kept when a person takes over", async () => {
    const visitor = await createVisitor(world);
    server.respond = async (_request, response) => {
      beginEvents(response);
      response.write(chatEvent({ content: "Let me " }));
      await prisma.conversation.updateMany({
        where: { id: visitor.conversationId },
        data: { handler: "person" },
      });
      // Goes on and on: only the sign of life notices.
      await endless({ path: "", headers: {}, body: { model: "", messages: [] } }, response);
    };
    const asked = await ask(visitor, "Haben Sie auch Hubschrauber?", {
      limits: { ...LIMITS, wholeMs: 30_000, firstTextMs: 30_000, renewMs: 100, maxCharacters: 1_000_000 },
    });
    expect(asked.messageId).toBeNull();
    expect(asked.reply.errorCode).toBe("taken_over");
    expect(
      await prisma.message.count({ where: { conversationId: visitor.conversationId, role: "agent" } }),
    ).toBe(0);
  });
});
