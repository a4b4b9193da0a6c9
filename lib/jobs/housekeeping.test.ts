import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { takeAttempt } from "@/lib/auth/attempts";
import { sweepSignIn } from "@/lib/auth/sweep";
import { sweepCallLog } from "@/lib/auth/sweep-call-log";
import { createTenant, type Tenant } from "@/lib/auth/testing";
import { DAY_SECONDS } from "@/lib/core/clock";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { boss, stopBoss } from "./boss";
import { handleHousekeeping } from "./housekeeping.handler";
import { housekeepingJob } from "./housekeeping.job";
import { startWorker } from "./worker";

afterAll(async () => {
  await globalThis.caramelStopJobs?.();
  await stopBoss();
});

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_SECONDS * 1_000);

async function logCalls(tenant: Tenant, ages: number[]) {
  await prisma.callLog.createMany({
    data: ages.map((days) => ({
      id: newId("call"),
      organisationId: tenant.organisationId,
      tool: `${days} days`,
      endpoint: "/mcp",
      startedAt: daysAgo(days),
    })),
  });
}

async function toolsOf({ organisationId }: Tenant) {
  const lines = await prisma.callLog.findMany({ where: { organisationId }, orderBy: { startedAt: "desc" } });
  return lines.map(({ tool }) => tool);
}

async function invite(tenant: Tenant, expiresAt: Date) {
  const id = newId("invitation");
  await prisma.invitation.create({
    data: {
      id,
      organisationId: tenant.organisationId,
      role: "agent",
      tokenHash: id,
      createdById: tenant.userId,
      expiresAt,
    },
  });
  return id;
}

/** A step of each age in hours, in a project of its own; the figure tells the age. */
async function liveSteps({ organisationId }: Tenant, ages: number[]) {
  const projectId = newId("project");
  await prisma.project.create({ data: { id: projectId, organisationId, name: "Live" } });
  await prisma.metricLive.createMany({
    data: ages.map((hours) => ({
      projectId,
      chatbotId: "bot",
      platform: "web" as const,
      step: daysAgo(hours / 24),
      userMessages: hours,
    })),
  });
  return projectId;
}

async function oneTimeLink(expiresAt: Date) {
  const tokenHash = newId("call");
  await prisma.oneTimeToken.create({ data: { tokenHash, purpose: "test", expiresAt } });
  return tokenHash;
}

describe("sweeping", () => {
  test("old lines of the call log go in batches, whoever they belong to, and younger ones stay", async () => {
    const [first, second] = [await createTenant(), await createTenant()];
    await logCalls(first, [0, 1, 29, ...Array.from({ length: 23 }, () => 31)]);
    await logCalls(second, [400, 29]);
    expect(await sweepCallLog(30, { batchRows: 5 })).toBe(24);
    expect(await toolsOf(first)).toEqual(["0 days", "1 days", "29 days"]);
    expect(await toolsOf(second)).toEqual(["29 days"]);
    expect(await sweepCallLog(30, { batchRows: 5 })).toBe(0);
  });

  test("several at once remove each line once, and a stopped one removes nothing more", async () => {
    const tenant = await createTenant();
    await logCalls(tenant, [2, ...Array.from({ length: 60 }, () => 100)]);
    expect(await sweepCallLog(90, { signal: AbortSignal.abort() })).toBe(0);
    const removed = await Promise.all(Array.from({ length: 4 }, () => sweepCallLog(90, { batchRows: 7 })));
    // One that found only rows another had locked stops early; what is left goes the next time.
    const rest = await sweepCallLog(90);
    expect(removed.reduce((sum, count) => sum + count, rest)).toBe(60);
    expect(await toolsOf(tenant)).toEqual(["2 days"]);
  });

  test("links, invitations and windows go when they are long past, and not before", async () => {
    const tenant = await createTenant();
    const past = daysAgo(31);
    const kept = [daysAgo(29), daysAgo(-1)];
    const links = [await oneTimeLink(past)];
    const invitations = [await invite(tenant, past)];
    for (const date of kept) {
      links.push(await oneTimeLink(date));
      invitations.push(await invite(tenant, date));
    }
    const subjects = ["idle", "used", "again"].map((name) => `test:${name}:${tenant.organisationId}`);
    const [idle = "", used = "", again = ""] = subjects;
    for (const subject of subjects) await takeAttempt({ subject, limit: 5, spanSeconds: 60 });
    await prisma.usageWindow.updateMany({
      where: { subject: { in: [idle, again] } },
      data: { updatedAt: daysAgo(2) },
    });
    await takeAttempt({ subject: again, limit: 5, spanSeconds: 60 });

    expect(await sweepSignIn()).toEqual({ links: 1, invitations: 1, windows: 1 });
    const left = await prisma.oneTimeToken.findMany({ where: { tokenHash: { in: links } } });
    expect(left.map(({ tokenHash }) => tokenHash).sort()).toEqual(links.slice(1).sort());
    const stillInvited = await prisma.invitation.findMany({ where: { id: { in: invitations } } });
    expect(stillInvited.map(({ id }) => id).sort()).toEqual(invitations.slice(1).sort());
    const windows = await prisma.usageWindow.findMany({ where: { subject: { in: subjects } } });
    expect(windows.map(({ subject }) => subject).sort()).toEqual([again, used].sort());
    expect(await takeAttempt({ subject: idle, limit: 1, spanSeconds: 60 })).toBe(0);
    expect(await sweepSignIn()).toEqual({ links: 0, invitations: 0, windows: 0 });
  });

  test("a window that is being used is not waited for", async () => {
    const subject = `test:busy:${newId("call")}`;
    await takeAttempt({ subject, limit: 5, spanSeconds: 60 });
    await prisma.usageWindow.update({ where: { subject }, data: { updatedAt: daysAgo(2) } });
    await prisma.$transaction(async (db) => {
      await db.$queryRaw`SELECT 1 FROM usage_window WHERE subject = ${subject} FOR UPDATE`;
      expect((await sweepSignIn()).windows).toBe(0);
    });
    expect((await sweepSignIn()).windows).toBe(1);
  });
});

describe("the housekeeping job", () => {
  test("does all of it, with the retention of the environment", async () => {
    const tenant = await createTenant();
    expect(env.callLogRetentionDays).toBe(90);
    await logCalls(tenant, [89, 91]);
    const invitation = await invite(tenant, daysAgo(31));
    const link = await oneTimeLink(daysAgo(31));
    const expired = { kind: "AuthorizationCode", idHash: newId("call"), payload: {} };
    await prisma.oAuthArtifact.create({ data: { ...expired, expiresAt: daysAgo(3) } });
    const project = await liveSteps(tenant, [47, 50]);
    await handleHousekeeping({ signal: new AbortController().signal });
    expect(await toolsOf(tenant)).toEqual(["89 days"]);
    expect(await prisma.invitation.count({ where: { id: invitation } })).toBe(0);
    expect(await prisma.oneTimeToken.count({ where: { tokenHash: link } })).toBe(0);
    expect(await prisma.oAuthArtifact.count({ where: { idHash: expired.idHash } })).toBe(0);
    const steps = await prisma.metricLive.findMany({ where: { projectId: project } });
    expect(steps.map(({ userMessages }) => userMessages)).toEqual([47]);
  });

  test("is scheduled once an hour, once for all workers, and run by a worker when it is due", async () => {
    const tenant = await createTenant();
    await logCalls(tenant, [91, 1]);
    await startWorker();
    const queue = await boss();
    const schedules = await queue.getSchedules(housekeepingJob.name);
    expect(schedules).toMatchObject([{ name: "housekeeping", cron: "23 * * * *" }]);
    // Two that want it at once get one job.
    const ids = await Promise.all([1, 2].map(() => queue.send(housekeepingJob.name, {})));
    expect(ids.filter((id) => id !== null)).toHaveLength(1);
    for (const deadline = Date.now() + 50_000; (await toolsOf(tenant)).length > 1; await sleep(100)) {
      if (Date.now() > deadline) throw new Error("No worker did it.");
    }
    expect(await toolsOf(tenant)).toEqual(["1 days"]);
  }, 60_000);
});
