import "server-only";
import { eventStreamResponse, formatEvent, HEARTBEAT, HEARTBEAT_MS } from "@/lib/core/event-stream";
import { Wakeup } from "@/lib/core/wakeup";
import {
  type HeldStream,
  holdStream,
  type StreamOwner,
  sendToStream,
  takeMessages,
} from "@/lib/db/event-streams";
import { subscribe } from "@/lib/db/notifications";
import { jsonRpcError } from "./refusals";

// The HTTP+SSE transport of revision 2024-11-05 (Transports, "HTTP with SSE"): a GET opens a stream, whose first event
// names the address to POST to; every answer comes down the stream. Stream and POSTs may reach different instances.

/** Streams one connection or key may have open, at all instances together. */
const MAX_STREAMS = 10;
/** A stream that no answer went down for this long is closed; clients open another one when they need it. */
const MAX_IDLE_MS = 60 * 60_000;
/** Answers that may wait for a client that does not read. */
export const MAX_WAITING = 100;
const SESSION_PARAMETER = "sessionId";
/** The first revision whose clients send MCP-Protocol-Version. */
const FIRST_WITH_HEADER = "2025-06-18";
/** The first revision without `initialize`, which no client of the old transport speaks. */
const FIRST_WITHOUT_HANDSHAKE = "2026-07-28";

/**
 * Whether a request opens a stream of the old transport. Clients of Streamable HTTP may GET the same address, to listen
 * for what a server says by itself; they must go on getting 405, because ours never does. They are told apart by what
 * their revision obliges them to send after `initialize`: MCP-Protocol-Version from 2025-06-18 on, and before that the
 * session id they got (`oldSessionId`). A client of the old transport has nothing to send yet: its GET comes first. Once
 * it was connected, the SDK's sends that header as well when it opens a lost stream `again`; that is believed only of a
 * credential that had one of late.
 */
export function opensEventStream({ method, headers }: Request): "yes" | "again" | "no" {
  if (method !== "GET" || !/\btext\/event-stream\b/i.test(headers.get("accept") ?? "")) return "no";
  if (headers.has("mcp-session-id") || headers.has("last-event-id")) return "no";
  const version = headers.get("mcp-protocol-version");
  if (version === null) return "yes";
  return version < FIRST_WITHOUT_HANDSHAKE ? "again" : "no";
}

/**
 * A session id for the answer to an `initialize` of a revision before 2025-06-18, else null. It stands for nothing: its
 * client repeats it, which makes its later GET known for one of Streamable HTTP.
 */
export function oldSessionId(json: unknown): string | null {
  const { method, params } = (json ?? {}) as { method?: unknown; params?: { protocolVersion?: unknown } };
  const version = method === "initialize" ? params?.protocolVersion : undefined;
  return typeof version === "string" && version < FIRST_WITH_HEADER ? "stateless" : null;
}

/** The stream a POST of the old transport names; null for every other request. */
export function postedSession(request: Request): string | null {
  return request.method === "POST" ? new URL(request.url).searchParams.get(SESSION_PARAMETER) : null;
}

/** Opens a stream. It tells nothing about anybody until its owner posts something. */
export async function openEventStream(request: Request, owner: StreamOwner): Promise<Response> {
  const wakeup = new Wakeup();
  let isGone = false;
  const stream = await holdStream(owner, MAX_STREAMS, () => {
    isGone = true;
    wakeup.wake();
  });
  if (stream === null) {
    const response = jsonRpcError(
      429,
      -32_000,
      `This connection has ${MAX_STREAMS} streams open. Close one, or use Streamable HTTP, which needs none.`,
    );
    response.headers.set("Retry-After", "30");
    return response;
  }
  const unsubscribe = subscribe("caramel_streams", {
    onNotification: (hash) => {
      if (hash === stream.hash) wakeup.wake();
    },
    onListening: () => wakeup.wake(),
  });
  let isOpened = false;
  let lastUsed = Date.now();
  return eventStreamResponse({
    async next() {
      if (!isOpened) {
        isOpened = true;
        return formatEvent("endpoint", addressOf(request, stream));
      }
      while (!isGone && Date.now() - lastUsed < MAX_IDLE_MS) {
        if ((await wakeup.sleep(HEARTBEAT_MS)) === "time") return HEARTBEAT;
        const messages = await takeMessages(stream.hash);
        if (messages.length > 0) {
          lastUsed = Date.now();
          return messages.map((message) => formatEvent("message", message)).join("");
        }
      }
      return null;
    },
    close() {
      isGone = true;
      wakeup.wake();
      unsubscribe();
      stream.close();
    },
  });
}

/** Relative, as the client knows under which name it reaches us; with the query, which may narrow what it may do. */
function addressOf(request: Request, stream: HeldStream): string {
  const { pathname, searchParams } = new URL(request.url);
  searchParams.set(SESSION_PARAMETER, stream.id);
  return `${pathname}?${searchParams}`;
}

/**
 * The POST as the newer transport would have sent it, so that one way of serving answers both. What it accepts is said
 * by the stream it has opened.
 */
export function asStreamableRequest(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set("accept", "application/json, text/event-stream");
  if (!headers.has("mcp-protocol-version")) headers.set("mcp-protocol-version", "2024-11-05");
  // From its parts: what Next passes to a route handler is no `Request` that another could be made from.
  const { url, method, body, signal } = request;
  return new Request(url, { method, headers, body, signal, duplex: "half" } as RequestInit);
}

/**
 * Sends an answer down the stream instead; what is left of it is 202. A refusal stays the answer to the POST. The 202
 * leaves when the answer is in the stream: whoever stops this instance in between waits for a POST, not for a stream.
 */
export async function answerOnStream(response: Response, streamHash: string): Promise<Response> {
  if (response.status !== 200) return response;
  const answer: unknown = await response.json();
  const messages = (Array.isArray(answer) ? answer : [answer]).map((message) => JSON.stringify(message));
  if (!(await sendToStream(streamHash, messages))) return noSuchStream();
  const headers = new Headers(response.headers);
  headers.delete("content-type");
  headers.delete("content-length");
  return new Response(null, { status: 202, headers });
}

/** The same for a stream that never was, is over, or is somebody else's. */
export function noSuchStream(): Response {
  return jsonRpcError(404, -32_001, "There is no such session. Open a new stream with GET.");
}

/** 429: its client asks on without reading. */
export function tooManyWaiting(): Response {
  const response = jsonRpcError(429, -32_000, `${MAX_WAITING} answers wait in the stream. Read them first.`);
  response.headers.set("Retry-After", "5");
  return response;
}
