import { describe, expect, test } from "vitest";
import { hashPassword } from "@/lib/auth/passwords";
import { passwordAttempt, signInWithPassword } from "@/lib/auth/sign-in";
import { prisma } from "@/lib/db/client";
import { changePassword } from "./change-password";
import { changePasswordInput, email } from "./schema";
import { aUser } from "./testing";

const epochOf = async (id: string) => (await prisma.user.findUniqueOrThrow({ where: { id } })).sessionEpoch;

describe("changing the password", () => {
  test("takes the current one and raises the session epoch", async () => {
    const person = await aUser({ passwordHash: await hashPassword("old password") });
    const before = await epochOf(person.userId);
    await changePassword(person, { current_password: "old password", new_password: "new password" });
    expect(await epochOf(person.userId)).toBe(before + 1);
    const credentials = { email: person.email, password: "new password" };
    expect(await signInWithPassword(credentials, "test")).toEqual({ userId: person.userId });
    const old = signInWithPassword({ ...credentials, password: "old password" }, "test");
    await expect(old).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("changes nothing with a wrong or missing current one", async () => {
    const person = await aUser({ passwordHash: await hashPassword("old password") });
    for (const current_password of ["wrong", undefined]) {
      await expect(
        changePassword(person, { current_password, new_password: "new password" }),
      ).rejects.toMatchObject({
        code: "invalid_input",
        problems: [{ path: "current_password" }],
      });
    }
    expect(await epochOf(person.userId)).toBe(0);
  });

  test("can't be used to guess the current one", async () => {
    const person = await aUser({ passwordHash: await hashPassword("old password") });
    const { limit, subject } = passwordAttempt(person.email);
    const now = BigInt(Math.floor(Date.now() / 1000));
    await prisma.usageWindow.create({ data: { subject, seconds: [now], counts: [limit] } });
    const right = changePassword(person, { current_password: "old password", new_password: "new password" });
    await expect(right).rejects.toMatchObject({ code: "rate_limited" });
  });

  test("is the first password of somebody who came with Google", async () => {
    const person = await aUser();
    await changePassword(person, { new_password: "new password" });
    const signedIn = signInWithPassword({ email: person.email, password: "new password" }, "test");
    expect(await signedIn).toEqual({ userId: person.userId });
  });

  test("refuses a short one", () => {
    expect(changePasswordInput.safeParse({ new_password: "1234567" }).success).toBe(false);
    expect(changePasswordInput.safeParse({ new_password: "12345678" }).success).toBe(true);
  });
});

describe("e-mail addresses", () => {
  test.each([" Ada@Example.COM ", "a.b+c@sub.example.org"])("%s is one, in lower case", (text) => {
    expect(email.parse(text)).toBe(text.trim().toLowerCase());
  });

  test.each([
    "",
    "ada",
    "ada@",
    "@example.com",
    "a@b@example.com",
    "a@example.com,b@example.com",
    "a b@example.com",
    "ada@example.com\nbcc: x@example.com",
    `${"a".repeat(250)}@example.com`,
    "<ada@example.com>",
  ])("%j is none", (text) => {
    expect(email.safeParse(text).success).toBe(false);
  });
});
