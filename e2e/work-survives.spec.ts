// A server that is killed in the middle of learning and of reading a feed: visitors keep their answers, the work ends.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { feedOf, startShop } from "@/lib/feeds/testing";
import { type Stack, startStack } from "@/scripts/stack";
import { Browser } from "./http/browser";
import { Chat } from "./http/chat";
import { PASSWORD, type SeededProject, seedTenant } from "./tenants";

/** So many that each kind of work takes several batches. */
const DOCUMENTS = 1_000;
const PRODUCTS = 1_000;
/** Of those, what the shop no longer has at its second look. */
const GONE = 20;

let stack: Stack;
let db: pg.Client;
let shop: Awaited<ReturnType<typeof startShop>>;
let feed = "";

test.beforeAll(async () => {
  test.setTimeout(120_000);
  shop = await startShop((_, response) => response.end(feed));
  stack = await startStack({
    env: { OUTBOUND_ALLOWED_HOSTS: new URL(shop.url).host, LOG_LEVEL: "warn" },
  });
  db = new pg.Client({ connectionString: stack.databaseUrl });
  await db.connect();
});

test.afterAll(async () => {
  await db?.end();
  await stack?.stop();
  await shop?.close();
});

async function only<Row>(query: string, ...values: unknown[]): Promise<Row> {
  return (await db.query(query, values)).rows[0] as Row;
}

interface Work {
  id: string;
  status: string;
  processed: number;
}

const training = ({ chatbotId }: SeededProject) =>
  only<Work>(
    "SELECT id, status, processed FROM training WHERE chatbot_id = $1 ORDER BY created_at DESC, id DESC",
    chatbotId,
  );
const feedRun = ({ id }: SeededProject) =>
  only<Work & { removed: number; updated: number }>(
    `SELECT id, status::text, processed, removed, updated FROM import_run
      WHERE project_id = $1 AND feed_id IS NOT NULL ORDER BY created_at DESC, id DESC`,
    id,
  );
const index = async ({ chatbotId }: SeededProject) =>
  (await only<{ id: string }>("SELECT index_id AS id FROM chatbot WHERE id = $1", chatbotId)).id;

const productsOf = (count: number, price: string) =>
  feedOf(Array.from({ length: count }, (_, at) => ({ id: `p${at}`, price })));

/**
 * Waits until a piece of work has written a batch, and keeps it from writing the next one by holding its row.
 * @param query of the rows that may be the work's
 */
async function holdInTheMiddle(query: string, value: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(5)) {
    await client.query("BEGIN");
    const { rows } = await client.query<Work>(`${query} FOR UPDATE`, [value]);
    if (rows.some(({ status, processed }) => status === "running" && processed > 0)) return client;
    await client.query("ROLLBACK");
  }
  await client.end();
  throw new Error(`Nothing was under way: ${query}`);
}

test("kill -9 in the middle of a retraining and of a feed's second look", async () => {
  const tenant = await seedTenant(db, { projects: 2 });
  const [learning, selling] = tenant.projects as [SeededProject, SeededProject];
  const owner = new Browser(stack.baseUrl);
  await owner.signIn(stack.baseUrl, tenant.email, PASSWORD);
  const chat = new Chat(stack.baseUrl, learning.chatbotId);
  await chat.open(stack.baseUrl);
  const question = `Where is my order ${learning.canary}?`;
  expect(await chat.say(stack.baseUrl, question)).toContain("On its way.");

  // A feed that was read once.
  feed = productsOf(PRODUCTS, "10.00 USD");
  const feeds = `/p/${selling.id}/products/feeds`;
  const { id: feedId } = await owner.do<{ id: string }>(stack.baseUrl, feeds, "createFeedAction", [
    selling.id,
    { name: "Shop", url: `${shop.url}/feed.xml` },
  ]);
  await expect.poll(async () => (await feedRun(selling))?.status, { timeout: 60_000 }).toBe("succeeded");

  await db.query(
    `INSERT INTO knowledge_source (project_id, id, kind, title, body, content_hash)
     SELECT $1, 'src_' || lpad(n::text, 26, '0'), 'document', 'Kettle ' || n, 'Kettle ' || n || ' boils in ' || n || ' seconds.', n
       FROM generate_series(1, $2) n`,
    [learning.id, DOCUMENTS],
  );
  const before = await index(learning);
  feed = productsOf(PRODUCTS - GONE, "11.00 USD");
  await Promise.all([
    owner.do(stack.baseUrl, `/p/${learning.id}/knowledge`, "retrainChatbotAction", [
      learning.id,
      { chatbot_id: learning.chatbotId },
    ]),
    owner.do(stack.baseUrl, `${feeds}/${feedId}`, "syncFeedAction", [selling.id, { feed_id: feedId }]),
  ]);
  const holds = await Promise.all([
    holdInTheMiddle("SELECT status::text, processed FROM training WHERE chatbot_id = $1", learning.chatbotId),
    holdInTheMiddle(
      "SELECT status::text, processed FROM import_run WHERE feed_id = $1 AND status <> 'succeeded'",
      feedId,
    ),
  ]);
  await stack.instances[0]?.kill();
  await Promise.all(holds.map((client) => client.end()));
  const [stopped, read] = [await training(learning), await feedRun(selling)];
  expect(stopped).toMatchObject({ status: "running" });
  expect(read).toMatchObject({ status: "running", removed: 0 });
  expect(stopped.processed).toBeLessThan(DOCUMENTS);
  expect(read.processed).toBeLessThan(PRODUCTS - GONE);

  await stack.instances[0]?.start();
  // Before anybody goes on with the work: the old index answers, and no product is gone.
  expect(await chat.say(stack.baseUrl, question)).toContain("On its way.");
  expect(await index(learning)).toBe(before);
  expect((await feedRun(selling)).removed).toBe(0);

  await expect.poll(async () => (await training(learning)).status, { timeout: 60_000 }).toBe("succeeded");
  expect(await training(learning)).toMatchObject({ id: stopped.id, processed: DOCUMENTS + 2 });
  expect(await index(learning)).toBe(stopped.id);
  expect(await chat.say(stack.baseUrl, "How long does kettle 977 take to boil?")).toContain("977 seconds");
  expect(await chat.say(stack.baseUrl, question)).toContain("On its way.");

  await expect.poll(async () => (await feedRun(selling)).status, { timeout: 60_000 }).toBe("succeeded");
  expect(await feedRun(selling)).toMatchObject({ id: read.id, updated: PRODUCTS - GONE, removed: GONE });
  const { shown, wrong } = await only<{ shown: number; wrong: number }>(
    `SELECT count(*) FILTER (WHERE is_published)::int AS shown,
            count(*) FILTER (WHERE is_published AND price_min <> 1100)::int AS wrong
       FROM product WHERE project_id = $1 AND feed_id = $2`,
    selling.id,
    feedId,
  );
  expect({ shown, wrong }).toEqual({ shown: PRODUCTS - GONE, wrong: 0 });
});
