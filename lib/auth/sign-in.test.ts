import { describe, expect, test } from "vitest";
import { RateLimitedError, UnauthenticatedError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import { aUser } from "@/lib/people/testing";
import { hashPassword } from "./passwords";
import { addressAttempt, passwordAttempt, signInWithPassword } from "./sign-in";

async function anAccount() {
  return aUser({ passwordHash: await hashPassword("correct horse") });
}

const failure = (email: string, password: string) =>
  signInWithPassword({ email, password }, "192.0.2.1").catch((error: unknown) => error);

describe("signing in with a password", () => {
  test("finds the user", async () => {
    const { userId, email } = await anAccount();
    expect(await signInWithPassword({ email, password: "correct horse" }, "192.0.2.1")).toEqual({ userId });
  });

  test("fails with the same words whatever was wrong", async () => {
    const { email } = await anAccount();
    const disabled = await anAccount();
    await prisma.user.update({ where: { id: disabled.userId }, data: { disabledAt: new Date() } });
    const withoutPassword = await aUser();
    const failures = await Promise.all([
      failure(email, "wrong horse"),
      failure("nobody@example.com", "correct horse"),
      failure(disabled.email, "correct horse"),
      failure(withoutPassword.email, ""),
    ]);
    for (const error of failures) expect(error).toBeInstanceOf(UnauthenticatedError);
    expect(new Set(failures.map((error) => (error as Error).message)).size).toBe(1);
  });

  test("is limited per account, from however many addresses, and by attempts at once", async () => {
    const { email } = await anAccount();
    const { limit } = passwordAttempt(email);
    const tries = Array.from({ length: limit + 5 }, (_, index) =>
      signInWithPassword({ email, password: "wrong" }, `198.51.100.${index}`).catch(
        (error: unknown) => error,
      ),
    );
    const errors = await Promise.all(tries);
    expect(errors.filter((error) => error instanceof RateLimitedError)).toHaveLength(5);
    const right = signInWithPassword({ email, password: "correct horse" }, "203.0.113.9");
    await expect(right).rejects.toMatchObject({ code: "rate_limited" });
    await expect(right).rejects.toHaveProperty(
      "nextStep",
      expect.stringMatching(/^Wait (a minute|\d+ minutes) /),
    );
  });

  test("is limited per address, over however many accounts", async () => {
    const address = "203.0.113.77";
    const { limit, subject } = addressAttempt(address);
    // The window is full but for one.
    const now = BigInt(Math.floor(Date.now() / 1000));
    await prisma.usageWindow.create({ data: { subject, seconds: [now], counts: [limit - 1] } });
    const first = await signInWithPassword({ email: "a@example.com", password: "x" }, address).catch(
      (e) => e,
    );
    const second = await signInWithPassword({ email: "b@example.com", password: "x" }, address).catch(
      (e) => e,
    );
    expect(first).toBeInstanceOf(UnauthenticatedError);
    expect(second).toBeInstanceOf(RateLimitedError);
  });
});
