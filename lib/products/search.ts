import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { Prisma } from "@/lib/db/generated/client";
import { listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import {
  type ProductFilters,
  type ProductListRow,
  productConditions,
  productListColumns,
  toProductView,
  variantsJoin,
} from "./rows";
import type { ProductHit, ProductHits, SearchProductsInput } from "./schema";
import { searchWords } from "./search-words";

/** Dampens the first places in reciprocal rank fusion (Cormack, Clarke, Büttcher 2009, section 2). */
const RRF_K = 60;
/** Most products each way of searching may contribute. */
const MAX_CANDIDATES = 200;
/** A code is matched from its beginning when at least this much of it was given. */
const MIN_CODE_LENGTH = 3;
/** Most variants with one code, and with codes of one beginning. */
const MAX_CODES = 1_000;
/** How alike in spelling a product must be: alone, and beside products that have the very words. */
const MIN_SIMILARITY = 0.4;
const MIN_SIMILARITY_BESIDE_TEXT = 0.75;
/** Products with the very words, from which on nobody is helped by similar ones; comparing is what takes time. */
const ENOUGH_BY_TEXT = 40;

const key = z.tuple([z.number(), idOf("product")]);

interface HitRow extends ProductListRow {
  score: number;
  rank: number;
  matchedBy: ProductHit["matched_by"];
}

/**
 * Products by relevance: full text in the project's language, likeness of spelling, and product codes, each ranked on
 * its own and joined by reciprocal rank fusion. One statement.
 */
export async function searchProducts(
  caller: Caller,
  input: SearchProductsInput & ProductFilters,
): Promise<ProductHits> {
  requirePermission(caller, "products:read");
  const { limit, cursor, ...filters } = input;
  const list = listName("product search", caller, filters);
  const after = readCursor(list, cursor, key);
  const rows = await dbFor(caller).$queryRaw<HitRow[]>(searchQuery(caller, input, after));
  return toViews(rows, limit, toHit, (row) => toCursor(list, [row.score, row.id]));
}

function toHit(row: HitRow): ProductHit {
  return { ...toProductView(row), rank: row.rank, score: row.score, matched_by: row.matchedBy };
}

function searchQuery(
  caller: Caller,
  input: SearchProductsInput & ProductFilters,
  after: z.output<typeof key> | undefined,
): Prisma.Sql {
  const projectIds = Prisma.sql`${[...caller.projectIds]}::text[]`;
  const words = searchWords(input.query);
  const filter = Prisma.join([Prisma.sql`true`, ...productConditions(input)], " AND ");
  const follows = after
    ? Prisma.sql`(f.score < ${after[0]}::float8 OR (f.score = ${after[0]}::float8 AND f.id > ${after[1]}))`
    : Prisma.sql`true`;
  return Prisma.sql`
    WITH scope AS MATERIALIZED (
      SELECT id, search_language::regconfig AS language,
             product_query(search_language::regconfig, ${input.query}, ${words.head}, ${words.last}) AS query
        FROM project WHERE organisation_id = ${caller.organisationId} AND id = ANY (${projectIds})
    ), excluded AS MATERIALIZED (
      SELECT s.id, plainto_tsquery(s.language, plain_text(word)) AS query
        FROM scope s, unnest(${words.excluded}::text[]) AS word
    ), by_text AS MATERIALIZED (
      SELECT p.project_id, p.id, row_number() OVER (ORDER BY ts_rank_cd(p.search, s.query) DESC, p.id) AS place
        FROM scope s JOIN product p ON p.project_id = s.id AND p.search @@ s.query
       WHERE ${filter}
       ORDER BY place LIMIT ${MAX_CANDIDATES}
    ), by_code AS MATERIALIZED (
      SELECT c.project_id, c.id, row_number() OVER (ORDER BY c.is_whole DESC, c.id) AS place
        FROM (SELECT p.project_id, p.id, bool_or(c.is_whole) AS is_whole
                FROM (${codeQuery(input.query, projectIds)}) c
                JOIN product p ON p.project_id = c.project_id AND p.id = c.product_id
               WHERE ${filter} GROUP BY p.project_id, p.id) c
       ORDER BY place LIMIT ${MAX_CANDIDATES}
    ), wanted AS MATERIALIZED (
      -- None is compared when the very words were found often, or the text is a code that was found.
      SELECT coalesce(array_agg(plain_text(word)) FILTER (WHERE EXISTS (
               SELECT 1 FROM scope s WHERE numnode(plainto_tsquery(s.language, plain_text(word))) > 0)),
             '{}') AS words
        FROM unnest(${words.wanted}::text[]) AS word
       WHERE (SELECT count(*) FROM by_text) < ${ENOUGH_BY_TEXT}::int
         AND NOT (${isLikeCode(input.query)} AND EXISTS (SELECT 1 FROM by_code))
    ), by_spelling AS (
      SELECT l.project_id, l.id, row_number() OVER (ORDER BY l.similarity DESC, l.id) AS place
        FROM wanted w
       CROSS JOIN LATERAL similar_products(${projectIds}, w.words, ${MAX_CANDIDATES}::int) AS l
        JOIN product p ON p.project_id = l.project_id AND p.id = l.id
       WHERE cardinality(w.words) > 0 AND ${filter}
         AND l.similarity >= CASE WHEN EXISTS (SELECT 1 FROM by_text) THEN ${MIN_SIMILARITY_BESIDE_TEXT}::float8
                                  ELSE ${MIN_SIMILARITY}::float8 END
         AND NOT EXISTS (SELECT 1 FROM excluded e WHERE e.id = p.project_id AND p.search @@ e.query)
    ), fused AS (
      SELECT project_id, id, round(sum(1.0 / (${RRF_K}::int + place)), 9)::float8 AS score,
             array_agg(way ORDER BY way DESC) AS ways
        FROM (SELECT 'text' AS way, * FROM by_text
               UNION ALL SELECT 'spelling', * FROM by_spelling
               UNION ALL SELECT 'code', * FROM by_code) AS found
       GROUP BY project_id, id
    ), ranked AS (
      SELECT *, row_number() OVER (ORDER BY score DESC, id)::int AS rank FROM fused
    )
    SELECT ${productListColumns}, f.score, f.rank, f.ways AS "matchedBy"
      FROM (SELECT * FROM ranked f WHERE ${follows} ORDER BY f.rank LIMIT ${input.limit + 1}) f
      JOIN product p ON p.project_id = f.project_id AND p.id = f.id
     ${variantsJoin}
     ORDER BY f.rank`;
}

/** One word with a digit: somebody looks for a code, and similar words would only stand beside it. */
function isLikeCode(text: string): boolean {
  return /^\S*\d\S*$/.test(text.trim());
}

/**
 * Variants whose code is a word of the text, or begins with the whole text. Each code is looked up on its own: for all
 * together the planner expects so many rows that it starts parallel workers, which take longer than the search.
 */
function codeQuery(text: string, projectIds: Prisma.Sql): Prisma.Sql {
  const whole = text.toLowerCase();
  const codes = [...new Set([whole, ...whole.split(/\s+/)])].filter((code) => code.length >= MIN_CODE_LENGTH);
  const beginning = whole.length >= MIN_CODE_LENGTH ? `${whole.replace(/[\\%_]/g, "\\$&")}%` : "";
  const each = Prisma.sql`unnest(${projectIds}) AS s(id) CROSS JOIN unnest(${codes}::text[]) AS k(code)`;
  return Prisma.sql`
    SELECT s.id AS project_id, v.product_id, true AS is_whole
      FROM ${each} CROSS JOIN LATERAL (
        SELECT product_id FROM product_variant
         WHERE project_id = s.id AND sku <> '' AND lower(sku) = k.code LIMIT ${MAX_CODES}) v
     UNION ALL
    SELECT s.id, v.product_id, true
      FROM ${each} CROSS JOIN LATERAL (
        SELECT product_id FROM product_variant
         WHERE project_id = s.id AND barcode <> '' AND barcode = k.code LIMIT ${MAX_CODES}) v
     UNION ALL
    SELECT s.id, v.product_id, false
      FROM unnest(${projectIds}) AS s(id) CROSS JOIN LATERAL (
        SELECT product_id FROM product_variant
         WHERE project_id = s.id AND sku <> '' AND lower(sku) LIKE ${beginning}
         ORDER BY lower(sku) USING ~<~ LIMIT ${MAX_CODES}) v`;
}
