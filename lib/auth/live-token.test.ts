import { beforeAll, expect, it, vi } from "vitest";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { verifyAccessToken } from "./access-token";
import { checkBearer } from "./credential";
import { issueLiveToken, LIVE_TOKEN_SECONDS, spendLiveToken, sweepLiveTokens } from "./live-token";
import { signJwt } from "./signing";
import { sweepSignIn } from "./sweep";
import { createConnection, createTenant, signToken, type Tenant } from "./testing";

let tenant: Tenant;
let projectId: string;
let session: { userId: string; sessionEpoch: number };

beforeAll(async () => {
  tenant = await createTenant({ projects: 2 });
  projectId = tenant.projectIds[0] as string;
  session = { userId: tenant.userId, sessionEpoch: 0 };
});

it("is good once, for the session and project it was issued for", async () => {
  const token = await issueLiveToken(session, projectId);
  expect(await spendLiveToken(token, tenant.projectIds[1] as string)).toBeNull();
  expect(await spendLiveToken(token, newId("project"))).toBeNull();
  expect(await spendLiveToken(token, projectId)).toEqual(session);
  expect(await spendLiveToken(token, projectId)).toBeNull();
});

it("is spent once by twenty who come at the same time", async () => {
  for (let round = 0; round < 5; round += 1) {
    const token = await issueLiveToken(session, projectId);
    const spent = await Promise.all(Array.from({ length: 20 }, () => spendLiveToken(token, projectId)));
    expect(spent.filter((claims) => claims !== null)).toEqual([session]);
  }
});

it("lives for a minute", async () => {
  const token = await issueLiveToken(session, projectId);
  vi.useFakeTimers({ now: Date.now() + (LIVE_TOKEN_SECONDS + 1) * 1000, toFake: ["Date"] });
  try {
    expect(await spendLiveToken(token, projectId)).toBeNull();
  } finally {
    vi.useRealTimers();
  }
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: env.baseUrl,
    aud: `${env.baseUrl}/api/projects/${projectId}/live`,
    sub: tenant.userId,
    session_epoch: 0,
    iat: now,
  };
  // One that says it lives longer is not one of ours, and one without an id could not be spent.
  const long = await signJwt("live+jwt", { ...claims, iat: now - 120, exp: now + 600, jti: "a" });
  const nameless = await signJwt("live+jwt", { ...claims, exp: now + 60 });
  for (const wrong of [long, nameless]) expect(await spendLiveToken(wrong, projectId)).toBeNull();
});

it("is no access token, and no access token is one", async () => {
  const token = await issueLiveToken(session, projectId);
  expect(await verifyAccessToken(token)).toBeNull();
  for (const path of ["/mcp", `/mcp/projects/${projectId}`, `/api/projects/${projectId}/live`]) {
    expect(await checkBearer(token, `${env.baseUrl}${path}`)).toBeNull();
  }
  const connection = await createConnection(tenant);
  const extra = { session_epoch: 0, aud: `${env.baseUrl}/api/projects/${projectId}/live` };
  for (const other of [
    await signToken(connection),
    await signToken(connection, extra),
    `${token.slice(0, -4)}AAAA`,
    "",
    "a.b.c",
  ]) {
    expect(await spendLiveToken(other, projectId)).toBeNull();
  }
});

it("is forgotten some time after it has expired, and only then", async () => {
  await spendLiveToken(await issueLiveToken(session, projectId), projectId);
  const count = () => prisma.oneTimeToken.count({ where: { purpose: "live-stream" } });
  const before = await count();
  expect(before).toBeGreaterThan(0);
  await sweepSignIn();
  expect(await count()).toBe(before);
  await prisma.oneTimeToken.updateMany({
    where: { purpose: "live-stream" },
    data: { expiresAt: new Date(Date.now() - 2 * 3_600_000) },
  });
  expect(await sweepLiveTokens()).toBe(before);
});
