import { describe, expect, test } from "vitest";
import { prisma } from "@/lib/db/client";
import { aUser } from "@/lib/people/testing";
import {
  connectIdentity,
  type ExternalIdentity,
  ownerOfIdentity,
  removeIdentities,
} from "./external-identity";

const NO_ACCOUNT = { refused: "no_account" };
const BOTH = ["google", "github"] as const;

function identity(fields: Partial<ExternalIdentity>): ExternalIdentity {
  return { provider: "google", subject: crypto.randomUUID(), email: null, isEmailVerified: true, ...fields };
}

const count = (userId: string) => prisma.userIdentity.count({ where: { userId } });

describe("an account at Google or GitHub", () => {
  test("is linked to the user with its verified address and no password, and then known by its own id", async () => {
    const { userId, email } = await aUser();
    const google = identity({ email: email.toUpperCase() });
    expect(await ownerOfIdentity(google)).toEqual({ userId });
    expect(
      await ownerOfIdentity({ ...google, email: "changed@example.com", isEmailVerified: false }),
    ).toEqual({ userId });
    expect(await count(userId)).toBe(1);
  });

  test("is not linked by its address to a user who has a password: somebody else may have set it", async () => {
    const { userId, email } = await aUser({ passwordHash: "$argon2id$somebody's" });
    expect(await ownerOfIdentity(identity({ email }))).toEqual({ refused: "has_password" });
    expect(await count(userId)).toBe(0);
  });

  test("stays linked when a password is set later", async () => {
    const { userId, email } = await aUser();
    const google = identity({ email });
    await ownerOfIdentity(google);
    await prisma.user.update({ where: { id: userId }, data: { passwordHash: "$argon2id$own" } });
    expect(await ownerOfIdentity(google)).toEqual({ userId });
    expect(await ownerOfIdentity(identity({ email, provider: "github" }))).toEqual({
      refused: "has_password",
    });
  });

  test("is not linked by an address nobody verified", async () => {
    const { userId, email } = await aUser();
    expect(await ownerOfIdentity(identity({ email, isEmailVerified: false }))).toEqual(NO_ACCOUNT);
    expect(await ownerOfIdentity(identity({ email: null }))).toEqual(NO_ACCOUNT);
    expect(await count(userId)).toBe(0);
  });

  test("creates nobody", async () => {
    const before = await prisma.user.count();
    expect(await ownerOfIdentity(identity({ email: "stranger@example.com" }))).toEqual(NO_ACCOUNT);
    expect(await prisma.user.count()).toBe(before);
  });

  test("is of no use to a disabled user", async () => {
    const { userId, email } = await aUser();
    const google = identity({ email });
    await ownerOfIdentity(google);
    await prisma.user.update({ where: { id: userId }, data: { disabledAt: new Date() } });
    expect(await ownerOfIdentity(google)).toEqual(NO_ACCOUNT);
    expect(await ownerOfIdentity(identity({ email }))).toEqual(NO_ACCOUNT);
  });

  test("the same id at another provider is another account", async () => {
    const { email } = await aUser();
    const google = identity({ email });
    await ownerOfIdentity(google);
    expect(await ownerOfIdentity({ ...google, provider: "github", email: null })).toEqual(NO_ACCOUNT);
  });
});

describe("connecting and disconnecting", () => {
  test("what a person connected signs them in, whatever its address", async () => {
    const { userId } = await aUser({ passwordHash: "$argon2id$own" });
    const google = identity({ email: "elsewhere@example.com", isEmailVerified: false });
    expect(await connectIdentity(userId, google)).toBe(true);
    expect(await connectIdentity(userId, google)).toBe(true);
    expect(await ownerOfIdentity(google)).toEqual({ userId });
    expect(await count(userId)).toBe(1);
  });

  test("an account that signs in somebody else is not taken from them", async () => {
    const [first, second] = [await aUser(), await aUser()];
    const google = identity({});
    expect(await connectIdentity(first.userId, google)).toBe(true);
    expect(await connectIdentity(second.userId, google)).toBe(false);
    expect(await ownerOfIdentity(google)).toEqual({ userId: first.userId });
  });

  test("the last way in can't be removed, and a provider that is not set up is none", async () => {
    const { userId } = await aUser();
    const google = identity({});
    await connectIdentity(userId, google);
    expect(await removeIdentities(userId, "google", BOTH)).toBe(false);
    await connectIdentity(userId, identity({ provider: "github" }));
    expect(await removeIdentities(userId, "google", ["google"])).toBe(false);
    expect(await count(userId)).toBe(2);
    expect(await removeIdentities(userId, "google", BOTH)).toBe(true);
    expect(await ownerOfIdentity(google)).toEqual(NO_ACCOUNT);
    expect(await removeIdentities(userId, "github", BOTH)).toBe(false);
    await prisma.user.update({ where: { id: userId }, data: { passwordHash: "$argon2id$own" } });
    expect(await removeIdentities(userId, "github", BOTH)).toBe(true);
    expect(await count(userId)).toBe(0);
  });

  test("of both removed at once, one stays", async () => {
    for (let round = 0; round < 10; round += 1) {
      const { userId } = await aUser();
      await connectIdentity(userId, identity({}));
      await connectIdentity(userId, identity({ provider: "github" }));
      const removed = await Promise.all(BOTH.map((provider) => removeIdentities(userId, provider, BOTH)));
      expect(removed.sort()).toEqual([false, true]);
      expect(await count(userId)).toBe(1);
    }
  });

  test("removing ends every session", async () => {
    const { userId } = await aUser({ passwordHash: "$argon2id$own" });
    await connectIdentity(userId, identity({}));
    await removeIdentities(userId, "google", BOTH);
    expect(await prisma.user.findUnique({ where: { id: userId }, select: { sessionEpoch: true } })).toEqual({
      sessionEpoch: 1,
    });
  });
});
