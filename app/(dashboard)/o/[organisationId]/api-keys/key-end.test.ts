import { expect, test } from "vitest";
import { createApiKeyInput } from "@/lib/api-keys/schema";
import { KEY_ENDS, keyEnd } from "./key-end";

const now = new Date("2026-11-21T12:00:00Z");

test("every choice is an end the key's schema takes", () => {
  const ends = KEY_ENDS.map(({ value }) => keyEnd(value, "2027-01-31", now));
  expect(ends).toEqual([
    null,
    "2026-12-21T12:00:00.000Z",
    "2027-02-19T12:00:00.000Z",
    "2027-11-21T12:00:00.000Z",
    "2027-01-31T23:59:59Z",
  ]);
  for (const expires_at of ends) {
    expect(createApiKeyInput.safeParse({ name: "Reporting", expires_at }).success).toBe(true);
  }
});
