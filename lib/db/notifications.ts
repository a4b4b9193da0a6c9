import "server-only";
import pg from "pg";
import { env } from "@/lib/core/env";
import { logger } from "@/lib/core/logger";

/** What instances tell each other about. A message holds ids only: whoever hears it looks for itself. */
export type Channel = "caramel_live" | "caramel_streams" | "caramel_conversations";

export interface Listener {
  onNotification(payload: string): void;
  /**
   * Listening has begun, at first and after each lost connection. What was announced before is not told again: the
   * listener looks for itself.
   */
  onListening(): void;
}

const FIRST_RETRY_MS = 200;
const MAX_RETRY_MS = 5_000;
/** How often a quiet connection is asked whether it is still one. */
const PROBE_MS = 20_000;
/** Longest wait for any answer of the database. */
const PATIENCE_MS = 5_000;

declare global {
  /** Set once this process listens; the server calls it when it stops. */
  var caramelStopListening: (() => Promise<void>) | undefined;
}

/** The one connection of this process that listens, and who wants to hear. */
class Hub {
  readonly #listeners = new Map<Channel, Set<Listener>>();
  /** Channels the database has confirmed on the present connection. */
  #heard = new Set<Channel>();
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #probe: NodeJS.Timeout | undefined;
  #failures = 0;
  #isConnecting = false;
  #isStopped = false;

  subscribe(channel: Channel, listener: Listener): () => void {
    const known = this.#listeners.get(channel);
    if (known) known.add(listener);
    else this.#listeners.set(channel, new Set([listener]));
    if (this.#heard.has(channel)) queueMicrotask(() => listener.onListening());
    else if (this.#client) void this.#listen(this.#client, channel);
    else this.#connect();
    return () => {
      // The channel stays open: the next listener is not far.
      this.#listeners.get(channel)?.delete(listener);
    };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    const client = this.#client;
    this.#forget(client);
    await client?.end().catch(() => {});
  }

  #connect(): void {
    if (this.#isStopped || this.#isConnecting || this.#client) return;
    this.#isConnecting = true;
    clearTimeout(this.#retry);
    void this.#open().finally(() => {
      this.#isConnecting = false;
    });
  }

  async #open(): Promise<void> {
    const client = new pg.Client({
      connectionString: env.databaseUrl,
      application_name: "caramel listening",
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
      keepAlive: true,
    });
    client.on("error", (error) => this.#lose(client, error));
    client.on("end", () => this.#lose(client));
    client.on("notification", ({ channel, payload = "" }) => {
      for (const listener of this.#listeners.get(channel as Channel) ?? []) listener.onNotification(payload);
    });
    try {
      await client.connect();
      if (this.#isStopped) return void (await client.end());
      this.#client = client;
      this.#failures = 0;
      this.#probe = setInterval(() => {
        client.query("SELECT 1").catch((error) => this.#lose(client, error));
      }, PROBE_MS).unref();
      for (const channel of this.#listeners.keys()) void this.#listen(client, channel);
    } catch (error) {
      this.#client = client;
      this.#lose(client, error as Error);
    }
  }

  async #listen(client: pg.Client, channel: Channel): Promise<void> {
    try {
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      return this.#lose(client, error as Error);
    }
    if (this.#client !== client || this.#heard.has(channel)) return;
    this.#heard.add(channel);
    for (const listener of this.#listeners.get(channel) ?? []) listener.onListening();
  }

  /** Gives a connection up and makes another one, later each time it fails. */
  #lose(client: pg.Client, error?: Error): void {
    if (this.#client !== client) return;
    this.#forget(client);
    client.end().catch(() => {});
    if (this.#isStopped) return;
    const delay = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures += 1;
    logger.warn({ err: error, delayMs: delay }, "the connection that listens was lost and is made anew");
    // A random part, so that instances don't all come back at once.
    this.#retry = setTimeout(() => this.#connect(), delay * (0.75 + Math.random() / 2)).unref();
  }

  #forget(client: pg.Client | undefined): void {
    if (this.#client === client) this.#client = undefined;
    this.#heard = new Set();
    clearInterval(this.#probe);
  }
}

const shared = globalThis as { caramelHub?: Hub };

/**
 * Hears what any instance announces on a channel, from some moment after this call on: `onListening` tells when. All
 * listeners of a process share one connection, which is opened for the first of them and made anew when it breaks.
 * @returns ends the subscription
 */
export function subscribe(channel: Channel, listener: Listener): () => void {
  if (!shared.caramelHub) {
    const hub = new Hub();
    shared.caramelHub = hub;
    globalThis.caramelStopListening = async () => {
      shared.caramelHub = undefined;
      globalThis.caramelStopListening = undefined;
      await hub.stop();
    };
  }
  return shared.caramelHub.subscribe(channel, listener);
}
