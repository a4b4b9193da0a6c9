import path from "node:path";
import { expect, test } from "vitest";
import { journeyFailures, unitFailures } from "./failures";
import { ROOT } from "./runtime.mjs";

const unit = (name: string, fullName: string, failureMessages: string[], message = "") =>
  ({
    name: path.join(ROOT, name),
    message,
    assertionResults: fullName
      ? [{ fullName, status: failureMessages.length > 0 ? "failed" : "passed", failureMessages }]
      : [],
  }) as never;

const journey = (file: string, title: string, messages: string[]) =>
  ({
    title: file,
    file,
    line: 0,
    column: 0,
    specs: [
      { file, line: 7, title, tests: [{ results: [{ errors: messages.map((message) => ({ message })) }] }] },
    ],
  }) as never;

test("a failed test is told with its file and why, without colours", () => {
  const testResults = [
    unit("lib/a.test.ts", "adds", []),
    unit("lib/b.test.ts", "a sum is right", [
      "\u001B[31mexpected 1 to be 2\u001B[39m\n    at lib/b.test.ts:3",
    ]),
    unit("lib/c.test.ts", "", [], "Cannot find module './c'"),
  ];
  expect(unitFailures({ testResults })).toEqual([
    "lib/b.test.ts: a sum is right: expected 1 to be 2\n    at lib/b.test.ts:3",
    "lib/c.test.ts: Cannot find module './c'",
  ]);
});

test("a failed journey is told with its line, also in a group, and what failed outside of all of them", () => {
  const group = {
    ...(journey("e2e/a.spec.ts", "opens", []) as object),
    suites: [journey("e2e/a.spec.ts", "ends", ["No page"])],
  };
  const suites = [group, journey("e2e/b.spec.ts", "begins", ["Timed out", "And a step"])] as never[];
  expect(journeyFailures({ suites, errors: [{ message: "No tests found" }] })).toEqual([
    "No tests found",
    "e2e/a.spec.ts:7: ends: No page",
    "e2e/b.spec.ts:7: begins: Timed out",
    "e2e/b.spec.ts:7: begins: And a step",
  ]);
});

test("many and long failures are cut short", () => {
  const suites = Array.from({ length: 20 }, (_, at) =>
    journey(`e2e/${at}.spec.ts`, "x", ["y".repeat(5_000)]),
  );
  const told = journeyFailures({ suites, errors: [] });
  expect(told).toHaveLength(5);
  expect(told.every((text) => text.length < 700)).toBe(true);
});
