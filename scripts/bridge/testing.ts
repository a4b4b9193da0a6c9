// Servers on this machine for the tests of the bridge.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json, text } from "node:stream/consumers";
import { InMemoryTransport, type JSONRPCMessage } from "@modelcontextprotocol/client";

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: whatever a test sends.
  body: any;
}

type Handle = (received: Received, response: ServerResponse) => unknown;

/** An HTTP server that can go away and come back at its port. */
export class TestServer {
  readonly received: Received[] = [];
  handle: Handle;
  #server: Server | undefined;
  #port = 0;

  constructor(handle: Handle) {
    this.handle = handle;
  }

  async start(): Promise<this> {
    const server = createServer(async (request, response) => {
      const isForm = request.headers["content-type"]?.includes("urlencoded");
      const body =
        request.method !== "POST"
          ? undefined
          : isForm
            ? Object.fromEntries(new URLSearchParams(await text(request)))
            : await json(request);
      const received = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body,
      };
      this.received.push(received);
      await this.handle(received, response);
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Requests to the MCP endpoint, by method of the protocol. */
  calls(method: string): Received[] {
    return this.received.filter(({ body }) => body?.method === method);
  }
}

export function sendJson(response: ServerResponse, value: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

/** The program at the other end of stdio: sends messages and finds the answers by id. */
export class Program {
  readonly stdio: InMemoryTransport;
  readonly received: JSONRPCMessage[] = [];
  readonly #end: InMemoryTransport;
  #waiting: (() => void)[] = [];

  private constructor(end: InMemoryTransport, stdio: InMemoryTransport) {
    this.#end = end;
    this.stdio = stdio;
    end.onmessage = (message) => {
      this.received.push(message);
      for (const wake of this.#waiting.splice(0)) wake();
    };
  }

  static async start(): Promise<Program> {
    const [end, stdio] = InMemoryTransport.createLinkedPair();
    const program = new Program(end, stdio);
    await end.start();
    return program;
  }

  send(message: object): void {
    void this.#end.send({ jsonrpc: "2.0", ...message } as JSONRPCMessage);
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  async answer(id: string | number): Promise<any> {
    for (;;) {
      const found = this.received.find(
        (message) => "id" in message && message.id === id && !("method" in message),
      );
      if (found) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above.
  ask(id: string | number, method: string, params: object = {}): Promise<any> {
    this.send({ id, method, params });
    return this.answer(id);
  }

  close(): Promise<void> {
    return this.#end.close();
  }
}
