// npm run bench -- products: searching and listing a large catalogue, against SQL that somebody who knows PostgreSQL writes.
import { performance } from "node:perf_hooks";
import pg from "pg";
import type { Caller } from "@/lib/auth/caller";
import { operatorCaller } from "@/lib/auth/operator-caller";
import { withReadOnlyTransactions } from "@/lib/db/read-only-url";
import { findProducts } from "@/lib/products/find";
import { findProductsInput } from "@/lib/products/schema";
import { fillProducts, type ManyProducts } from "./many-products";
import { median, type Part, p95 } from "./results";

/** Of each kind, so many questions are measured at least, whether different ones or one again and again. */
const SAMPLES = 45;
const WARM_UPS = 10;
/** Searches of each kind, of different products. */
const SEARCHES = 15;
const LIMIT = 20;
/** What both ways ask of a product that is only spelled alike, on pg_trgm's scale. */
const LEAST_LIKENESS = 0.4;

/** Both ways of a question, with the milliseconds each took. */
interface Timing {
  about: string;
  ours: number[];
  byHand: number[];
  /** Products on the first page of each search by hand, and how many of them are on ours. */
  wanted: number;
  alsoOurs: number;
}

/** Fills a database with `count` products and asks it, by turns, the same in two ways. */
export async function benchProducts(databaseUrl: string, count: number): Promise<Part> {
  const started = performance.now();
  const many = await fillProducts(databaseUrl, count);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${seconds} s: ${count} products`);
  return measureProducts(databaseUrl, many, count, seconds);
}

async function measureProducts(
  databaseUrl: string,
  many: ManyProducts,
  count: number,
  seconds: number,
): Promise<Part> {
  const client = new pg.Client({ connectionString: withReadOnlyTransactions(databaseUrl) });
  await client.connect();
  try {
    // A product is alike by hand from the same likeness on; the function is called once because it brings the setting.
    await client.query("SELECT word_similarity('a', 'a')");
    await client.query(`SET pg_trgm.word_similarity_threshold = ${LEAST_LIKENESS}`);
    const caller: Caller = { ...(await operatorCaller(many.organisationId)), isReadonly: true };
    const searches: Timing[] = [];
    for (const { about, texts } of searchesOf(many)) {
      searches.push(
        await measure(
          client,
          caller,
          about,
          texts.map((query) => bySearch(many.projectId, query)),
        ),
      );
    }
    const lists: Timing[] = [];
    for (const { about, asked } of listsOf(many)) lists.push(await measure(client, caller, about, asked));
    return toPart(searches, lists, count, seconds);
  } finally {
    await client.end();
  }
}

interface Asked {
  input: Record<string, unknown>;
  text: string;
  values: unknown[];
}

async function measure(
  client: pg.Client,
  caller: Caller,
  about: string,
  asked: readonly Asked[],
): Promise<Timing> {
  const timing: Timing = { about, ours: [], byHand: [], wanted: 0, alsoOurs: 0 };
  const roundsOf = (count: number) => Math.ceil(count / asked.length);
  for (let round = -roundsOf(WARM_UPS); round < roundsOf(SAMPLES); round += 1) {
    for (const { input, text, values } of asked) {
      let before = performance.now();
      const { items } = await findProducts(caller, findProductsInput.parse(input));
      if (round >= 0) timing.ours.push(performance.now() - before);
      before = performance.now();
      const { rows } = await client.query<{ id: string }>(text, values);
      if (round >= 0) timing.byHand.push(performance.now() - before);
      if (round !== 0) continue;
      const ids = new Set(items.map(({ id }) => id));
      const page = rows.slice(0, LIMIT);
      timing.wanted += page.length;
      timing.alsoOurs += page.filter(({ id }) => ids.has(id)).length;
    }
  }
  console.log(rowOf(timing));
  return timing;
}

/** What people type, made of the catalogue's own words. */
function searchesOf({ titles, skus }: ManyProducts): { about: string; texts: string[] }[] {
  const chosen = Array.from(
    { length: SEARCHES },
    (_, index) => titles[Math.floor(((index + 0.5) * titles.length) / SEARCHES)] as string,
  );
  const words = chosen.map((title) => title.split(" "));
  const misspelt = (word: string) => word.slice(0, 2) + (word[3] ?? "") + (word[2] ?? "") + word.slice(4);
  return [
    { about: "a whole title", texts: chosen },
    {
      about: "colour, material and thing",
      texts: words.map((all) => all.slice(1, 4).join(" ").toLowerCase()),
    },
    { about: "one common word", texts: words.map((all) => (all[1] ?? "").toLowerCase()) },
    {
      about: "two words, both misspelt",
      texts: words.map((all) => `${misspelt(all[0] ?? "")} ${misspelt(all.at(-1) ?? "")}`),
    },
    { about: "one word, misspelt", texts: words.map((all) => misspelt(all[2] ?? "")) },
    { about: "a word half typed", texts: words.map((all) => `${all[1]} ${(all.at(-1) ?? "").slice(0, 3)}`) },
    { about: "a question", texts: words.map((all) => `do you have a ${all[1]} ${all.at(-1)} in stock`) },
    {
      about: "a product code",
      texts: chosen.map((_, index) => skus[(index * 7_919) % skus.length] as string),
    },
    { about: "words that nothing has", texts: ["xylophone", "gearbox oil", "qwrtzp"] },
  ];
}

/** What the page shows of a product, with what its variants are. */
const COLUMNS = `
  p.project_id, p.id, p.title, left(p.description, 301) AS description, p.vendor, p.product_type, p.tags, p.price_min, p.price_max,
  p.currency, p.is_available, p.is_published, p.url, p.image_url, p.updated_at, v.*`;
const VARIANTS = `
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS count, count(*) FILTER (WHERE is_available)::int AS available,
           jsonb_agg(options ORDER BY position) AS options, array_agg(sku ORDER BY position) AS skus
      FROM product_variant WHERE project_id = p.project_id AND product_id = p.id) v`;

/**
 * Full text with the last word's beginning, likeness of spelling, and codes, each ranked on its own and joined by
 * reciprocal rank.
 */
const SEARCH = `
  WITH q AS (SELECT websearch_to_tsquery('english', $2) ||
                    to_tsquery('english', replace(trim(regexp_replace($2, '\\W+', ' ', 'g')), ' ', ' & ') || ':*') AS query),
  by_text AS (
    SELECT id, row_number() OVER (ORDER BY rank DESC, id) AS place
      FROM (SELECT p.id, ts_rank_cd(p.search, q.query) AS rank FROM q, product p
             WHERE p.project_id = $1 AND p.search @@ q.query ORDER BY rank DESC, p.id LIMIT 200) t),
  by_spelling AS (
    SELECT id, row_number() OVER (ORDER BY likeness DESC, id) AS place
      FROM (SELECT p.id, word_similarity($2, p.search_text) AS likeness FROM product p
             WHERE p.project_id = $1 AND $2 <% p.search_text ORDER BY likeness DESC, p.id LIMIT 200) s),
  by_code AS (
    SELECT id, row_number() OVER (ORDER BY is_whole DESC, id) AS place
      FROM (SELECT product_id AS id, bool_or(is_whole) AS is_whole
              -- Limits tell the planner that few are meant; without them it starts parallel workers.
              FROM (SELECT v.product_id, true AS is_whole
                      FROM unnest(string_to_array($2, ' ')) AS k(code)
                     CROSS JOIN LATERAL (
                       (SELECT product_id FROM product_variant
                         WHERE project_id = $1 AND sku <> '' AND lower(sku) = k.code LIMIT 200)
                       UNION ALL
                       (SELECT product_id FROM product_variant
                         WHERE project_id = $1 AND barcode <> '' AND barcode = k.code LIMIT 200)) v
                    UNION ALL
                    (SELECT product_id, false FROM product_variant
                      WHERE project_id = $1 AND sku <> '' AND lower(sku) LIKE $3
                      ORDER BY lower(sku) USING ~<~ LIMIT 200)) v
             GROUP BY product_id ORDER BY is_whole DESC, id LIMIT 200) c),
  fused AS (
    SELECT id, sum(1.0 / (60 + place)) AS score
      FROM (SELECT * FROM by_text UNION ALL SELECT * FROM by_spelling UNION ALL SELECT * FROM by_code) found
     GROUP BY id ORDER BY score DESC, id LIMIT ${LIMIT})
  SELECT ${COLUMNS}, f.score FROM fused f JOIN product p ON p.project_id = $1 AND p.id = f.id ${VARIANTS} ORDER BY f.score DESC, p.id`;

function bySearch(projectId: string, query: string): Asked {
  const text = query.toLowerCase();
  return { input: { query, limit: LIMIT }, text: SEARCH, values: [projectId, text, `${text}%`] };
}

/** Pages of the list with the filters of the page, and one from the middle. */
function listsOf({ projectId, titles }: ManyProducts): { about: string; asked: Asked[] }[] {
  const list = (condition: string, input: Record<string, unknown>, values: unknown[]): Asked[] => [
    {
      input: { ...input, limit: LIMIT },
      text: `SELECT ${COLUMNS}
               FROM (SELECT p.* FROM product p WHERE p.project_id = $1 ${condition} ORDER BY p.title, p.id LIMIT ${LIMIT + 1}) p
              ${VARIANTS} ORDER BY p.title, p.id`,
      values: [projectId, ...values],
    },
  ];
  const vendor = `${(titles[0] ?? "").split(" ")[0]} partners-demo`;
  return [
    { about: "the first page", asked: list("", {}, []) },
    {
      about: "sold out",
      asked: list("AND NOT p.is_available AND p.is_published", { availability: "no" }, []),
    },
    { about: "of one vendor", asked: list("AND lower(p.vendor) = lower($2)", { vendor }, [vendor]) },
    {
      about: "of a vendor there is not",
      asked: list("AND lower(p.vendor) = lower($2)", { vendor: "Nobody" }, ["Nobody"]),
    },
    {
      about: "of a type there is not",
      asked: list("AND lower(p.product_type) = lower($2)", { product_type: "Nothing" }, ["Nothing"]),
    },
    {
      about: "at 5.00 to 5.10",
      asked: list(
        "AND p.currency = (SELECT currency FROM project WHERE id = $1) AND p.price_max >= $2 AND p.price_min <= $3",
        { price_from: "5.00", price_to: "5.10" },
        [500, 510],
      ),
    },
  ];
}

const ms = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
const times = (ours: number, byHand: number) => `${(ours / byHand).toFixed(1)}×`;

function rowOf({ about, ours, byHand, wanted, alsoOurs }: Timing): string {
  const cells = [median(ours), median(byHand), p95(ours), p95(byHand)].map(ms);
  const same = wanted === 0 ? "–" : `${Math.round((100 * alsoOurs) / wanted)} %`;
  return `| ${[about, ...cells, times(p95(ours), p95(byHand)), same].join(" | ")} |`;
}

/** The part of the results. */
function toPart(searches: readonly Timing[], lists: readonly Timing[], count: number, seconds: number): Part {
  const all = (key: "ours" | "byHand") => searches.flatMap((timing) => timing[key]);
  const worst = searches.reduce((left, right) =>
    p95(right.ours) / p95(right.byHand) > p95(left.ours) / p95(left.byHand) ? right : left,
  );
  const head = [
    "| what | p50 ms | by hand | p95 ms | by hand | ratio of p95 | of the first page by hand, also ours |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
  ];
  return {
    title: "A large catalogue",
    text: [
      `${count.toLocaleString("en-GB")} products of one project, made of the words of the two real catalogues and written by COPY in ${seconds} s.`,
      "What the products page and `search_products` do, against SQL by hand that answers the same: full text with the last",
      "word half typed, likeness of spelling (`pg_trgm`) and product codes, each ranked on its own, fused by reciprocal rank, 20",
      `products with what their variants are. By hand takes the same least likeness (${LEAST_LIKENESS}) of the whole text, ours of the mean`,
      "over its words. Ours besides forgives swapped letters, works in any project's language, and pages.",
      "",
      `At least ${SAMPLES} measurements of each kind, by turns. Lists of 2 ms differ by what Prisma and the product's own shape of an`,
      "answer add to a statement, about 1 ms.",
    ].join("\n"),
    goals: [
      {
        what: `product search among ${count.toLocaleString("en-GB")} products, p95 to SQL by hand: of all kinds pooled, and of the worst kind`,
        goal: "at most 1.5 times",
        measured: `${times(p95(all("ours")), p95(all("byHand")))} pooled; ${times(p95(worst.ours), p95(worst.byHand))} for ${worst.about} (${ms(p95(worst.ours))} ms to ${ms(p95(worst.byHand))} ms)`,
      },
    ],
    tables: [
      [...head, ...searches.map((timing) => rowOf({ ...timing, about: `search: ${timing.about}` }))].join(
        "\n",
      ),
      [...head, ...lists.map((timing) => rowOf({ ...timing, about: `list: ${timing.about}` }))].join("\n"),
    ],
  };
}
