import { readEvents } from "@/components/live/read-events";
import type { LiveTokenView, LiveView } from "@/lib/live/schema";

/**
 * `connecting` and `live` say themselves; `retrying`: the stream was lost and is opened again; `crowded`: the person has
 * too many open; `refused`: signed out or no longer allowed, and nothing is tried again.
 */
export type LiveState = "connecting" | "live" | "retrying" | "crowded" | "refused";

export interface Follower {
  signal: AbortSignal;
  onView(view: LiveView): void;
  onState(state: LiveState): void;
}

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;
/** The server says something every 15 seconds; after three times that, the connection is dead. */
const SILENCE_MS = 45_000;
/** Nobody may look (401, 403) or there is nothing to look at (404). */
const REFUSALS = [401, 403, 404];

/** Follows a project until `signal` ends it, with a new token for each stream, and opens lost streams again. */
export async function followProject(projectId: string, follower: Follower): Promise<void> {
  const { signal, onState } = follower;
  let failures = 0;
  onState("connecting");
  while (!signal.aborted) {
    const outcome = await readStream(projectId, follower).catch(() => "lost" as const);
    if (signal.aborted) return;
    if (outcome === "refused") return onState("refused");
    failures = outcome === "ended" ? 0 : failures + 1;
    // A stream that was there ends from time to time; nobody needs to know.
    if (outcome !== "ended") onState(outcome === "crowded" ? "crowded" : "retrying");
    const delay = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1));
    await pause(delay * (0.5 + Math.random()), signal);
  }
}

async function readStream(
  projectId: string,
  { signal, onView, onState }: Follower,
): Promise<"ended" | "lost" | "crowded" | "refused"> {
  const address = `/api/projects/${encodeURIComponent(projectId)}/live`;
  const asked = await fetch(`${address}/token`, { method: "POST", signal });
  if (REFUSALS.includes(asked.status)) return "refused";
  if (!asked.ok) return "lost";
  const { real_time_access_token: token }: LiveTokenView = await asked.json();
  const silence = new AbortController();
  const stream = await fetch(address, {
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
    signal: AbortSignal.any([signal, silence.signal]),
  });
  if (stream.status === 429) return "crowded";
  if (!stream.ok || stream.body === null) return "lost";
  let isLive = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  try {
    heard();
    for await (const { event, data } of readEvents(stream.body.pipeThrough(onEach(heard)))) {
      if (event !== "view") continue;
      onView(JSON.parse(data) as LiveView);
      if (!isLive) onState("live");
      isLive = true;
    }
  } catch {
    // Lost on its way, which is told by the return.
  } finally {
    clearTimeout(timer);
  }
  return isLive ? "ended" : "lost";
}

/** Heartbeats are no events, but they are signs of life. */
function onEach(heard: () => void) {
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      heard();
      controller.enqueue(chunk);
    },
  });
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
