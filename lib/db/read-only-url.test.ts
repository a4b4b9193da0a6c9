import { expect, test } from "vitest";
import { newId } from "@/lib/core/ids";
import { change } from "./change";
import { prisma, readingPrisma } from "./client";
import { withReadOnlyTransactions } from "./read-only-url";
import { dbFor } from "./tenant";

async function organisation() {
  const organisationId = newId("organisation");
  const projectId = newId("project");
  await prisma.organisation.create({ data: { id: organisationId, name: "Acme", planId: "starter" } });
  await prisma.project.create({ data: { id: projectId, organisationId, name: "One" } });
  return { organisationId, projectIds: [projectId] };
}

test("the setting stands behind options the address already has", () => {
  const url = withReadOnlyTransactions(
    "postgresql://u:p%40ss@db.example:6432/app?sslmode=require&options=-c%20default_transaction_read_only%3Doff",
  );
  const { searchParams, password, port } = new URL(url);
  expect([password, port, searchParams.get("sslmode")]).toEqual(["p%40ss", "6432", "require"]);
  expect(searchParams.get("options")).toBe(
    "-c default_transaction_read_only=off -c default_transaction_read_only=on",
  );
  expect(new URL(withReadOnlyTransactions("postgresql://u@h/d")).searchParams.get("options")).toBe(
    "-c default_transaction_read_only=on",
  );
});

test("every connection for reading refuses to write, and the others don't", async () => {
  const settings = await Promise.all(
    Array.from(
      { length: 20 },
      () =>
        readingPrisma.$queryRaw<[{ value: string; pid: number }]>`
        SELECT current_setting('transaction_read_only') AS value, pg_backend_pid() AS pid FROM pg_sleep(0.05)`,
    ),
  );
  expect(new Set(settings.map(([row]) => row.value))).toEqual(new Set(["on"]));
  expect(new Set(settings.map(([row]) => row.pid)).size).toBeGreaterThan(1);
  const [row] = await prisma.$queryRaw<[{ value: string }]>`
    SELECT current_setting('transaction_read_only') AS value`;
  expect(row.value).toBe("off");
});

test("a caller that reads can't write in any way; the same caller with write access can", async () => {
  const scope = await organisation();
  const reading = { ...scope, isReadonly: true };
  const [projectId = ""] = scope.projectIds;
  const project = { where: { id: projectId } };
  const writes: ((scope: Parameters<typeof dbFor>[0]) => Promise<unknown>)[] = [
    (who) => dbFor(who).chatbot.create({ data: { projectId, id: newId("chatbot"), name: "new" } }),
    (who) => dbFor(who).project.update({ ...project, data: { name: "new" } }),
    (who) => dbFor(who).$executeRaw`UPDATE project SET name = 'raw' WHERE id = ${projectId}`,
    (who) => dbFor(who).$queryRaw`UPDATE project SET name = 'raw' WHERE id = ${projectId} RETURNING id`,
    (who) => change(who, {}, (db) => db.project.update({ ...project, data: { name: "in a transaction" } })),
    (who) => change(who, { dryRun: true }, (db) => db.project.update({ ...project, data: { name: "dry" } })),
    (who) => dbFor(who).project.deleteMany({ where: {} }),
  ];
  for (const write of writes) await expect(write(reading)).rejects.toThrow(/read-only transaction|25006/);
  expect(await dbFor(reading).project.findMany({ select: { id: true, name: true } })).toEqual([
    { id: projectId, name: "One" },
  ]);
  expect(await prisma.chatbot.count({ where: { projectId } })).toBe(0);
  for (const write of writes) await write(scope);
  expect(await prisma.project.count(project)).toBe(0);
});
