import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { INNER_HOSTS } from "@/e2e/corpus/addresses";
import type { Caller } from "@/lib/auth/caller";
import { ROLE_PERMISSIONS } from "@/lib/auth/values";
import { ConflictError, InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { takeDueFeeds } from "@/lib/db/due-feeds";
import { createImport } from "@/lib/imports/create";
import { getImport } from "@/lib/imports/get";
import { listImports } from "@/lib/imports/list";
import { ImportInterruptedError, runImport } from "@/lib/imports/run";
import { pieces, projectForImport } from "@/lib/imports/testing";
import { boss, stopBoss } from "@/lib/jobs/boss";
import { handleFeed } from "@/lib/jobs/feed.handler";
import { feedJob } from "@/lib/jobs/feed.job";
import { handleFeeds } from "@/lib/jobs/feeds.handler";
import { confirmRemoval } from "./confirm-removal";
import { createFeed } from "./create";
import { deleteFeed } from "./delete";
import { fetchFeed } from "./fetch-feed";
import { getFeed } from "./get";
import { listFeeds } from "./list";
import { pauseFeed } from "./pause";
import { createFeedInput, MAX_FEEDS, updateFeedInput } from "./schema";
import { syncFeed } from "./sync";
import { syncFeedNow } from "./sync-now";
import { feedOf, startShop } from "./testing";
import { updateFeed } from "./update";

/** What the shop serves, and what it was asked. */
let serve: (request: IncomingMessage, response: ServerResponse) => void;
let asked: IncomingMessage[] = [];
let shop: Awaited<ReturnType<typeof startShop>>;
let inner: Awaited<ReturnType<typeof startShop>>;
let innerHits = 0;

beforeAll(async () => {
  shop = await startShop((request, response) => {
    asked.push(request);
    serve(request, response);
  });
  inner = await startShop((_, response) => {
    innerHits += 1;
    response.end("secret");
  }, true);
});
afterAll(async () => {
  await shop.close();
  await inner.close();
  await stopBoss();
});
beforeEach(() => {
  asked = [];
  serve = (_, response) => response.writeHead(404).end();
});
afterEach(() => expect(innerHits).toBe(0));

const text = (body: string | Buffer, headers: Record<string, string> = {}) => {
  serve = (_, response) => response.writeHead(200, headers).end(body);
};
const range = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => ({ id: `p${index + from}` }));

async function aFeed(path_ = "/feed.xml") {
  const place = await projectForImport();
  const { id } = await createFeed(
    place.caller,
    createFeedInput.parse({ name: "Shop", url: `${shop.url}${path_}` }),
  );
  return { ...place, feedId: id };
}

/** Looks at the feed and, if its file has changed, reads it to the end. */
async function sync(caller: Caller, feedId: string) {
  const result = await syncFeed(caller, feedId);
  const { last_run: run } = await getFeed(caller, { feed_id: feedId });
  if (result === "imported" && run) await runImport(caller, run.id);
  return { result, feed: await getFeed(caller, { feed_id: feedId }) };
}

const shown = async (projectId: string) =>
  (
    await prisma.product.findMany({
      where: { projectId, isPublished: true },
      orderBy: { handle: "asc" },
      select: { handle: true, priceMin: true, isAvailable: true },
    })
  ).map(({ handle, priceMin, isAvailable }) => `${handle} ${priceMin}${isAvailable ? "" : " sold out"}`);

describe("what a sync does", () => {
  test("new products, then nothing, then one price, then one sold out, then one gone", async () => {
    const { caller, projectId, feedId } = await aFeed();
    const products = range(20) as { id: string; price?: string; availability?: string }[];
    text(feedOf(products));
    expect(await sync(caller, feedId)).toMatchObject({
      result: "imported",
      feed: {
        products: 20,
        is_syncing: false,
        last_error: null,
        last_run: { created: 20, updated: 0, removed: 0, rejected: 0, status: "succeeded", feed_id: feedId },
      },
    });
    const before = await prisma.product.findMany({ where: { projectId }, orderBy: { handle: "asc" } });
    expect(before[0]).toMatchObject({ url: "https://shop.example/p1", feedId, currency: "USD" });

    expect(await sync(caller, feedId)).toMatchObject({ result: "unchanged" });
    expect(await prisma.product.findMany({ where: { projectId }, orderBy: { handle: "asc" } })).toEqual(
      before,
    );
    expect((await listImports(caller, { feed_id: feedId, limit: 20 })).items).toHaveLength(1);
    expect((await listImports(caller, { limit: 20 })).items).toEqual([]);

    products[4] = { id: "p5", price: "12.00 EUR" };
    text(feedOf(products));
    const priced = await sync(caller, feedId);
    expect(priced.feed.last_run).toMatchObject({ created: 0, updated: 1, unchanged: 19, removed: 0 });
    expect(await shown(projectId)).toContain("p5 1200");

    products[6] = { id: "p7", availability: "out_of_stock" };
    text(feedOf(products));
    expect((await sync(caller, feedId)).feed.last_run).toMatchObject({ updated: 1, unchanged: 19 });
    expect(await shown(projectId)).toContain("p7 1000 sold out");

    products.splice(2, 1);
    text(feedOf(products));
    const gone = await sync(caller, feedId);
    expect(gone.feed).toMatchObject({ products: 19, last_run: { removed: 1, withheld: 0, unchanged: 19 } });
    expect(await shown(projectId)).not.toContain("p3 1000");
    expect(await prisma.product.count({ where: { projectId } })).toBe(20);

    // It comes back as it was before, and is the same product.
    products.push({ id: "p3" });
    text(feedOf(products));
    const back = await sync(caller, feedId);
    expect(back.feed).toMatchObject({ products: 20, last_run: { created: 0, updated: 1, unchanged: 19 } });
    expect(await prisma.feedSighting.count({ where: { projectId } })).toBe(0);
    const learning = await prisma.project.findUniqueOrThrow({ where: { id: projectId } });
    expect(learning.sourcesChangedAt).not.toBeNull();
  });

  test("an answer that is known by its validators is not read again", async () => {
    const { caller, feedId } = await aFeed();
    serve = (request, response) => {
      const isKnown = request.headers["if-none-match"] === '"one"';
      response.writeHead(isKnown ? 304 : 200, {
        etag: '"one"',
        "last-modified": "Sat, 21 Nov 2026 07:00:00 GMT",
      });
      response.end(isKnown ? undefined : feedOf(range(3)));
    };
    expect((await sync(caller, feedId)).result).toBe("imported");
    const again = await sync(caller, feedId);
    expect(again.result).toBe("unchanged");
    expect(asked[1]?.headers["if-modified-since"]).toBe("Sat, 21 Nov 2026 07:00:00 GMT");
    expect(Date.parse(again.feed.next_run_at ?? "")).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    // A new address is another file.
    await updateFeed(caller, updateFeedInput.parse({ feed_id: feedId, url: `${shop.url}/other.xml` }));
    await sync(caller, feedId);
    expect(asked[2]?.headers["if-none-match"]).toBeUndefined();
  });

  test("a product that somebody imported over is taken back, though the feed is the same", async () => {
    const { caller, projectId, feedId } = await aFeed();
    text(feedOf(range(3)));
    await sync(caller, feedId);
    const { id } = await createImport(
      caller,
      { kind: "products", file_name: "x.csv" },
      pieces("Handle,Title,Variant Price\np1,Mine,1.00\nown,Own,2.00"),
    );
    await runImport(caller, id);
    expect(await shown(projectId)).toEqual(["own 200", "p1 100", "p2 1000", "p3 1000"]);
    expect((await sync(caller, feedId)).feed.last_run).toMatchObject({ updated: 1, removed: 0 });
    // What was imported by hand is not the feed's to hide.
    expect(await shown(projectId)).toEqual(["own 200", "p1 1000", "p2 1000", "p3 1000"]);
  });

  test("packed, as TSV, and as Shopify's CSV", async () => {
    const { caller, projectId, feedId } = await aFeed();
    text(gzipSync(feedOf(range(2))), { "content-encoding": "gzip" });
    expect((await sync(caller, feedId)).feed.products).toBe(2);
    text(gzipSync(feedOf(range(3))));
    expect((await sync(caller, feedId)).feed.products).toBe(3);
    text("id\ttitle\tprice\np1\tOne\t5 USD\np2\tTwo\t5 USD\np3\tThree\t5 USD\n");
    expect((await sync(caller, feedId)).feed.last_run).toMatchObject({ updated: 3 });
    text("Handle,Title,Variant Price\np1,One,6.00\np2,Two,5.00\np3,Three,5.00\n");
    await sync(caller, feedId);
    expect(await shown(projectId)).toEqual(["p1 600", "p2 500", "p3 500"]);
  });

  test("a feed that lost most of its products hides none until somebody says so", async () => {
    const { caller, projectId, feedId } = await aFeed();
    text(feedOf(range(20)));
    await sync(caller, feedId);
    await expect(confirmRemoval(caller, { feed_id: feedId })).rejects.toBeInstanceOf(ConflictError);
    text(feedOf(range(9)));
    const { feed } = await sync(caller, feedId);
    expect(feed).toMatchObject({ products: 20, last_run: { removed: 0, withheld: 11, unchanged: 9 } });
    expect((await sync(caller, feedId)).result).toBe("unchanged");
    expect(await confirmRemoval(caller, { feed_id: feedId })).toMatchObject({
      products: 9,
      last_run: { removed: 11, withheld: 0 },
    });
    expect(await shown(projectId)).toHaveLength(9);
    // An empty feed is the same.
    text(feedOf([]));
    expect((await sync(caller, feedId)).feed).toMatchObject({ products: 9, last_run: { withheld: 9 } });
    text(feedOf(range(9)));
    expect((await sync(caller, feedId)).feed).toMatchObject({
      products: 9,
      last_run: { withheld: 0, removed: 0 },
    });
  });

  test("a record with a fault is reported, and its product is not taken for gone", async () => {
    const { caller, projectId, feedId } = await aFeed();
    text(feedOf(range(4)));
    await sync(caller, feedId);
    text(feedOf([...range(3), { id: "p4", price: "free" }]));
    const { feed } = await sync(caller, feedId);
    expect(feed.last_run).toMatchObject({ rejected: 1, removed: 0, unchanged: 3 });
    const { rejections } = await getImport(caller, { import_id: feed.last_run?.id ?? "" });
    expect(rejections).toMatchObject([{ line: 4, field: "price" }]);
    expect(await shown(projectId)).toHaveLength(4);
  });
});

describe("what goes wrong", () => {
  const failures: [string, () => void, RegExp][] = [
    ["no such file", () => {}, /There is no file at the feed's address: its server answers 404/],
    [
      "a sign-in",
      () => {
        serve = (_, response) => response.writeHead(401).end();
      },
      /without signing in/,
    ],
    [
      "an error",
      () => {
        serve = (_, response) => response.writeHead(503).end();
      },
      /the error 503/,
    ],
    [
      "a connection that breaks",
      () => {
        serve = (_, response) => {
          response.writeHead(200, { "content-length": "5000" });
          response.write("<rss>");
          setTimeout(() => response.destroy(), 20);
        };
      },
      /can't be reached, or broke off/,
    ],
    [
      "an endless way",
      () => {
        serve = (_, response) => response.writeHead(302, { location: "/feed.xml" }).end();
      },
      /from one to the next/,
    ],
    [
      "a way with a password",
      () => {
        serve = (_, response) => response.writeHead(302, { location: "http://a:b@shop.example/" }).end();
      },
      /no web address/,
    ],
    [
      "a way to a file of this machine",
      () => {
        serve = (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end();
      },
      /no web address/,
    ],
    ["a workbook", () => text(Buffer.from([0x50, 0x4b, 3, 4, 0, 0])), /ZIP archive or an Excel workbook/],
    ["nothing", () => text(""), /empty/],
    [
      "a gigabyte in one megabyte",
      () => text(gzipSync(Buffer.alloc(200 * 2 ** 20)), { "content-encoding": "gzip" }),
      /larger than 50 MB/,
    ],
    [
      "a gigabyte in a packed file",
      () => text(gzipSync(Buffer.alloc(200 * 2 ** 20))),
      /unpacks to more than 50 MB/,
    ],
  ];
  test.each(failures)("%s: the products stay, and the feed says why", async (_, prepare, sentence) => {
    const { caller, projectId, feedId } = await aFeed();
    text(feedOf(range(3)));
    await sync(caller, feedId);
    serve = (__, response) => response.writeHead(404).end();
    prepare();
    const { result, feed } = await sync(caller, feedId);
    expect(result).toBe("failed");
    expect(feed.last_error).toMatch(sentence);
    expect(feed.is_syncing).toBe(false);
    expect(Date.parse(feed.next_run_at ?? "")).toBeLessThan(Date.now() + 3_700_000);
    expect(await shown(projectId)).toHaveLength(3);
    text(feedOf(range(3)));
    expect((await sync(caller, feedId)).feed).toMatchObject({ last_error: null, last_run: { unchanged: 3 } });
  });

  test.each([
    ["XML that breaks in the middle", feedOf(range(600)).slice(0, 40_000)],
    ["a web page", "<!doctype html><title>Soon back</title>"],
    ["an entity bomb", `<!DOCTYPE rss [<!ENTITY a "b">]>${feedOf(range(600)).slice(21)}`],
    ["JSON", "{}"],
  ])("%s: nothing is imported and nothing hidden", async (_, file) => {
    const { caller, projectId, feedId } = await aFeed();
    text(feedOf(range(600)));
    await sync(caller, feedId);
    const before = await shown(projectId);
    text(file);
    const { feed } = await sync(caller, feedId);
    expect(feed).toMatchObject({
      last_error: expect.stringMatching(/\w\./),
      last_run: { status: "failed", processed: 0 },
    });
    expect(await shown(projectId)).toEqual(before);
    // The same file is read again, since it was never read whole.
    expect((await sync(caller, feedId)).result).toBe("imported");
  });

  test("no address of the inner network is reached, in whatever spelling, and none by a detour", async () => {
    const { port } = new URL(inner.url);
    const known = { etag: null, lastModified: null, contentHash: null };
    for (const host of INNER_HOSTS) {
      const reached = fetchFeed(`http://${host}:${port}/`, known);
      await expect(reached, host).rejects.toThrow(/inner network|can't be reached/);
    }
    serve = (_, response) => response.writeHead(302, { location: `http://localhost:${port}/` }).end();
    await expect(fetchFeed(`${shop.url}/feed.xml`, known)).rejects.toThrow(/inner network/);
  });

  test.each([
    "ftp://shop.example/feed.xml",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "shop.example/feed",
    "https://user:secret@shop.example/feed.xml",
    "https://user@shop.example/feed.xml",
    "https://",
    "",
    `https://shop.example/${"x".repeat(2_000)}`,
  ])("the address %j is refused", (url) => {
    const parsed = createFeedInput.safeParse({ name: "Shop", url });
    expect(parsed.error?.issues[0]?.path).toEqual(["url"]);
    expect(JSON.stringify(parsed.error)).not.toContain("secret@");
  });
});

describe("interruptions and schedules", () => {
  test("an interrupted run hides nothing, and goes on where it was", async () => {
    const { caller, projectId, feedId } = await aFeed();
    text(feedOf(range(800)));
    await sync(caller, feedId);
    text(feedOf(range(790).map(({ id }) => ({ id, price: "11.00 USD" }))));
    expect(await syncFeed(caller, feedId)).toBe("imported");
    const { last_run: run } = await getFeed(caller, { feed_id: feedId });
    const stopping = new AbortController();
    const running = runImport(caller, run?.id ?? "", {
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    await expect(running).rejects.toBeInstanceOf(ImportInterruptedError);
    expect(await shown(projectId)).toHaveLength(800);
    // Another look does not begin a second run beside it.
    expect(await syncFeed(caller, feedId)).toBe("busy");
    expect(await runImport(caller, run?.id ?? "")).toMatchObject({
      updated: 790,
      removed: 10,
      processed: 790,
    });
    expect(await shown(projectId)).toHaveLength(790);
  });

  test("a run that no worker goes on with is given up, and the feed read anew", async () => {
    const { caller, feedId } = await aFeed();
    text(feedOf(range(2)));
    await syncFeed(caller, feedId);
    const { last_run: run } = await getFeed(caller, { feed_id: feedId });
    await (await boss()).deleteAllJobs("import");
    const { result, feed } = await sync(caller, feedId);
    expect(result).toBe("imported");
    expect(feed.last_run).toMatchObject({ created: 2, status: "succeeded" });
    expect(await getImport(caller, { import_id: run?.id ?? "" })).toMatchObject({ status: "failed" });
  });

  test("a due feed is given to one of many, once", async () => {
    const { feedId } = await aFeed();
    await prisma.productFeed.updateMany({ where: { id: feedId }, data: { nextRunAt: new Date(0) } });
    const taken = (await Promise.all(Array.from({ length: 10 }, () => takeDueFeeds()))).flat();
    expect(taken.filter((feed) => feed.feedId === feedId)).toHaveLength(1);
    expect(await takeDueFeeds()).toEqual([]);
  });

  test("the schedule asks for due feeds that are not paused", async () => {
    const due = await aFeed();
    const paused = await aFeed();
    await pauseFeed(paused.caller, { feed_id: paused.feedId, is_active: false });
    const queue = await boss();
    await queue.deleteAllJobs(feedJob.name);
    await prisma.productFeed.updateMany({ data: { nextRunAt: new Date(0) } });
    await handleFeeds({ signal: new AbortController().signal });
    await handleFeeds({ signal: new AbortController().signal });
    const jobs = await queue.findJobs<{ feedId: string }>(feedJob.name);
    const ids = jobs.map(({ data }) => data.feedId);
    expect(ids.filter((id) => id === due.feedId)).toHaveLength(1);
    expect(ids).not.toContain(paused.feedId);
    expect(await getFeed(paused.caller, { feed_id: paused.feedId })).toMatchObject({
      is_active: false,
      next_run_at: null,
    });
    expect(
      (await pauseFeed(paused.caller, { feed_id: paused.feedId, is_active: true })).next_run_at,
    ).not.toBeNull();
  });

  test("a job whose feed was deleted ends quietly", async () => {
    const { projectId } = await projectForImport();
    const { signal } = new AbortController();
    await handleFeed({ projectId, feedId: newId("feed") }, { signal });
    await handleFeed({ projectId: newId("project"), feedId: newId("feed") }, { signal });
  });

  test("a worker that is killed in the middle leaves the products; the next one ends the run", async () => {
    const { caller, projectId, feedId } = await aFeed();
    text(feedOf(range(3_000)));
    await sync(caller, feedId);
    const before = await shown(projectId);
    text(feedOf(range(2_900).map(({ id }) => ({ id, price: "11.00 USD" }))));
    await (await boss()).deleteAllJobs(feedJob.name);
    await syncFeedNow(caller, { feed_id: feedId });
    const run = async () => (await getFeed(caller, { feed_id: feedId })).last_run;
    const first = startWorkerProcess();
    await until(async () => {
      const now = await run();
      return now?.status === "running" && now.processed > 0;
    });
    first.kill("SIGKILL");
    await new Promise((resolve) => first.once("exit", resolve));
    const stopped = await run();
    expect(stopped).toMatchObject({ status: "running", removed: 0 });
    expect(stopped?.processed).toBeLessThan(2_900);
    expect((await shown(projectId)).length).toBe(before.length);
    const second = startWorkerProcess();
    try {
      await until(async () => (await run())?.status === "succeeded", 120_000);
    } finally {
      second.kill("SIGTERM");
    }
    expect(await run()).toMatchObject({ updated: 2_900, removed: 100, created: 0, rejected: 0 });
    const after = await shown(projectId);
    expect(after).toHaveLength(2_900);
    expect(after.every((line) => line.endsWith(" 1100"))).toBe(true);
  }, 180_000);
});

/** A process that runs jobs on this test's database, as the server does. */
function startWorkerProcess() {
  const root = path.resolve(import.meta.dirname, "../..");
  const script = path.join(root, "lib/jobs/worker-process.ts");
  return spawn(process.execPath, [path.join(root, "scripts/run.mjs"), script], {
    cwd: root,
    stdio: "ignore",
    env: { ...process.env, LOG_LEVEL: "silent", OUTBOUND_ALLOWED_HOSTS: new URL(shop.url).host },
  });
}

async function until(holds: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await holds()); await sleep(20)) {
    if (Date.now() > deadline) throw new Error("It did not happen in time.");
  }
}

describe("who may", () => {
  test("another tenant's feed does not exist, for every verb", async () => {
    const { feedId } = await aFeed();
    const mine = await projectForImport();
    const verbs = [
      () => getFeed(mine.caller, { feed_id: feedId }),
      () => updateFeed(mine.caller, { feed_id: feedId, name: "x" }),
      () => pauseFeed(mine.caller, { feed_id: feedId, is_active: false }),
      () => syncFeedNow(mine.caller, { feed_id: feedId }),
      () => confirmRemoval(mine.caller, { feed_id: feedId }),
      () => deleteFeed(mine.caller, { feed_id: feedId, products: "hide" }),
      () => syncFeed(mine.caller, feedId),
    ];
    for (const verb of verbs) await expect(verb()).rejects.toBeInstanceOf(NotFoundError);
    expect(await listFeeds(mine.caller)).toEqual({ items: [] });
    expect((await listImports(mine.caller, { feed_id: feedId, limit: 20 })).items).toEqual([]);
  });

  test("an agent may neither see feeds, whose addresses may hold keys, nor change them", async () => {
    const { caller, feedId } = await aFeed();
    const agent: Caller = { ...caller, permissions: ROLE_PERMISSIONS.agent };
    const verbs = [
      () => listFeeds(agent),
      () => getFeed(agent, { feed_id: feedId }),
      () => createFeed(agent, createFeedInput.parse({ name: "x", url: "https://shop.example/x" })),
      () => updateFeed(agent, { feed_id: feedId, name: "x" }),
      () => pauseFeed(agent, { feed_id: feedId, is_active: false }),
      () => syncFeedNow(agent, { feed_id: feedId }),
      () => confirmRemoval(agent, { feed_id: feedId }),
      () => deleteFeed(agent, { feed_id: feedId, products: "keep" }),
      () => syncFeed(agent, feedId),
    ];
    for (const verb of verbs) await expect(verb()).rejects.toBeInstanceOf(InsufficientPermissionError);
  });

  test("one address is one feed, and there are at most 20", async () => {
    const { caller } = await projectForImport();
    const feed = (name: string) =>
      createFeed(caller, createFeedInput.parse({ name, url: `https://shop.example/${name}#top` }));
    await feed("a");
    await expect(feed("a")).rejects.toMatchObject({ reason: "duplicate_feed" });
    const b = await feed("b");
    const taken = updateFeedInput.parse({ feed_id: b.id, url: "https://shop.example/a" });
    await expect(updateFeed(caller, taken)).rejects.toMatchObject({ reason: "duplicate_feed" });
    const rest = Array.from({ length: MAX_FEEDS }, (_, index) => feed(`n${index}`));
    const ends = await Promise.allSettled(rest);
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(MAX_FEEDS - 2);
    expect((await listFeeds(caller)).items).toHaveLength(MAX_FEEDS);
  });

  test("deleting a feed keeps or hides what it brought", async () => {
    for (const products of ["keep", "hide"] as const) {
      const { caller, projectId, feedId } = await aFeed();
      text(feedOf(range(3)));
      await sync(caller, feedId);
      await deleteFeed(caller, { feed_id: feedId, products });
      expect(await shown(projectId)).toHaveLength(products === "keep" ? 3 : 0);
      expect(await prisma.product.count({ where: { projectId, feedId: null } })).toBe(3);
      expect(await prisma.importRun.count({ where: { projectId } })).toBe(0);
      expect((await listFeeds(caller)).items).toEqual([]);
      const actions = await prisma.auditEntry.findMany({
        where: { targetId: feedId },
        select: { action: true },
      });
      expect(actions.map(({ action }) => action).toSorted()).toEqual(["feed.create", "feed.delete"]);
    }
  });
});
