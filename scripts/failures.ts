// What the reports of the two test runners say about tests that did not pass, short enough to stand below the counts.
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { JSONReport, JSONReportSuite } from "@playwright/test/reporter";
import type { JsonTestResults } from "vitest/node";
import { ROOT } from "./runtime.mjs";

/** One failure may take this many characters, and this many are told; the rest stands further up. */
const LENGTH = 600;
const COUNT = 5;

/** The failures of Vitest's JSON report, as "file: test: why". */
export function unitFailures({ testResults }: Pick<JsonTestResults, "testResults">): string[] {
  return shorten(
    testResults.flatMap(({ name, message, assertionResults }) => {
      const file = path.relative(ROOT, name);
      const failed = assertionResults.filter(({ status }) => status === "failed");
      const tests = failed.map(
        ({ fullName, failureMessages }) =>
          `${file}: ${fullName}: ${failureMessages?.[0] ?? "no reason given"}`,
      );
      // A file that could not be loaded has no tests.
      return tests.length === 0 && message ? [`${file}: ${message}`] : tests;
    }),
  );
}

/** The failures of Playwright's JSON report, as "file:line: test: why". */
export function journeyFailures({ suites, errors }: Pick<JSONReport, "suites" | "errors">): string[] {
  return shorten([...errors.map(({ message }) => message ?? ""), ...suites.flatMap(failuresOfSuite)]);
}

function failuresOfSuite({ specs, suites = [] }: JSONReportSuite): string[] {
  const own = specs.flatMap(({ file, line, title, tests }) =>
    tests
      .flatMap(({ results }) => results)
      .flatMap((result) => result.errors)
      .map(({ message }) => `${file}:${line}: ${title}: ${message ?? "no reason given"}`),
  );
  return [...own, ...suites.flatMap(failuresOfSuite)];
}

function shorten(failures: string[]): string[] {
  return failures.slice(0, COUNT).map((failure) => {
    const text = stripVTControlCharacters(failure).trim();
    return text.length > LENGTH ? `${text.slice(0, LENGTH)} …` : text;
  });
}
