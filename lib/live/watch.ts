import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { callerOfPerson } from "@/lib/auth/person-caller";
import type { SessionClaims } from "@/lib/auth/session-cookie";
import { AppError, RateLimitedError } from "@/lib/core/errors";
import { type EventSource, formatEvent, HEARTBEAT, HEARTBEAT_MS } from "@/lib/core/event-stream";
import { Wakeup } from "@/lib/core/wakeup";
import { holdStream } from "@/lib/db/event-streams";
import { subscribe } from "@/lib/db/notifications";
import { announcedProject } from "./announce";
import { getLive } from "./get";

/** Live pages one person may have open, at all instances together. */
export const MAX_LIVE_STREAMS = 6;
/** Time between two views, however much happens. */
const MIN_GAP_MS = 1_000;
/** Even when nothing happens, time moves on: bars of the chart, conversations that are no longer under way. */
const MAX_GAP_MS = 30_000;

/** A person's view of a project, kept up to date. */
export interface Watched extends EventSource {
  /** @throws UnauthenticatedError, NotFoundError the person may no longer see the project */
  check(): Promise<void>;
}

/**
 * Watches a project for a person: first its view as it is now, then a new one whenever something happened, at whichever
 * instance. The person's rights are asked anew for each.
 * @throws UnauthenticatedError the session ended, or the person was disabled
 * @throws NotFoundError no such project, or the person is no member
 * @throws InsufficientPermissionError
 * @throws RateLimitedError the person has too many open already
 */
export async function watchProject(
  session: SessionClaims,
  projectId: string,
  requestId?: string,
): Promise<Watched> {
  const caller = () => callerOfPerson(session, { projectId }, requestId);
  // Refuses before the first byte.
  const first = JSON.stringify(await getLive(await caller()));
  const wakeup = new Wakeup();
  let isOver = false;
  const stream = await holdStream(
    { credential: session.userId, endpoint: `live:${projectId}` },
    MAX_LIVE_STREAMS,
    () => {
      isOver = true;
      wakeup.wake();
    },
  );
  if (stream === null) {
    throw new RateLimitedError(`You have ${MAX_LIVE_STREAMS} live pages open.`, 30, {
      nextStep: "Close one of them.",
    });
  }
  const unsubscribe = subscribe("caramel_live", {
    onNotification: (payload) => {
      if (announcedProject(payload) === projectId) wakeup.wake();
    },
    // What happened between the first view and this moment was not announced to us.
    onListening: () => wakeup.wake(),
  });
  let sentAt: number | undefined;
  return {
    async next() {
      if (sentAt === undefined) {
        sentAt = Date.now();
        return formatEvent("view", first);
      }
      const woken = await wakeup.sleep(HEARTBEAT_MS);
      const age = Date.now() - sentAt;
      if (isOver) return null;
      if (woken === "time" && age < MAX_GAP_MS) return HEARTBEAT;
      if (age < MIN_GAP_MS) await sleep(MIN_GAP_MS - age);
      try {
        const view = await getLive(await caller());
        sentAt = Date.now();
        return formatEvent("view", JSON.stringify(view));
      } catch (error) {
        // The person may no longer look, which the next token they ask for tells them.
        if (error instanceof AppError) return null;
        throw error;
      }
    },
    close() {
      isOver = true;
      wakeup.wake();
      unsubscribe();
      stream.close();
    },
    check: async () => void (await caller()),
  };
}
