import { describe, expect, test } from "vitest";
import { prisma } from "@/lib/db/client";
import { aUser } from "@/lib/people/testing";
import { type ExternalIdentity, userOfIdentity } from "./external-identity";

function identity(fields: Partial<ExternalIdentity>): ExternalIdentity {
  return { provider: "google", subject: crypto.randomUUID(), email: null, isEmailVerified: true, ...fields };
}

describe("an account at Google or GitHub", () => {
  test("is linked to the user with its verified address, and then known by its own id", async () => {
    const { userId, email } = await aUser();
    const google = identity({ email: email.toUpperCase() });
    expect(await userOfIdentity(google)).toBe(userId);
    expect(await userOfIdentity({ ...google, email: "changed@example.com", isEmailVerified: false })).toBe(
      userId,
    );
    expect(await prisma.userIdentity.count({ where: { userId } })).toBe(1);
  });

  test("is not linked by an address nobody verified", async () => {
    const { userId, email } = await aUser();
    expect(await userOfIdentity(identity({ email, isEmailVerified: false }))).toBeNull();
    expect(await userOfIdentity(identity({ email: null }))).toBeNull();
    expect(await prisma.userIdentity.count({ where: { userId } })).toBe(0);
  });

  test("creates nobody", async () => {
    const before = await prisma.user.count();
    expect(await userOfIdentity(identity({ email: "stranger@example.com" }))).toBeNull();
    expect(await prisma.user.count()).toBe(before);
  });

  test("is of no use to a disabled user", async () => {
    const { userId, email } = await aUser();
    const google = identity({ email });
    await userOfIdentity(google);
    await prisma.user.update({ where: { id: userId }, data: { disabledAt: new Date() } });
    expect(await userOfIdentity(google)).toBeNull();
    expect(await userOfIdentity(identity({ email }))).toBeNull();
  });

  test("the same id at another provider is another account", async () => {
    const { email } = await aUser();
    const google = identity({ email });
    await userOfIdentity(google);
    expect(await userOfIdentity({ ...google, provider: "github", email: null })).toBeNull();
  });
});
