// Feeds of more products than one transaction hides or lets go of; here these are three.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Caller } from "@/lib/auth/caller";
import { prisma } from "@/lib/db/client";
import { ImportInterruptedError, runImport } from "@/lib/imports/run";
import { projectForImport } from "@/lib/imports/testing";
import { stopBoss } from "@/lib/jobs/boss";
import { confirmRemoval } from "./confirm-removal";
import { createFeed } from "./create";
import { deleteFeed } from "./delete";
import { getFeed } from "./get";
import { createFeedInput } from "./schema";
import { syncFeed } from "./sync";
import { feedOf, startShop } from "./testing";

vi.mock("@/lib/products/hide", async (original) => ({
  ...(await original<typeof import("@/lib/products/hide")>()),
  HIDDEN_AT_ONCE: 3,
}));

let body = "";
let shop: Awaited<ReturnType<typeof startShop>>;

beforeAll(async () => {
  shop = await startShop((_, response) => response.writeHead(200).end(body));
});
afterAll(async () => {
  await shop.close();
  await stopBoss();
});

const serve = (count: number) => {
  body = feedOf(Array.from({ length: count }, (_, index) => ({ id: `p${index}` })));
};

/** A feed that brought 20 products, and the run that found `count` of them, up to its import. */
async function aFeedThatKept(count: number) {
  const { caller, projectId } = await projectForImport();
  const input = createFeedInput.parse({ name: "Shop", url: `${shop.url}/feed.xml` });
  const { id: feedId } = await createFeed(caller, input);
  const look = async () => {
    expect(await syncFeed(caller, feedId)).toBe("imported");
    return (await getFeed(caller, { feed_id: feedId })).last_run?.id ?? "";
  };
  serve(20);
  await runImport(caller, await look());
  serve(count);
  return { caller, projectId, feedId, importId: await look() };
}

const shown = (projectId: string) => prisma.product.count({ where: { projectId, isPublished: true } });

/** A caller whose process dies at the end of the given transaction, counted from 1. */
function dyingAt(caller: Caller, transaction: number): Caller {
  let count = 0;
  return {
    ...caller,
    beforeCommit: async () => {
      count += 1;
      if (count === transaction) throw new Error("killed");
    },
  };
}

test("a run hides what is gone step by step, and goes on where it was interrupted, with exact counts", async () => {
  const { caller, projectId, feedId, importId } = await aFeedThatKept(12);
  const stop = new AbortController();
  let commits = 0;
  const interrupted = {
    ...caller,
    // The records are one batch; then comes the first step that hides.
    beforeCommit: async () => {
      commits += 1;
      if (commits === 2) stop.abort();
    },
  };
  await expect(runImport(interrupted, importId, { signal: stop.signal })).rejects.toBeInstanceOf(
    ImportInterruptedError,
  );
  expect(await shown(projectId)).toBe(17);
  expect(await prisma.importRun.findFirst({ where: { id: importId } })).toMatchObject({
    status: "running",
    removed: 3,
  });
  await expect(runImport(dyingAt(caller, 2), importId)).rejects.toThrow("killed");
  expect(await runImport(caller, importId)).toMatchObject({
    status: "succeeded",
    unchanged: 12,
    removed: 8,
    withheld: 0,
  });
  expect(await shown(projectId)).toBe(12);
  expect(await prisma.feedSighting.count({ where: { projectId } })).toBe(0);
  expect(await getFeed(caller, { feed_id: feedId })).toMatchObject({ products: 12, is_syncing: false });
});

test("what was confirmed is hidden step by step; what a crash left can be confirmed again", async () => {
  const { caller, projectId, feedId, importId } = await aFeedThatKept(2);
  await runImport(caller, importId);
  const confirm = (who: Caller) => confirmRemoval(who, { feed_id: feedId });
  // The decision, two steps, and the third is lost.
  await expect(confirm(dyingAt(caller, 4))).rejects.toThrow("killed");
  expect(await shown(projectId)).toBe(14);
  expect((await getFeed(caller, { feed_id: feedId })).last_run).toMatchObject({ removed: 6, withheld: 12 });
  expect(await confirm(caller)).toMatchObject({ products: 2, last_run: { removed: 18, withheld: 0 } });
  await expect(confirm(caller)).rejects.toMatchObject({ code: "conflict" });
  const entries = await prisma.auditEntry.findMany({
    where: { targetId: feedId, action: "feed.confirm_removal" },
  });
  expect(entries.map(({ details }) => (details as { products: number }).products).toSorted()).toEqual([
    12, 18,
  ]);
});

test.each(["hide", "keep"] as const)("a feed is removed step by step: %s", async (products) => {
  const { caller, projectId, feedId, importId } = await aFeedThatKept(19);
  const remove = (who: Caller) => deleteFeed(who, { feed_id: feedId, products });
  await expect(remove(dyingAt(caller, 4))).rejects.toThrow("killed");
  // Nothing brings back what was let go of.
  expect(await prisma.productFeed.findFirst({ where: { id: feedId } })).toMatchObject({
    isActive: false,
    nextRunAt: null,
  });
  expect(await runImport(caller, importId)).toMatchObject({ status: "failed" });
  expect(await prisma.product.count({ where: { projectId, feedId } })).toBe(14);
  expect(await shown(projectId)).toBe(products === "hide" ? 14 : 20);
  expect(await remove(caller)).toEqual({ id: feedId });
  expect(await prisma.product.count({ where: { projectId, feedId: null } })).toBe(20);
  expect(await shown(projectId)).toBe(products === "hide" ? 0 : 20);
  await expect(remove(caller)).rejects.toMatchObject({ code: "not_found" });
});
