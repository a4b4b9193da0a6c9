import { afterAll, expect, test } from "vitest";
import { stopBoss } from "@/lib/jobs/boss";
import { RETRIEVAL_QUESTIONS } from "./questions-retrieval";
import { measureRetrieval } from "./retrieval";

afterAll(() => stopBoss());

test("the fused search finds nine of ten answers among the first five, and not fewer than any single way", async () => {
  expect(new Set(RETRIEVAL_QUESTIONS.map(({ question }) => question)).size).toBeGreaterThanOrEqual(100);
  const { recall } = await measureRetrieval();
  const { fused, ...single } = recall;
  for (const part of ["all", "tuned", "heldOut"] as const) {
    expect(fused[part], part).toBeGreaterThanOrEqual(0.9);
    for (const [way, { [part]: other }] of Object.entries(single)) {
      expect(fused[part], `${part}: ${way}`).toBeGreaterThanOrEqual(other);
    }
  }
  // A competitor that finds next to nothing would prove nothing.
  expect(single["trigram alone"].all).toBeGreaterThan(0.8);
}, 120_000);
