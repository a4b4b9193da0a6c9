import { describe, expect, it } from "vitest";
import { newApiKey } from "@/lib/auth/api-key";
import { newId } from "@/lib/core/ids";
import { maskArguments } from "./mask-arguments";

describe("maskArguments", () => {
  it("replaces what stands under the name of a secret, whatever it is", () => {
    expect(
      maskArguments({
        password: "hunter2",
        api_key: 1,
        Authorization: ["x"],
        nested: { client_secret: { a: 1 } },
        token: null,
      }),
    ).toEqual({
      password: "[secret]",
      api_key: "[secret]",
      Authorization: "[secret]",
      nested: { client_secret: "[secret]" },
      token: null,
    });
  });

  it("replaces secrets, e-mail addresses and phone numbers inside any text", () => {
    const key = newApiKey().text;
    const jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    expect(
      maskArguments([
        `use ${key} please`,
        `token ${jwt}`,
        "Bearer abc.def",
        "write to Ana.Lopez+x@mail.example.co.uk, now",
        "call +49 (0)171 234-5678 or 030/1234567",
      ]),
    ).toEqual([
      "use [secret] please",
      "token [secret]",
      "[secret]",
      "write to [e-mail], now",
      "call [phone] or [phone]",
    ]);
  });

  it("leaves ids, dates, numbers and ordinary words alone", () => {
    const args = {
      id: newId("conversation"),
      from: "2026-11-01",
      until: "2026-11-21T10:00:00Z",
      limit: 20,
      price: "1299",
      query: "blue shoes size 42",
      only: true,
    };
    expect(maskArguments(args)).toEqual(args);
  });

  it("masks before it cuts, so that no half of an address stays", () => {
    const masked = maskArguments(`${"x".repeat(150)} someone@example.com ${"y".repeat(5000)}`) as string;
    expect(masked).not.toContain("someone");
    expect(masked).toContain("(5171 characters)");
    expect(masked.length).toBeLessThan(200);
  });

  it("cuts large structures and deep ones", () => {
    let deep: unknown = "end";
    for (let index = 0; index < 50; index += 1) deep = { deep };
    const masked = JSON.stringify(
      maskArguments({
        deep,
        many: Array.from({ length: 500 }, (_, index) => index),
        wide: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 1])),
      }),
    );
    expect(masked).toContain("480 more");
    expect(masked).toContain("460 more");
    expect(masked).not.toContain("end");
    expect(masked.length).toBeLessThan(2_000);
  });

  it("gives text that PostgreSQL can store", () => {
    expect(maskArguments({ "a\u0000b": "c\u0000d", lone: "\ud800" })).toEqual({ "a�b": "c�d", lone: "�" });
  });

  it("is quick on hostile text", () => {
    const started = performance.now();
    for (const text of [
      "1 ".repeat(500_000),
      "a@".repeat(500_000),
      "a.".repeat(500_000),
      "eyJ".repeat(300_000),
    ]) {
      maskArguments({ text });
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
