// Holds the stream of events while something may happen, and takes it up again when it breaks.
import type { WidgetEvent } from "@/lib/channels/widget/schema";
import { type Api, ApiError } from "./api";
import { backOffMs } from "./back-off";

/** A stream that held so long was a good one; the next waits for nothing. */
const GOOD_MS = 5_000;

/** How long to wait where the server does not want to be listened to. */
const REFUSED_MS = 30_000;

export interface FollowOptions {
  api: Api;
  /** Position of the last message that is here. */
  after(): number;
  take(event: WidgetEvent): void;
  /** The server does not know this visitor, or does not want this page. */
  onRefused(): void;
}

export interface Follower {
  /** Begins, ends or renews the stream. `null`: nothing to listen for. */
  want(wanted: { isOpen: boolean } | null): void;
  /** Tries at once, because the network is back. */
  hurry(): void;
}

export function follower(options: FollowOptions): Follower {
  let wantedNow: { isOpen: boolean } | null = null;
  let running: AbortController | null = null;
  let wake = () => {};

  const run = async (isOpen: boolean, { signal }: AbortController) => {
    let failures = 0;
    while (!signal.aborted) {
      const began = Date.now();
      let waitMs: number | null = null;
      try {
        for await (const event of options.api.events(options.after(), isOpen, signal)) {
          failures = 0;
          options.take(event);
        }
      } catch (error) {
        if (signal.aborted) return;
        const { status, retryAfterSeconds } = error instanceof ApiError ? error : new ApiError(0);
        if (status === 401 || status === 403 || status === 404) {
          options.onRefused();
          waitMs = REFUSED_MS;
        } else if (retryAfterSeconds !== null) waitMs = retryAfterSeconds * 1_000;
      }
      if (signal.aborted) return;
      if (Date.now() - began > GOOD_MS) failures = 0;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs ?? backOffMs(failures));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener("abort", wake);
      });
      failures += 1;
    }
  };

  return {
    want(wanted) {
      if (wanted?.isOpen === wantedNow?.isOpen) return;
      wantedNow = wanted;
      running?.abort();
      running = null;
      if (wanted === null) return;
      running = new AbortController();
      void run(wanted.isOpen, running);
    },
    hurry: () => wake(),
  };
}
