import { afterEach, expect, test } from "vitest";
import { prisma } from "@/lib/db/client";
import { GET as live } from "../../app/api/health/live/route";
import { GET as ready } from "../../app/api/health/ready/route";

afterEach(() => {
  globalThis.caramelDraining = undefined;
});

test("an instance with a database is live and ready", async () => {
  expect((await live()).status).toBe(200);
  const response = await ready();
  expect([response.status, await response.json()]).toEqual([200, { status: "ready" }]);
});

test("a stopping instance is live but not ready", async () => {
  globalThis.caramelDraining = true;
  expect(live().status).toBe(200);
  const response = await ready();
  expect([response.status, await response.json()]).toEqual([
    503,
    { status: "unavailable", reason: "stopping" },
  ]);
});

test("an instance without a database is not ready and says so without details", async () => {
  const original = prisma.$queryRaw;
  Object.assign(prisma, { $queryRaw: () => Promise.reject(new Error("connect ECONNREFUSED secret-host")) });
  const response = await ready();
  Object.assign(prisma, { $queryRaw: original });
  expect([response.status, await response.json()]).toEqual([
    503,
    { status: "unavailable", reason: "database" },
  ]);
});
