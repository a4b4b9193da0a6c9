import { afterEach, expect, test, vi } from "vitest";
import { ApiError, apiOf } from "./api";
import { backOffMs } from "./back-off";
import { messageId } from "./message-id";

const fetched = vi.fn<typeof fetch>();
afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockReset();
});

function api(response: Response | (() => never), token: string | null = "cvt_x") {
  fetched.mockImplementation(async () => (typeof response === "function" ? response() : response));
  vi.stubGlobal("fetch", fetched);
  return apiOf(
    "https://caramel.example",
    "bot_1",
    () => token,
    () => "https://shop.example/chairs",
  );
}

/** A stream in pieces that do not end where events do. */
function streamed(...pieces: string[]): Response {
  const encoder = new TextEncoder();
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(encoder.encode(piece));
        controller.close();
      },
    }),
  );
}

async function all<T>(events: AsyncGenerator<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const event of events) found.push(event);
  return found;
}

test("a message goes out with the token, and its reply comes in piece by piece", async () => {
  const { send } = api(
    streamed(
      ":\n\nevent: del",
      'ta\ndata: {"text":"Hé',
      'llo"}\n\nevent: waiting\ndata: {"handler":"person"}\n',
      "\n",
    ),
  );
  expect(await all(send({ id: "1", text: "Hi" }))).toEqual([
    { event: "delta", data: { text: "Héllo" } },
    { event: "waiting", data: { handler: "person" } },
  ]);
  const [url, init] = fetched.mock.calls[0] ?? [];
  expect(url).toBe("https://caramel.example/api/widget/bot_1/messages");
  expect(init).toMatchObject({ method: "POST", credentials: "omit", referrerPolicy: "no-referrer" });
  expect(init?.headers).toEqual({ "content-type": "application/json", authorization: "Bearer cvt_x" });
  expect(JSON.parse(String(init?.body))).toEqual({
    message_id: "1",
    text: "Hi",
    page_url: "https://shop.example/chairs",
  });
});

test("without a token there is no header", async () => {
  await api(Response.json({}), null).session();
  expect(fetched.mock.calls[0]?.[1]?.headers).toEqual({ "content-type": "application/json" });
});

test("a refusal says what and for how long", async () => {
  const problem = {
    detail: "Slow down.",
    code: "rate_limited",
    next_step: "Wait.",
    problems: [{ path: "email", message: "Wrong." }],
  };
  const refused = Response.json(problem, { status: 429, headers: { "retry-after": "12" } });
  await expect(api(refused).leaveContact({ consent: true })).rejects.toMatchObject({
    status: 429,
    message: "Slow down.",
    reason: "rate_limited",
    nextStep: "Wait.",
    retryAfterSeconds: 12,
    problems: problem.problems,
  });
});

test.each([
  ["a page of HTML", () => new Response("<h1>Bad gateway</h1>", { status: 502 }), 502],
  ["no JSON", () => new Response("[]", { status: 500 }), 500],
])("a refusal in other words: %s", async (_, response, status) => {
  await expect(api(response()).session()).rejects.toMatchObject({
    status,
    retryAfterSeconds: null,
    problems: [],
  });
});

test("no network, and an answer that is none", async () => {
  const lost = () => {
    throw new TypeError("Failed to fetch");
  };
  await expect(api(lost).session()).rejects.toMatchObject({ status: 0 });
  await expect(all(api(lost).send({ id: "1", text: "Hi" }))).rejects.toBeInstanceOf(ApiError);
  await expect(api(new Response("<html>")).session()).rejects.toMatchObject({ status: 0 });
});

test("an id in an address can't leave its place", async () => {
  await api(Response.json({ counted: true })).ruleShown("../../x");
  expect(fetched.mock.calls[0]?.[0]).toBe("https://caramel.example/api/widget/bot_1/rules/..%2F..%2Fx/shown");
});

test("waits grow, and never above a minute", () => {
  expect([0, 1, 2, 3].map((failures) => backOffMs(failures, 1))).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(backOffMs(50, 1)).toBe(60_000);
  expect(backOffMs(0, 0)).toBe(500);
});

test("message ids are random UUIDs", () => {
  const ids = Array.from({ length: 50 }, messageId);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(50);
});
