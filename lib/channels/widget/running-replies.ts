import "server-only";
import { setTimeout as sleep } from "node:timers/promises";

declare global {
  /** Set once this process has written a reply; the server calls it when it stops. */
  var caramelEndReplies: ((graceMs: number) => Promise<void>) | undefined;
}

interface Running {
  work: Promise<void>;
  abort: AbortController;
}

const shared = globalThis as { caramelReplies?: Set<Running> };

/**
 * Lets a reply go on whether or not somebody still reads it. When the process stops it has a while to end by itself; then
 * it is told to end early, with a message to the visitor.
 * @param write must not throw
 */
export function writeReply(write: (signal: AbortSignal) => Promise<void>): void {
  shared.caramelReplies ??= new Set();
  const running = shared.caramelReplies;
  const abort = new AbortController();
  const reply = { work: write(abort.signal), abort };
  running.add(reply);
  void reply.work.finally(() => running.delete(reply));
  globalThis.caramelEndReplies ??= async (graceMs) => {
    const ended = Promise.allSettled([...running].map(({ work }) => work));
    const grace = new AbortController();
    await Promise.race([ended, sleep(graceMs, undefined, { signal: grace.signal }).catch(() => {})]);
    grace.abort();
    for (const { abort } of running) abort.abort();
    await ended;
  };
}
