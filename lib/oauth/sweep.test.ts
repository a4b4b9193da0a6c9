import { expect, test } from "vitest";
import { prisma } from "@/lib/db/client";
import { handleOAuth as handle } from "./handle";
import { preregisterClient } from "./preregister";
import { sweepAuthorizationServer } from "./sweep";
import * as kit from "./testing";

test("forgets what nobody uses, and nothing else", async () => {
  const person = await kit.makePerson();
  const [unused, inUse, revoked, recent] = [
    await kit.register(handle),
    await kit.register(handle),
    await kit.register(handle),
    await kit.register(handle),
  ];
  const byHand = await preregisterClient({ name: "By hand", redirectUris: [kit.REDIRECT], isPublic: false });
  const tokens = await kit.connect(handle, inUse, person);
  await kit.connect(handle, revoked, person);
  await prisma.connection.updateMany({ where: { clientId: revoked.id }, data: { revokedAt: new Date() } });
  await prisma.$executeRaw`
    UPDATE oauth_client SET created_at = created_at - interval '31 days', last_used_at = last_used_at - interval '31 days'
    WHERE id <> ${recent.id}`;
  await prisma.$executeRaw`
    UPDATE oauth_artifact SET expires_at = expires_at - interval '3 days' WHERE kind <> 'RefreshToken'`;
  const swept = await sweepAuthorizationServer();
  expect(swept.clients).toBe(2);
  expect(swept.artifacts).toBeGreaterThan(0);
  const left = await prisma.oAuthClient.findMany({ select: { id: true } });
  expect(left.map(({ id }) => id).sort()).toEqual([inUse.id, recent.id, byHand.clientId].sort());
  expect((await kit.refresh(handle, inUse, tokens.refresh_token)).status).toBe(200);
  expect((await kit.refresh(handle, unused, "x")).status).toBe(401);
  expect(await sweepAuthorizationServer()).toEqual({ artifacts: 0, clients: 0 });
});

test("a client set up by hand connects with its secret", async () => {
  const person = await kit.makePerson();
  const made = await preregisterClient({ name: "By hand", redirectUris: [kit.REDIRECT], isPublic: false });
  const client = { id: made.clientId, redirectUri: kit.REDIRECT };
  const [browser, pkce] = [new kit.Browser(handle), kit.newVerifier()];
  const uid = await kit.startRequest(browser, kit.authorizeUrl(client, pkce));
  const code = (await kit.approve(browser, person, uid)).get("code") ?? "";
  const response = await kit.redeem(handle, client, code, pkce, { client_secret: made.clientSecret ?? "" });
  expect(response.status).toBe(200);
});
