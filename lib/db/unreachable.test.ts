import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { expect, test } from "vitest";
import { prisma } from "./client";
import { freePort } from "./embedded-process";
import { PrismaClient } from "./generated/client";
import { isDatabaseUnreachable } from "./unreachable";

const failureOf = (query: Promise<unknown>) =>
  query.then(
    () => null,
    (error: unknown) => error,
  );

test("a server that is not there is unreachable, in queries of every kind", async () => {
  const address = `postgresql://nobody@127.0.0.1:${await freePort()}/nothing`;
  const away = new PrismaClient({ adapter: new PrismaPg({ connectionString: address }) });
  const failures = await Promise.all([
    failureOf(away.plan.findMany()),
    failureOf(away.$queryRaw`SELECT 1`),
    failureOf(away.$transaction(async (db) => db.plan.findMany())),
  ]);
  for (const failure of failures) expect(isDatabaseUnreachable(failure)).toBe(true);
  await away.$disconnect();
  // The job queue has a driver of its own.
  expect(isDatabaseUnreachable(await failureOf(new pg.Client(address).connect()))).toBe(true);
});

test("a session that the server ends in the middle is unreachable", async () => {
  const failure = failureOf(prisma.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`);
  expect(isDatabaseUnreachable(await failure)).toBe(true);
});

test("a transaction whose session was ended in the middle is unreachable", async () => {
  const failure = await failureOf(
    prisma.$transaction(async (db) => {
      await db.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`.catch(() => {});
      await db.plan.findMany();
    }),
  );
  expect(failure).toBeInstanceOf(Error);
  expect(isDatabaseUnreachable(failure)).toBe(true);
});

test("a query that is wrong is not, a server that is starting is", async () => {
  const failure = await failureOf(prisma.$queryRaw`SELECT 1 FROM nothing_here`);
  expect(failure).toBeInstanceOf(Error);
  expect(isDatabaseUnreachable(failure)).toBe(false);
  expect(isDatabaseUnreachable(new Error("Something else."))).toBe(false);
  // What Prisma makes of a server that is starting.
  const starting = "Raw query failed. Code: `57P03`. Message: `the database system is starting up`";
  expect(isDatabaseUnreachable(new Error(starting))).toBe(true);
  expect(isDatabaseUnreachable("Connection terminated")).toBe(false);
});
