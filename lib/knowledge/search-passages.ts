import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";
import { searchWords } from "@/lib/products/search-words";
import { nearestPassages, type PassagePlace } from "./nearest-passages";

/**
 * Dampens the first places in reciprocal rank fusion (Cormack, Clarke, Büttcher 2009, section 2), and how much a place in
 * each way counts. Found with two thirds of the benchmark's questions; the last third confirmed them.
 */
const RRF_K = 5;
const WEIGHTS = { text: 1, spelling: 0.5, likeness: 0.5, meaning: 1 } as const;
/** Most passages each way of searching may contribute. */
const MAX_CANDIDATES = 200;
/** Of each other way, so many are compared with the whole question letter by letter, which takes long. */
const MAX_COMPARED = 40;
/**
 * In a large index, a word that more passages have counts as one that so many have. Passages are taken from the rarest
 * words on; once there are enough, what has only the commoner words can't get in front of them.
 */
const MAX_COUNTED = 10_000;
const ENOUGH_FROM_RARE = 3_000;
/** Most passages that a misspelt word is compared with one by one; in a larger index, with the words they have. */
const MAX_READ = 3_000;
/** Of the question's trigrams, what a passage must share with it to be like it. */
const MIN_LIKENESS = 0.1;

/** Words in their project's language, spelling, and meaning by the vectors of an index that has them. */
const SEARCH_WAYS = ["text", "trigram", "vectors"] as const;
type SearchWay = (typeof SEARCH_WAYS)[number];

export interface PassageSearch {
  query: string;
  /** Kinds of sources to look in. */
  kinds: readonly ("product" | "document" | "custom")[];
  /** Only what this chatbot has learned; every chatbot of the caller's projects when absent. */
  chatbotId?: string;
  limit: number;
  /** Only some ways, to tell what each is worth; all when absent. Trigrams alone compare every passage. */
  ways?: readonly SearchWay[];
}

/** The best passage of a source. */
export interface PassageHit {
  projectId: string;
  sourceKind: "product" | "document" | "custom";
  sourceId: string;
  title: string;
  content: string;
  /** Of the passage in its source, from 0. */
  position: number;
  /** Where in the source, in words: "page 3", "Returns › Refunds"; empty when nothing tells. */
  locator: string;
  /** Reciprocal rank fusion; comparable within one search only. */
  score: number;
  /** Cosine of the passage's vector with the question's; absent where the index or the search has no vectors. */
  similarity?: number | null;
}

/**
 * Sources by how well a passage of theirs answers a question, best first, from the indexes that chatbots answer from
 * now. Full text in the project's language, where rare words count more than common ones and not every word has to be
 * there; likeness of spelling, for words that are nowhere and of the best passages to the whole question; and nearness of
 * meaning when the index has vectors: joined by reciprocal rank fusion. One statement ranks, so a retraining that ends
 * meanwhile is seen whole or not at all.
 * @throws InsufficientPermissionError without `chatbots:read`
 */
export async function searchPassages(caller: Caller, search: PassageSearch): Promise<PassageHit[]> {
  requirePermission(caller, "chatbots:read");
  const ways: ReadonlySet<SearchWay> = new Set(search.ways ?? SEARCH_WAYS);
  const near = ways.has("vectors")
    ? await nearestPassages(caller, search, async (limit) =>
        (await ranked(caller, { ...search, limit }, ways, [])).map(({ id, projectId }) => ({
          id,
          projectId,
        })),
      )
    : [];
  const hits = await ranked(caller, search, ways, near);
  return hits.map(({ id: _, ...hit }) => hit);
}

async function ranked(
  caller: Caller,
  search: PassageSearch,
  ways: ReadonlySet<SearchWay>,
  near: readonly PassagePlace[],
): Promise<(PassageHit & { id: string })[]> {
  const words = searchWords(search.query);
  const projectIds = Prisma.sql`${[...caller.projectIds]}::text[]`;
  const kinds = Prisma.sql`${[...search.kinds]}::text[]`;
  const ofChatbot =
    search.chatbotId === undefined ? Prisma.empty : Prisma.sql`AND b.id = ${search.chatbotId}`;
  const [byText, byTrigram] = [ways.has("text"), ways.has("trigram")];
  return dbFor(caller).$queryRaw<(PassageHit & { id: string })[]>`
    WITH scope AS MATERIALIZED (
      SELECT p.id AS project_id, b.index_id, p.search_language::regconfig AS language, t.chunk_count
        FROM project p
        JOIN chatbot b ON b.project_id = p.id ${ofChatbot}
        JOIN training t ON t.project_id = p.id AND t.id = b.index_id
       WHERE p.organisation_id = ${caller.organisationId} AND p.id = ANY (${projectIds})
    ), excluded AS MATERIALIZED (
      SELECT DISTINCT s.project_id, plainto_tsquery(s.language, plain_text(word)) AS query
        FROM scope s, unnest(${words.excluded}::text[]) AS word
    ), wanted AS MATERIALIZED (
      -- Two words with one stem count once; words like "the" have none.
      SELECT s.project_id, s.index_id, q.query, min(q.word) AS word
        FROM scope s
       CROSS JOIN LATERAL (SELECT word, plainto_tsquery(s.language, plain_text(word)) AS query
                             FROM unnest(${words.wanted}::text[]) AS word) q
       WHERE numnode(q.query) > 0
       GROUP BY s.project_id, s.index_id, q.query
    ), counted AS MATERIALIZED (
      SELECT w.*, (SELECT count(*) FROM (
               SELECT 1 FROM knowledge_chunk c
                WHERE c.project_id = w.project_id AND c.training_id = w.index_id AND c.source_kind = ANY (${kinds})
                  AND c.search @@ w.query
                LIMIT ${MAX_COUNTED}::int) having_it) AS passages
        FROM wanted w WHERE ${byText}
    ), rarest AS MATERIALIZED (
      SELECT * FROM (
        SELECT *, coalesce(sum(passages) OVER (PARTITION BY project_id, index_id ORDER BY passages, word
                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
          FROM counted WHERE passages > 0) c
       WHERE before < ${ENOUGH_FROM_RARE}::int
    ), candidates AS MATERIALIZED (
      SELECT c.project_id, c.id
        FROM rarest l CROSS JOIN LATERAL (
          SELECT c.project_id, c.id FROM knowledge_chunk c
           WHERE c.project_id = l.project_id AND c.training_id = l.index_id AND c.source_kind = ANY (${kinds})
             AND c.search @@ l.query LIMIT ${MAX_COUNTED}::int) c
       UNION
      -- Where even the rarest word is common, not to miss what has all of them.
      SELECT c.project_id, c.id
        FROM (SELECT project_id, index_id, string_agg('(' || query::text || ')', ' & ')::tsquery AS query
                FROM counted WHERE passages > 0
               GROUP BY project_id, index_id HAVING min(passages) >= ${ENOUGH_FROM_RARE}::int) every
       CROSS JOIN LATERAL (
          SELECT c.project_id, c.id FROM knowledge_chunk c
           WHERE c.project_id = every.project_id AND c.training_id = every.index_id AND c.source_kind = ANY (${kinds})
             AND c.search @@ every.query LIMIT ${MAX_COUNTED}::int) c
    ), hits AS MATERIALIZED (
      SELECT w.word, c.project_id, c.id, ts_rank(c.search, w.query)::float8 AS weight
        -- Each passage is read once, not once for each word.
        FROM (SELECT c.project_id, c.id, c.training_id, c.search
                FROM candidates k JOIN knowledge_chunk c ON c.project_id = k.project_id AND c.id = k.id
               WHERE NOT EXISTS (SELECT 1 FROM excluded e WHERE e.project_id = c.project_id AND c.search @@ e.query)
              OFFSET 0) c
        JOIN wanted w ON w.project_id = c.project_id AND w.index_id = c.training_id AND c.search @@ w.query
    ), rarity AS MATERIALIZED (
      SELECT k.word, ln(1 + (greatest(n.passages, sum(k.passages)) - sum(k.passages) + 0.5) / (sum(k.passages) + 0.5)) AS idf
        FROM counted k CROSS JOIN (SELECT sum(chunk_count) AS passages FROM scope) n
       GROUP BY k.word, n.passages
    ), by_text AS MATERIALIZED (
      SELECT project_id, id, row_number() OVER (ORDER BY relevance DESC, id) AS place
        FROM (SELECT h.project_id, h.id, sum(r.idf * h.weight) AS relevance
                FROM hits h JOIN rarity r USING (word) GROUP BY h.project_id, h.id) weighed
       ORDER BY place LIMIT ${MAX_CANDIDATES}
    ), unknown AS MATERIALIZED (
      SELECT coalesce(array_agg(DISTINCT plain_text(w.word)), '{}') AS words
        FROM wanted w
       WHERE ${byText && byTrigram} AND length(w.word) >= 3 AND NOT EXISTS (SELECT 1 FROM counted k WHERE k.word = w.word AND k.passages > 0)
    ), by_spelling AS MATERIALIZED (
      SELECT l.project_id, l.id, row_number() OVER (ORDER BY l.similarity DESC, l.id) AS place
        FROM unknown u
       CROSS JOIN (SELECT array_agg(DISTINCT index_id) AS indexes, sum(chunk_count) AS passages FROM scope) s
       CROSS JOIN LATERAL (
         SELECT * FROM similar_passages(${projectIds}, s.indexes, u.words, ${MAX_CANDIDATES}::int)
          WHERE s.passages <= ${MAX_READ}::int
          UNION ALL
         SELECT * FROM similar_passages_by_word(${projectIds}, s.indexes, u.words, ${MAX_CANDIDATES}::int)
          WHERE s.passages > ${MAX_READ}::int) l
        JOIN knowledge_chunk c ON c.project_id = l.project_id AND c.id = l.id
       WHERE cardinality(u.words) > 0 AND c.source_kind = ANY (${kinds})
         AND NOT EXISTS (SELECT 1 FROM excluded e WHERE e.project_id = c.project_id AND c.search @@ e.query)
    ), compared AS MATERIALIZED (
      SELECT project_id, id FROM by_text WHERE ${byTrigram} AND place <= ${MAX_COMPARED}
      UNION
      SELECT project_id, id FROM by_spelling WHERE place <= ${MAX_COMPARED}
      UNION
      SELECT c.project_id, c.id
        FROM scope s JOIN knowledge_chunk c ON c.project_id = s.project_id AND c.training_id = s.index_id
       WHERE ${byTrigram && !byText} AND c.source_kind = ANY (${kinds})
    ), by_likeness AS (
      SELECT project_id, id, row_number() OVER (ORDER BY likeness DESC, id) AS place
        FROM (SELECT c.project_id, c.id,
                     word_similarity(${words.wanted.join(" ")}, c.title || ' ' || c.content) AS likeness
                FROM compared JOIN knowledge_chunk c USING (project_id, id)) alike
       WHERE likeness >= ${MIN_LIKENESS}::float8
       ORDER BY place LIMIT ${MAX_CANDIDATES}
    ), by_meaning AS (
      -- Of passages that went meanwhile, and of another chatbot's, nothing is left here.
      SELECT c.project_id, c.id, n.place, n.cosine
        FROM jsonb_to_recordset(${JSON.stringify(near)}::jsonb) AS n("projectId" text, id text, place int, cosine float8)
        JOIN knowledge_chunk c ON c.project_id = n."projectId" AND c.id = n.id
        JOIN scope s ON s.project_id = c.project_id AND s.index_id = c.training_id
       WHERE c.source_kind = ANY (${kinds})
         AND NOT EXISTS (SELECT 1 FROM excluded e WHERE e.project_id = c.project_id AND c.search @@ e.query)
    ), fused AS (
      SELECT project_id, id, sum(weight / (${RRF_K}::int + place))::float8 AS score, max(cosine) AS similarity
        FROM (SELECT *, NULL::float8 AS cosine, ${WEIGHTS.text}::float8 AS weight FROM by_text
               UNION ALL SELECT *, NULL, ${WEIGHTS.spelling}::float8 FROM by_spelling
               UNION ALL SELECT *, NULL, ${WEIGHTS.likeness}::float8 FROM by_likeness
               UNION ALL SELECT *, ${WEIGHTS.meaning}::float8 FROM by_meaning) found
       GROUP BY project_id, id
    ), best AS (
      -- Of one source, which may stand in several indexes, only the best passage.
      SELECT DISTINCT ON (c.project_id, c.source_kind, c.source_id)
             c.id, c.project_id AS "projectId", c.source_kind AS "sourceKind", c.source_id AS "sourceId", c.title,
             c.content, c.position, c.locator, f.score, f.similarity
        FROM fused f JOIN knowledge_chunk c ON c.project_id = f.project_id AND c.id = f.id
       ORDER BY c.project_id, c.source_kind, c.source_id, f.score DESC, c.position
    )
    SELECT * FROM best ORDER BY score DESC, "sourceId" LIMIT ${search.limit}`;
}
