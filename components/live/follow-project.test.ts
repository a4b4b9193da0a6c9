import { afterEach, expect, it, vi } from "vitest";
import { followProject, type LiveState } from "./follow-project";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const encoder = new TextEncoder();

/** A stream that gives these pieces and then stays open until its request is given up. */
const streamOf =
  (...pieces: (string | Uint8Array)[]) =>
  (signal: AbortSignal) =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const piece of pieces) {
            controller.enqueue(typeof piece === "string" ? encoder.encode(piece) : piece);
          }
          signal.addEventListener("abort", () => controller.error(new Error("aborted")));
        },
      }),
    );

/** Answers requests for tokens and streams in turn; keeps what was asked. */
function server(answers: { token?: () => Response; stream?: (signal: AbortSignal) => Response }[]) {
  const asked: string[] = [];
  let round = -1;
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
    const isToken = address.endsWith("/token");
    if (isToken) round += 1;
    const answer = answers[Math.min(round, answers.length - 1)];
    asked.push(
      `${init.method ?? "GET"} ${address} ${new Headers(init.headers).get("authorization") ?? ""}`.trim(),
    );
    if (isToken)
      return answer?.token?.() ?? Response.json({ real_time_access_token: `t${round}`, expires_in: 60 });
    return (answer?.stream ?? streamOf())(init.signal as AbortSignal);
  });
  return asked;
}

function follow() {
  const stop = new AbortController();
  const views: unknown[] = [];
  const states: LiveState[] = [];
  const done = followProject("prj_1", {
    signal: stop.signal,
    onView: (view) => views.push(view),
    onState: (state) => states.push(state),
  });
  return { stop, views, states, done };
}

it("reads views, however they are cut into pieces", async () => {
  const bytes = encoder.encode('event: view\ndata: {"text":"größer"}\n\n: still here\n\n');
  const cut = bytes.indexOf(0xc3) + 1;
  const asked = server([
    {
      stream: streamOf(
        bytes.slice(0, cut),
        bytes.slice(cut),
        'event: other\ndata: {}\n\nevent: view\ndata: {"n":2}\n\nevent: vi',
      ),
    },
  ]);
  const { stop, views, states, done } = follow();
  await vi.waitFor(() => expect(views).toEqual([{ text: "größer" }, { n: 2 }]), 10_000);
  expect(states).toEqual(["connecting", "live"]);
  expect(asked).toEqual(["POST /api/projects/prj_1/live/token", "GET /api/projects/prj_1/live Bearer t0"]);
  stop.abort();
  await done;
});

it("opens a lost stream again, each time with a new token", async () => {
  vi.useFakeTimers();
  const asked = server([
    { stream: () => new Response('event: view\ndata: {"n":1}\n\n') },
    { stream: () => new Response("", { status: 503 }) },
    { stream: () => new Response("", { status: 429 }) },
    { stream: streamOf('event: view\ndata: {"n":2}\n\n') },
  ]);
  const { stop, views, states, done } = follow();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(views).toEqual([{ n: 1 }, { n: 2 }]);
  expect(states).toEqual(["connecting", "live", "retrying", "crowded", "live"]);
  expect(asked.filter((line) => line.startsWith("GET")).map((line) => line.split(" ").at(-1))).toEqual([
    "t0",
    "t1",
    "t2",
    "t3",
  ]);
  stop.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  await done;
});

it("gives up when the person may not look", async () => {
  for (const status of [401, 403, 404]) {
    server([{ token: () => new Response("", { status }) }]);
    const { states, done } = follow();
    await done;
    expect(states).toEqual(["connecting", "refused"]);
  }
});

it("takes a silent stream for a dead one", async () => {
  vi.useFakeTimers();
  const asked = server([{ stream: streamOf('event: view\ndata: {"n":1}\n\n') }]);
  const streams = () => asked.filter((line) => line.startsWith("GET")).length;
  const { stop, done } = follow();
  await vi.advanceTimersByTimeAsync(40_000);
  expect(streams()).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(streams()).toBe(2);
  stop.abort();
  await vi.advanceTimersByTimeAsync(1_000);
  await done;
});
