import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Where the browser comes back to: any free port of this computer (RFC 8252 §7.3), for one sign-in. */
export class Callback {
  /** Comes back unchanged, which proves that the answer belongs to our request. */
  readonly state = randomBytes(32).toString("base64url");
  readonly #server: Server;
  readonly #answer: Promise<URLSearchParams>;

  private constructor(server: Server) {
    this.#server = server;
    this.#answer = new Promise((resolve) => {
      server.on("request", (request, response) => {
        const url = new URL(request.url ?? "/", "http://127.0.0.1");
        if (request.method !== "GET" || url.pathname !== "/callback")
          return show(response, 404, "Not found.");
        if (!this.#isOurs(url.searchParams.get("state"))) {
          return show(
            response,
            400,
            "This answer belongs to another sign-in. Close this window and start again.",
          );
        }
        const isAllowed = url.searchParams.has("code");
        show(
          response,
          200,
          isAllowed
            ? "Caramel is connected. You can close this window."
            : "Caramel was not connected. You can close this window.",
        );
        resolve(url.searchParams);
      });
    });
  }

  static async listen(): Promise<Callback> {
    const server = createServer();
    const callback = new Callback(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    return callback;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/callback`;
  }

  /** What the browser came back with; rejects with the signal's reason. */
  answer(signal: AbortSignal): Promise<URLSearchParams> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      this.#answer.then(resolve, reject);
    });
  }

  close(): void {
    this.#server.close();
    // The browser keeps its connection open for more that never comes.
    setTimeout(() => this.#server.closeAllConnections(), 500).unref();
  }

  #isOurs(state: string | null): boolean {
    const [given, expected] = [Buffer.from(state ?? ""), Buffer.from(this.state)];
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

function show(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Caramel</title><meta name="viewport" content="width=device-width"><body style="font: 1.1rem/1.5 system-ui; margin: 20vh auto; max-width: 32rem; padding: 0 1rem; color-scheme: light dark"><p>${sentence}</p></body></html>`,
  );
}
