import { describe, expect, test } from "vitest";
import { hashPassword, isPasswordOf } from "./passwords";

describe("passwords", () => {
  test("a hash is a PHC string of argon2id with OWASP's parameters, salted", async () => {
    const [first, second] = await Promise.all([hashPassword("correct horse"), hashPassword("correct horse")]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(first).not.toBe(second);
  });

  test("only the very password fits", async () => {
    const hash = await hashPassword("correct horse");
    expect(await isPasswordOf(hash, "correct horse")).toBe(true);
    expect(await isPasswordOf(hash, "Correct horse")).toBe(false);
    expect(await isPasswordOf(hash, "correct horse ")).toBe(false);
    expect(await isPasswordOf(hash, "")).toBe(false);
  });

  test("reads hashes that other libraries made with other parameters", async () => {
    const { argon2Sync } = await import("node:crypto");
    const nonce = Buffer.from("some longer salt");
    const tag = argon2Sync("argon2id", {
      message: "x",
      nonce,
      memory: 64,
      passes: 3,
      parallelism: 2,
      tagLength: 24,
    });
    const text = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
    const hash = `$argon2id$v=19$m=64,t=3,p=2$${text(nonce)}$${text(tag)}`;
    expect(await isPasswordOf(hash, "x")).toBe(true);
    expect(await isPasswordOf(hash, "y")).toBe(false);
  });

  test("the same accent typed in two ways is the same password", async () => {
    expect(await isPasswordOf(await hashPassword("caf\u00e9 au lait"), "cafe\u0301 au lait")).toBe(true);
  });

  test.each([
    ["no hash", null],
    ["an empty one", ""],
    ["another algorithm", "$2b$12$abcdefghijklmnopqrstuv"],
    ["memory beyond all bounds", `$argon2id$v=19$m=9999999,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`],
    ["the tag that is compared when there is none", `$argon2id$v=19$m=19456,t=2,p=1$$${"A".repeat(43)}`],
  ])("nothing fits %s", async (_name, hash) => {
    expect(await isPasswordOf(hash, "")).toBe(false);
    expect(await isPasswordOf(hash, "anything")).toBe(false);
  });
});
