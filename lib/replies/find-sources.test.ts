import { afterAll, expect, test, vi } from "vitest";
import { createWorld, firstProject } from "@/lib/account/testing";
import { stopBoss } from "@/lib/jobs/boss";
import { createSource } from "@/lib/knowledge/create-source";
import * as search from "@/lib/knowledge/search-passages";
import { train } from "@/lib/knowledge/testing";
import { storeProducts } from "@/lib/products/testing";
import { loadContext } from "./context";
import { findSources, QUOTABLE_FIT, USABLE_FIT } from "./find-sources";
import { createVisitor, say } from "./testing";

afterAll(() => stopBoss());

async function shop() {
  const world = await createWorld();
  const { id, chatbotId } = firstProject(world);
  const caller = world.caller([id]);
  await createSource(caller, {
    kind: "custom",
    title: "Returns",
    body: "You can return everything within 30 days.",
  });
  await storeProducts(id, [
    { title: "Amber lamp", description: `${"It shines. ".repeat(2_000)}The plug is made of bakelite.` },
  ]);
  await train(caller, chatbotId);
  return world;
}

async function find(world: Awaited<ReturnType<typeof shop>>, question: string) {
  const visitor = await createVisitor(world);
  const questionId = await say(visitor, question);
  const context = await loadContext(visitor.caller, { conversationId: visitor.conversationId, questionId });
  return findSources(visitor.caller, context, "en");
}

test("likeness of meaning makes a source usable, and quotable only when it is great", async () => {
  const world = await shop();
  const real = search.searchPassages;
  const alike = (similarity: number | null) =>
    vi
      .spyOn(search, "searchPassages")
      .mockImplementation(async (caller, input) =>
        (await real(caller, { ...input, query: "return" })).map((hit) => ({ ...hit, similarity })),
      );
  const question = "May I send my purchase back?";
  try {
    for (const [similarity, least, below] of [
      [null, 0, USABLE_FIT],
      [0.2, 0, USABLE_FIT],
      [0.4, USABLE_FIT, QUOTABLE_FIT],
      [0.8, QUOTABLE_FIT, 1],
    ] as const) {
      alike(similarity);
      const fit = (await find(world, question))[0]?.fit.fit ?? 0;
      expect(fit, String(similarity)).toBeGreaterThanOrEqual(least);
      expect(fit, String(similarity)).toBeLessThan(below);
    }
  } finally {
    vi.restoreAllMocks();
  }
});

test("the end of a long description is found, and the text stays short", async () => {
  const [found] = await find(await shop(), "Is the plug of the lamp made of bakelite?");
  expect(found).toMatchObject({ kind: "product", title: "Amber lamp" });
  expect(found?.fit.fit).toBeGreaterThan(QUOTABLE_FIT);
  expect(found?.text.length).toBeLessThanOrEqual(4_000);
});
