import { describe, expect, test } from "vitest";
import { detectContact } from "./detect-contact";

describe("an e-mail address", () => {
  test.each([
    ["my mail is Ann@Example.com", "ann@example.com"],
    ["ann@example.com.", "ann@example.com"],
    ["(ann.lee+shop@mail.example.co.uk)", "ann.lee+shop@mail.example.co.uk"],
    ["write to <ann@example.com>, please", "ann@example.com"],
    ["ann@example.com or ANN@example.com", "ann@example.com"],
    ["Mail:\nann_b@ex-ample.org\nThanks", "ann_b@ex-ample.org"],
    ["„ann@example.com“", "ann@example.com"],
  ])("is found in %j", (text, email) => {
    expect(detectContact(text)).toEqual({ email });
  });

  test.each([
    "ann at example dot com",
    "ann@example",
    "ann@@example.com",
    "ann@example..com",
    "@example.com",
    "https://shop.example/?mail=ann@example.com",
    "mailto:ann@example.com",
    "https://user:pass@example.com/path",
    "ann@example.com or bob@example.com",
    "ann@example.com@evil.example",
    "ann@192.0.2.1",
    `${"a".repeat(300)}@example.com`,
  ])("is not found in %j", (text) => {
    expect(detectContact(text)?.email).toBeUndefined();
  });
});

describe("a phone number", () => {
  test.each([
    ["Call +44 20 7946 0000 please", "+44 20 7946 0000"],
    ["+1 (415) 555-0132.", "+1 (415) 555-0132"],
    ["my phone is 0171 2345678", "0171 2345678"],
    ["Tel.: (020) 7946 0000", "(020) 7946 0000"],
    ["meine Handy Nummer 0171/2345678", "0171/2345678"],
    ["call me on 07700 900123, thanks", "07700 900123"],
  ])("is found in %j", (text, phone) => {
    expect(detectContact(text)).toEqual({ phone });
  });

  test.each([
    "order 20260318001234",
    "EAN 4006381333931",
    "my order 0171 2345678 did not arrive",
    "it was on 12.03.2026 at 10:30",
    "2 x 500 ml, 1200 W, 3.99",
    "my phone is broken, order 100012345678901234",
    "+12",
    "+44 20 7946 0000 or +44 20 7946 0001",
    "https://example.com/+442079460000",
    "phone case 12",
  ])("is not found in %j", (text) => {
    expect(detectContact(text)?.phone).toBeUndefined();
  });
});

test("both are found together, and nothing in an ordinary question", () => {
  expect(detectContact("ann@example.com, +44 20 7946 0000")).toEqual({
    email: "ann@example.com",
    phone: "+44 20 7946 0000",
  });
  expect(detectContact("Does the blender come with a 2 year warranty?")).toBeNull();
});

test("long hostile texts are read at once", () => {
  for (const part of ["a.", "a@", "+1 ", "phone ", "1 ", "a@a.", "0(", "é"]) {
    const started = performance.now();
    detectContact(part.repeat(4_000 / part.length));
    expect(performance.now() - started, part).toBeLessThan(500);
  }
});
