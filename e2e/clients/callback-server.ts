import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The redirect endpoint of a client on this machine (RFC 8252 §7.3): remembers what the browser was sent back with. */
export class CallbackServer {
  readonly #server: Server;
  readonly #arrivals: URLSearchParams[] = [];
  #waiting: ((parameters: URLSearchParams) => void) | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<CallbackServer> {
    const server = createServer();
    const callbacks = new CallbackServer(server);
    server.on("request", (request, response) => {
      const url = new URL(request.url ?? "/", "http://127.0.0.1");
      response.setHeader("content-type", "text/html");
      response.end("<!doctype html><title>Client</title><p>Back at the client.</p>");
      if (url.pathname === "/callback") callbacks.#arrive(url.searchParams);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return callbacks;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/callback`;
  }

  /** Parameters of the next redirect, or of one that already came. */
  next(): Promise<URLSearchParams> {
    const arrived = this.#arrivals.shift();
    if (arrived) return Promise.resolve(arrived);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #arrive(parameters: URLSearchParams): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(parameters);
    else this.#arrivals.push(parameters);
  }
}
