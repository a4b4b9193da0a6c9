import { afterAll, afterEach, expect, test, vi } from "vitest";
import { prisma } from "./client";
import { type Channel, subscribe } from "./notifications";

afterEach(() => globalThis.caramelStopListening?.());
afterAll(() => prisma.$disconnect());

/** Listens and keeps what it hears; `begun` is called each time listening begins. */
function listen(channel: Channel) {
  const heard: string[] = [];
  const begun = vi.fn();
  const unsubscribe = subscribe(channel, { onNotification: (text) => heard.push(text), onListening: begun });
  return { heard, begun, unsubscribe };
}

async function notify(channel: Channel, text: string) {
  await prisma.$executeRaw`SELECT pg_notify(${channel}, ${text})`;
}

async function connections(): Promise<number[]> {
  const rows = await prisma.$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity
     WHERE application_name = 'caramel listening' AND datname = current_database()`;
  return rows.map(({ pid }) => pid);
}

test("every listener of a channel hears what is announced, over one connection", async () => {
  const lists = Array.from({ length: 200 }, () => listen("caramel_live"));
  const other = listen("caramel_streams");
  await vi.waitFor(() => {
    for (const { begun } of [...lists, other]) expect(begun).toHaveBeenCalledOnce();
  }, 10_000);
  // One that comes later is told as well.
  const late = listen("caramel_live");
  await vi.waitFor(() => expect(late.begun).toHaveBeenCalledOnce(), 10_000);
  await notify("caramel_live", "one");
  await notify("caramel_live", "two");
  await vi.waitFor(() => {
    for (const { heard } of [...lists, late]) expect(heard).toEqual(["one", "two"]);
  }, 10_000);
  expect(other.heard).toEqual([]);
  expect(await connections()).toHaveLength(1);
  lists[0]?.unsubscribe();
  await notify("caramel_live", "three");
  await vi.waitFor(() => expect(late.heard).toHaveLength(3), 10_000);
  expect(lists[0]?.heard).toHaveLength(2);
});

test("what is rolled back is never heard", async () => {
  const { heard, begun } = listen("caramel_live");
  await vi.waitFor(() => expect(begun).toHaveBeenCalled(), 10_000);
  await prisma
    .$transaction(async (db) => {
      await db.$executeRaw`SELECT pg_notify('caramel_live', 'undone')`;
      throw new Error("undo");
    })
    .catch(() => {});
  await notify("caramel_live", "done");
  await vi.waitFor(() => expect(heard).toEqual(["done"]), 10_000);
});

test("a lost connection is made anew, and listeners are told that they may have missed something", async () => {
  const { heard, begun } = listen("caramel_live");
  await vi.waitFor(() => expect(begun).toHaveBeenCalledTimes(1), 10_000);
  const [pid] = await connections();
  await prisma.$queryRaw`SELECT pg_terminate_backend(${pid}::int)`;
  await vi.waitFor(() => expect(begun).toHaveBeenCalledTimes(2), { timeout: 10_000 });
  await notify("caramel_live", "after");
  await vi.waitFor(() => expect(heard).toEqual(["after"]), 10_000);
  const now = await connections();
  expect(now).toHaveLength(1);
  expect(now).not.toContain(pid);
});

test("stopping closes the connection, and a later listener opens another", async () => {
  const { begun } = listen("caramel_live");
  await vi.waitFor(() => expect(begun).toHaveBeenCalled(), 10_000);
  await globalThis.caramelStopListening?.();
  await vi.waitFor(async () => expect(await connections()).toEqual([]), 10_000);
  const next = listen("caramel_live");
  await vi.waitFor(() => expect(next.begun).toHaveBeenCalled(), 10_000);
});
