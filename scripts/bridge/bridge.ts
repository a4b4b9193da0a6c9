import { setTimeout as sleep } from "node:timers/promises";
import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type JSONRPCRequest,
  PROTOCOL_VERSION_META_KEY,
  type RequestId,
  StreamableHTTPClientTransport,
  type Transport,
} from "@modelcontextprotocol/client";
import { CUT_OFF, mayRepeat, type RpcError, toRpcError, waitingForPerson } from "./failure";
import type { SignIn } from "./sign-in";

/** How long a request waits for a server that is away, and the pauses between tries. */
const RETRY_FOR_MS = 20_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3_000;

/** How long a request waits for a person at the browser; programs give up after a minute. */
const PERSON_PATIENCE_MS = 50_000;

/** Without an answer to these no program goes on, so they wait as long as the person has. */
const HANDSHAKE = new Set(["initialize", "server/discover"]);

export interface BridgeOptions {
  url: URL;
  /** The program that started us. */
  stdio: Transport;
  /** An API key, or whoever gets tokens. */
  credential: string | SignIn;
  log(line: string): void;
  retryForMs?: number;
  personPatienceMs?: number;
}

/** A request of the program that has no answer yet. */
interface Flight {
  message: JSONRPCRequest;
  /** Of revision 2026-07-28 or later, where closing the request's connection is what cancels it. */
  isModern: boolean;
  abort: AbortController;
}

/**
 * Passes MCP messages between a program on stdio and a Caramel over streamable HTTP, as they are and in either era of the
 * protocol. Every request gets exactly one answer: the server's, or an error that says what happened.
 */
export class Bridge {
  readonly #options: BridgeOptions;
  readonly #http: StreamableHTTPClientTransport;
  readonly #flights = new Map<RequestId, Flight>();

  constructor(options: BridgeOptions) {
    this.#options = options;
    const { credential } = options;
    this.#http = new StreamableHTTPClientTransport(options.url, {
      ...(typeof credential === "string"
        ? { requestInit: { headers: { authorization: `Bearer ${credential}` } } }
        : { authProvider: credential }),
      // A listening stream outlives a restart of the server.
      reconnectionOptions: {
        initialReconnectionDelay: 1_000,
        maxReconnectionDelay: 30_000,
        reconnectionDelayGrowFactor: 1.5,
        maxRetries: Number.POSITIVE_INFINITY,
      },
    });
  }

  /** Resolves when the program has closed its end. */
  async run(): Promise<void> {
    const { stdio, log } = this.#options;
    this.#http.onmessage = (message) => this.#toProgram(message);
    const closed = new Promise<void>((resolve) => {
      stdio.onclose = resolve;
    });
    stdio.onerror = (error) => log(`A message could not be read: ${error.message}`);
    stdio.onmessage = (message) => this.#fromProgram(message);
    await this.#http.start();
    await stdio.start();
    await closed;
    for (const { abort } of this.#flights.values()) abort.abort();
    await this.#http.close();
  }

  #fromProgram(message: JSONRPCMessage): void {
    if (isJSONRPCRequest(message)) {
      const version = message.params?._meta?.[PROTOCOL_VERSION_META_KEY];
      const flight = { message, isModern: typeof version === "string", abort: new AbortController() };
      this.#flights.set(message.id, flight);
      void this.#forward(flight);
      return;
    }
    if (isJSONRPCNotification(message) && message.method === "notifications/cancelled") {
      const id = message.params?.requestId as RequestId | undefined;
      const flight = id === undefined ? undefined : this.#flights.get(id);
      if (id !== undefined) this.#flights.delete(id);
      flight?.abort.abort();
      if (flight?.isModern) return;
    }
    this.#http.send(message).catch((error) => this.#options.log(this.#toRpcError(error).message));
  }

  async #forward(flight: Flight): Promise<void> {
    const { log, retryForMs = RETRY_FOR_MS } = this.#options;
    const { message, abort } = flight;
    const impatience = this.#limitPatience(flight);
    const started = Date.now();
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          await this.#http.send(message, {
            requestSignal: abort.signal,
            onRequestStreamEnd: () => this.#fail(flight, CUT_OFF),
          });
          return;
        } catch (error) {
          if (abort.signal.aborted) return;
          const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
          const isTooLate = Date.now() - started + pause > retryForMs;
          const failure = this.#toRpcError(error);
          if (isTooLate || !mayRepeat(error, message.method)) return this.#fail(flight, failure);
          if (attempt === 0) log(`${failure.message} Trying again.`);
          await sleep(pause, undefined, { signal: abort.signal }).catch(() => {});
          if (abort.signal.aborted) return;
        }
      }
    } finally {
      clearTimeout(impatience);
    }
  }

  #limitPatience(flight: Flight): NodeJS.Timeout | undefined {
    const { credential, personPatienceMs = PERSON_PATIENCE_MS } = this.#options;
    if (typeof credential === "string" || HANDSHAKE.has(flight.message.method)) return undefined;
    return setTimeout(() => {
      const { waitingAt } = credential;
      if (waitingAt) this.#fail(flight, waitingForPerson(waitingAt));
    }, personPatienceMs);
  }

  #toProgram(message: JSONRPCMessage): void {
    const isResult = isJSONRPCResultResponse(message);
    if ((isResult || isJSONRPCErrorResponse(message)) && message.id !== undefined) {
      const flight = this.#flights.get(message.id);
      // Cancelled, or answered already.
      if (!flight) return;
      this.#flights.delete(message.id);
      // From here on each request of the 2025 revisions names the revision (2025-06-18, transports).
      if (isResult && flight.message.method === "initialize") {
        const { protocolVersion } = message.result as { protocolVersion?: unknown };
        if (typeof protocolVersion === "string") this.#http.setProtocolVersion(protocolVersion);
      }
    }
    this.#write(message);
  }

  #fail({ message, abort }: Flight, error: RpcError): void {
    if (!this.#flights.delete(message.id)) return;
    abort.abort();
    this.#options.log(`${message.method}: ${error.message}`);
    this.#write({ jsonrpc: "2.0", id: message.id, error });
  }

  #toRpcError(error: unknown): RpcError {
    return toRpcError(error, this.#options.url, typeof this.#options.credential === "string");
  }

  #write(message: JSONRPCMessage): void {
    this.#options.stdio.send(message).catch(() => {
      // The program has gone; the end of its input says so as well.
    });
  }
}
