// Part of `npm run bench -- retrieval`: how long a search takes in a large index, against a small one and SQL by hand.
import { performance } from "node:perf_hooks";
import pg from "pg";
import { withReadOnlyTransactions } from "@/lib/db/read-only-url";
import { searchPassages } from "@/lib/knowledge/search-passages";
import { subjectOf } from "@/lib/replies/fit";
import { fillPassages, type LargeIndex } from "./many-passages";
import { isHeldOut, RETRIEVAL_QUESTIONS } from "./questions-retrieval";
import { median, type Part, p95 } from "./results";

const KINDS = ["product", "document", "custom"] as const;
/** Sources that a reply looks at. */
const LIMIT = 12;
/** The same least likeness of spelling as ours. */
const LEAST_LIKENESS = 0.45;
const ROUNDS = 2;

/** Milliseconds of one kind of question in each way. */
interface Timing {
  about: string;
  large: number[];
  small: number[];
  byHand: number[];
}

/** Fills a small index and a large one, and asks both as a reply does, by turns with SQL by hand. */
export async function benchLargeIndex(
  databaseUrl: string,
  counts: { small: number; large: number },
): Promise<Pick<Part, "goals" | "tables" | "text">> {
  const started = performance.now();
  const [small, large] = (await fillPassages(databaseUrl, [counts.small, counts.large])) as [
    LargeIndex,
    LargeIndex,
  ];
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${seconds} s: ${counts.large} passages`);
  const client = new pg.Client({ connectionString: withReadOnlyTransactions(databaseUrl) });
  await client.connect();
  try {
    // A passage is alike by hand from the same likeness on; the function is called once because it brings the setting.
    await client.query("SELECT word_similarity('a', 'a')");
    await client.query(`SET pg_trgm.word_similarity_threshold = ${LEAST_LIKENESS}`);
    const timings: Timing[] = [];
    for (const { about, texts } of questionsOf()) {
      timings.push(await measure(client, about, texts, small, large));
    }
    return toPart(timings, counts, seconds);
  } finally {
    await client.end();
  }
}

/** What replies look for: a question's words without those of grammar and of asking. */
function questionsOf(): { about: string; texts: string[] }[] {
  const subjects = RETRIEVAL_QUESTIONS.filter((_, index) => isHeldOut(index)).map(({ question }) =>
    subjectOf(question, "en"),
  );
  const misspelt = (word: string) =>
    word.length > 4 ? `${word.slice(0, 3)}${word[4]}${word[3]}${word.slice(5)}` : word;
  return [
    { about: "questions in customers' words", texts: subjects.map((words) => words.join(" ")) },
    {
      about: "the same, every longer word misspelt",
      texts: subjects.map((words) => words.map(misspelt).join(" ")),
    },
    { about: "words that nothing has", texts: ["qwrtzp", "gearbox xylophone", "zzyzx quokka wombat"] },
  ];
}

async function measure(
  client: pg.Client,
  about: string,
  texts: readonly string[],
  small: LargeIndex,
  large: LargeIndex,
): Promise<Timing> {
  const timing: Timing = { about, large: [], small: [], byHand: [] };
  const search = ({ caller, chatbotId }: LargeIndex, query: string) =>
    searchPassages({ ...caller, isReadonly: true }, { query, kinds: KINDS, chatbotId, limit: LIMIT });
  const ways: [keyof Omit<Timing, "about">, (query: string) => Promise<unknown>][] = [
    ["large", (query) => search(large, query)],
    ["small", (query) => search(small, query)],
    ["byHand", (query) => client.query(BY_HAND, [large.projectId, large.indexId, query])],
  ];
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const query of texts) {
      for (const [way, run] of ways) {
        const before = performance.now();
        await run(query);
        if (round >= 0) timing[way].push(performance.now() - before);
      }
    }
  }
  console.log(rowOf(timing));
  return timing;
}

/** Full text with any of the words and likeness of spelling, each ranked on its own and joined by reciprocal rank. */
const BY_HAND = `
  WITH q AS (SELECT replace(plainto_tsquery('english', $3)::text, '&', '|')::tsquery AS query),
  by_text AS (
    SELECT id, row_number() OVER (ORDER BY rank DESC, id) AS place
      FROM (SELECT c.id, ts_rank_cd(c.search, q.query) AS rank FROM q, knowledge_chunk c
             WHERE c.project_id = $1 AND c.training_id = $2 AND c.search @@ q.query ORDER BY rank DESC, c.id LIMIT 200) t),
  by_spelling AS (
    SELECT id, row_number() OVER (ORDER BY likeness DESC, id) AS place
      FROM (SELECT c.id, word_similarity($3, c.title || ' ' || c.content) AS likeness FROM knowledge_chunk c
             WHERE c.project_id = $1 AND c.training_id = $2 AND $3 <% (c.title || ' ' || c.content)
             ORDER BY likeness DESC, c.id LIMIT 200) s),
  fused AS (
    SELECT id, sum(1.0 / (60 + place)) AS score
      FROM (SELECT * FROM by_text UNION ALL SELECT * FROM by_spelling) found GROUP BY id)
  SELECT * FROM (
    SELECT DISTINCT ON (c.source_kind, c.source_id)
           c.source_kind, c.source_id, c.title, c.content, c.position, c.locator, f.score
      FROM fused f JOIN knowledge_chunk c ON c.project_id = $1 AND c.id = f.id
     ORDER BY c.source_kind, c.source_id, f.score DESC, c.position) best
   ORDER BY score DESC, source_id LIMIT ${LIMIT}`;

const ms = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
const times = (left: readonly number[], right: readonly number[]) =>
  `${(p95(left) / p95(right)).toFixed(1)}×`;

function rowOf({ about, large, small, byHand }: Timing): string {
  const cells = [large, byHand, small].flatMap((values) => [ms(median(values)), ms(p95(values))]);
  return `| ${[about, ...cells.slice(0, 4), times(large, byHand), ...cells.slice(4), times(large, small)].join(" | ")} |`;
}

function toPart(
  timings: readonly Timing[],
  counts: { small: number; large: number },
  seconds: number,
): Pick<Part, "goals" | "tables" | "text"> {
  const number = (value: number) => value.toLocaleString("en-GB");
  const all = (key: "large" | "byHand" | "small") => timings.flatMap((timing) => timing[key]);
  return {
    text: [
      `How long it takes in an index of ${number(counts.large)} passages of one chatbot, beside one of ${number(counts.small)}: both have the real ones and`,
      `made products, written by COPY in ${seconds} s, and are asked for ${LIMIT} sources as a reply does. By hand: any of the words`,
      "ranked by `ts_rank_cd`, and the whole question's likeness of spelling (`pg_trgm`), fused by reciprocal rank, one passage",
      "of each source. Ours weighs words by how rare they are and compares each misspelt word on its own.",
    ].join("\n"),
    goals: [
      {
        what: `search among ${number(counts.large)} passages, p95 to SQL by hand, and to ${number(counts.small)} passages`,
        goal: "at most 1.5 times by hand",
        measured: `${times(all("large"), all("byHand"))}, and ${times(all("large"), all("small"))} (${ms(p95(all("large")))} ms)`,
      },
    ],
    tables: [
      [
        `| search | p50 ms | p95 ms | by hand p50 | p95 | ratio of p95 | ${number(counts.small)}: p50 | p95 | ratio of p95 |`,
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ...timings.map(rowOf),
      ].join("\n"),
    ],
  };
}
