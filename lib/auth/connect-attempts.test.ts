import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { noteAttempt, SELF_TEST_AGENT, settleAttempts, sourceOf, sweepAttempts } from "./connect-attempts";

const { broken } = vi.hoisted(() => ({ broken: { create: null as null | (() => Promise<unknown>) } }));

vi.mock("@/lib/db/client", async (original) => {
  const module = await original<typeof import("@/lib/db/client")>();
  const prisma = new Proxy(module.prisma, {
    get: (target, name) =>
      name === "connectAttempt" && broken.create !== null
        ? { create: broken.create }
        : Reflect.get(target, name),
  });
  return { ...module, prisma };
});

/** Waits until so many are kept: what waits inside does so for a second, and that is a matter of luck on a busy machine. */
const expectNoted = (count: number, where = {}) =>
  vi.waitFor(
    async () => {
      await settleAttempts();
      expect(await prisma.connectAttempt.count({ where })).toBe(count);
    },
    { timeout: 20_000 },
  );

const from = (address: string) => ({ address, userAgent: "test/1", requestId: "r-1" });

let clock = Date.now();

beforeEach(() => {
  // Each test has a minute of its own.
  clock += 120_000;
  vi.useFakeTimers({ toFake: ["Date"], now: clock });
});

afterEach(async () => {
  vi.useRealTimers();
  broken.create = null;
  await prisma.connectAttempt.deleteMany({});
});

describe("noting an attempt", () => {
  test("keeps what is known, cut to size and fit for the database", async () => {
    noteAttempt(
      { address: "192.0.2.1", userAgent: `a\0${"b".repeat(400)}`, requestId: "r".repeat(100) },
      {
        step: "token",
        outcome: "failed",
        errorCode: "e".repeat(300),
        detail: `\0${"d".repeat(900)}\ud800`,
        endpoint: "/mcp",
        clientId: "c".repeat(3_000),
        clientName: "n".repeat(900),
      },
    );
    await expectNoted(1, { address: "192.0.2.1" });
    const [row] = await prisma.connectAttempt.findMany({ where: { address: "192.0.2.1" } });
    expect(row).toMatchObject({ step: "token", outcome: "failed", endpoint: "/mcp", organisationId: null });
    expect(row?.userAgent).toBe(`a${"b".repeat(299)}`);
    expect(row?.detail).toHaveLength(500);
    expect([row?.errorCode?.length, row?.clientId?.length, row?.clientName.length]).toEqual([100, 500, 200]);
  });

  test("takes the sender from what the server in front found out", () => {
    const headers = new Headers({ "x-caramel-client-ip": "192.0.2.7", "x-forwarded-for": "1.1.1.1" });
    expect(sourceOf(headers)).toEqual({ address: "192.0.2.7", userAgent: "", requestId: "" });
    expect(sourceOf(new Headers()).address).toBe("unknown");
    const check = new Headers({ "user-agent": "Mozilla/5.0", "caramel-self-test": "1" });
    expect(sourceOf(check).userAgent).toBe(SELF_TEST_AGENT);
  });

  test("is bounded for each address and for all together, and begins anew in the next minute", async () => {
    const note = (address: string) => noteAttempt(from(address), { step: "challenge", outcome: "asked" });
    for (let index = 0; index < 100; index++) note("192.0.2.2");
    await expectNoted(60, { address: "192.0.2.2" });
    for (let index = 0; index < 700; index++) note(`10.0.${index >> 8}.${index & 255}`);
    await expectNoted(600);
    vi.advanceTimersByTime(61_000);
    note("192.0.2.2");
    await expectNoted(61, { address: "192.0.2.2" });
  });

  test("never disturbs the request when the database is away", async () => {
    broken.create = vi.fn(() => Promise.reject(new Error("Can't reach database server")));
    noteAttempt(from("192.0.2.3"), { step: "challenge", outcome: "asked" });
    await expect(settleAttempts()).resolves.toBeUndefined();
    expect(broken.create).toHaveBeenCalledTimes(1);
  });

  test("waiting for it ends when the database does not answer", async () => {
    let end = (_row: object) => {};
    broken.create = vi.fn(() => new Promise<object>((resolve) => (end = resolve)));
    noteAttempt(from("192.0.2.4"), { step: "challenge", outcome: "asked" });
    await expect(settleAttempts()).resolves.toBeUndefined();
    expect(broken.create).toHaveBeenCalledTimes(1);
    end({ id: "att_1" });
  });
});

test("lines older than a day are swept", async () => {
  vi.useRealTimers();
  const line = (hoursAgo: number) => ({
    id: newId("attempt"),
    at: new Date(Date.now() - hoursAgo * 3_600_000),
    step: "challenge",
    outcome: "asked",
    address: "192.0.2.5",
  });
  await prisma.connectAttempt.createMany({ data: [line(0), line(23), line(25), line(100)] });
  expect(await sweepAttempts()).toBe(2);
  expect(await prisma.connectAttempt.count({ where: { address: "192.0.2.5" } })).toBe(2);
});
