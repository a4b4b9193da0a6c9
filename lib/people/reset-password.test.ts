import { describe, expect, test } from "vitest";
import { setUserDisabled } from "@/lib/auth/disable-user";
import { hashPassword } from "@/lib/auth/passwords";
import { isResetOpen, resetLink } from "@/lib/auth/reset-link";
import { setupLink } from "@/lib/auth/setup-link";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { sha256 } from "@/lib/core/compare";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { resetPassword } from "./reset-password";
import { anOrganisation, aUser } from "./testing";

const OLD = "the old passphrase";
const NEW = "a new passphrase";

const secretOf = (url: string) => new URL(url).searchParams.get("token") ?? "";

async function forgetful() {
  const person = await aUser({ passwordHash: await hashPassword(OLD) });
  const organisations = [await anOrganisation("One"), await anOrganisation("Two")];
  for (const { organisationId } of organisations) {
    await prisma.member.create({ data: { organisationId, userId: person.userId, role: "agent" } });
  }
  return { ...person, organisationIds: organisations.map(({ organisationId }) => organisationId) };
}

const signIn = (email: string, password: string) => signInWithPassword({ email, password }, newId("call"));

async function actionsOn(userId: string) {
  const entries = await prisma.auditEntry.findMany({ where: { targetId: userId }, orderBy: { id: "asc" } });
  return entries.map(({ organisationId, actorKind, action }) => [organisationId, actorKind, action]);
}

describe("a link to reset a password", () => {
  test("sets a new one, ends every session and is told to each organisation", async () => {
    const { userId, email, organisationIds } = await forgetful();
    const before = Date.now();
    const { url, expiresAt } = await resetLink(email);
    expect(new URL(url).pathname).toBe("/reset-password");
    expect(Math.abs(expiresAt.getTime() - before - 3_600_000)).toBeLessThan(60_000);
    expect(await isResetOpen(secretOf(url))).toBe(true);
    expect((await signIn(email, OLD)).userId).toBe(userId);

    expect(await resetPassword({ token: secretOf(url), password: NEW })).toEqual({ userId });
    expect((await signIn(email, NEW)).userId).toBe(userId);
    await expect(signIn(email, OLD)).rejects.toMatchObject({ code: "unauthenticated" });
    const { sessionEpoch } = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
    expect(sessionEpoch).toBe(1);
    expect((await actionsOn(userId)).sort()).toEqual(
      organisationIds
        .flatMap((id) => [
          [id, "operator", "user.reset_link"],
          [id, "person", "user.reset_password"],
        ])
        .sort(),
    );
    expect(JSON.stringify(await prisma.oneTimeToken.findMany())).not.toContain(secretOf(url));
  });

  test("works once, also of five browsers at once", async () => {
    const { userId, email } = await forgetful();
    const token = secretOf((await resetLink(email)).url);
    const tries = await Promise.allSettled(
      Array.from({ length: 5 }, (_, index) => resetPassword({ token, password: `passphrase ${index}` })),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(resetPassword({ token, password: NEW })).rejects.toMatchObject({
      code: "conflict",
      reason: "reset_link_spent",
    });
    expect(await isResetOpen(token)).toBe(false);
    const { sessionEpoch } = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
    expect(sessionEpoch).toBe(1);
  });

  test("stops working after an hour, and when another is made", async () => {
    const { userId, email } = await forgetful();
    const first = secretOf((await resetLink(email)).url);
    const second = secretOf((await resetLink(email)).url);
    expect([await isResetOpen(first), await isResetOpen(second)]).toEqual([false, true]);
    await expect(resetPassword({ token: first, password: NEW })).rejects.toMatchObject({ code: "conflict" });
    await prisma.oneTimeToken.update({
      where: { tokenHash: sha256(second) },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect(await isResetOpen(second)).toBe(false);
    await expect(resetPassword({ token: second, password: NEW })).rejects.toMatchObject({ code: "conflict" });
    expect(await signIn(email, OLD)).toMatchObject({ userId });
  });

  test("is for one person, and no other one-time link is one", async () => {
    const [first, second] = [await forgetful(), await forgetful()];
    const token = secretOf((await resetLink(first.email)).url);
    await resetLink(second.email);
    expect(await resetPassword({ token, password: NEW })).toEqual({ userId: first.userId });
    expect((await signIn(second.email, OLD)).userId).toBe(second.userId);
    const other = "some-other-secret";
    await prisma.oneTimeToken.create({
      data: {
        tokenHash: sha256(other),
        purpose: `first-owner:${second.userId}`,
        expiresAt: new Date(Date.now() + 60_000),
      },
    });
    expect(await isResetOpen(other)).toBe(false);
    await expect(resetPassword({ token: other, password: NEW })).rejects.toMatchObject({ code: "conflict" });
    expect(await setupLink()).toBeNull();
  });

  test("is not made for a stranger, nor made or used for a disabled account", async () => {
    const { userId, email } = await forgetful();
    await expect(resetLink("nobody@example.com")).rejects.toMatchObject({ code: "not_found" });
    const token = secretOf((await resetLink(email)).url);
    await setUserDisabled(email, true);
    expect(await isResetOpen(token)).toBe(false);
    await expect(resetPassword({ token, password: NEW })).rejects.toMatchObject({ code: "conflict" });
    await expect(resetLink(email)).rejects.toMatchObject({ code: "conflict" });
    expect((await actionsOn(userId)).map(([, , action]) => action)).not.toContain("user.reset_password");
  });
});

describe("disabling an account", () => {
  test("ends its sessions and sign-in until it is enabled, told once to each organisation", async () => {
    const { userId, email } = await forgetful();
    expect(await setUserDisabled(email, true)).toEqual({ userId, isChanged: true });
    expect(await setUserDisabled(email, true)).toEqual({ userId, isChanged: false });
    await expect(signIn(email, OLD)).rejects.toMatchObject({ code: "unauthenticated" });
    const { sessionEpoch } = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
    expect(sessionEpoch).toBeGreaterThan(0);
    expect(await setUserDisabled(email, false)).toEqual({ userId, isChanged: true });
    expect((await signIn(email, OLD)).userId).toBe(userId);
    // A session from before must not come to life again.
    const after = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
    expect(after.sessionEpoch).toBeGreaterThanOrEqual(sessionEpoch);
    expect((await actionsOn(userId)).map(([, , action]) => action).sort()).toEqual([
      ...["user.disable", "user.disable", "user.enable", "user.enable"],
    ]);
    await expect(setUserDisabled("nobody@example.com", true)).rejects.toMatchObject({ code: "not_found" });
  });
});
