import "server-only";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { env } from "@/lib/core/env";

/** A chat request as an OpenAI-compatible server gets it. */
export interface ChatRequest {
  model: string;
  messages: { role: string; content: string }[];
  temperature?: number;
}

export interface ReceivedRequest {
  path: string;
  headers: IncomingMessage["headers"];
  body: ChatRequest;
}

/** What a model server does with one request. */
export type Respond = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>;

export interface TestModelServer {
  /** Up to and with /v1. */
  url: string;
  requests: ReceivedRequest[];
  /** What it does from now on. */
  respond: Respond;
  close(): Promise<void>;
}

/** An OpenAI-compatible server on loopback, whose address the guard lets through; it does as the test says. */
export async function startModelServer(respond: Respond = writing("Hello.")): Promise<TestModelServer> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const received = {
      path: request.url ?? "",
      headers: request.headers,
      body: (text === "" ? {} : JSON.parse(text)) as ChatRequest,
    };
    running.requests.push(received);
    response.on("error", () => {});
    await running.respond(received, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  env.outboundAllowedHosts.add(`127.0.0.1:${port}`);
  const running: TestModelServer = {
    url: `http://127.0.0.1:${port}/v1`,
    requests: [],
    respond,
    close: async () => {
      env.outboundAllowedHosts.delete(`127.0.0.1:${port}`);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return running;
}

/** Begins a stream of server-sent events. */
export function beginEvents(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
}

/** One piece of a chat completion as an event. */
export function chatEvent(delta: object, finish: string | null = null, usage?: object): string {
  const chunk = {
    id: "chat-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "test",
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...(usage && { usage }),
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** Answers with a text, a few characters at a time, and counts tokens. */
export function writing(
  text: string,
  usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
): Respond {
  return (_request, response) => {
    beginEvents(response);
    for (let at = 0; at < text.length; at += 5)
      response.write(chatEvent({ content: text.slice(at, at + 5) }));
    response.write(chatEvent({}, "stop", usage));
    response.end("data: [DONE]\n\n");
  };
}

/** Answers with an error as a provider words it. */
export function refusing(status: number, message: string, headers: Record<string, string> = {}): Respond {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ error: { message, type: "error", code: null } }));
  };
}
