// Indexes of any size for the measurements: the real shop's passages and made products beside them, by COPY.
import pg from "pg";
import type { Caller } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import { copy, makeProducts } from "./many-products";
import { createOwnProject } from "./retrieval-project";

/** Indexes that are made after the rows: entry by entry they would take most of the time. */
const SEARCH_INDEXES = ["knowledge_chunk_search_idx", "knowledge_chunk_content_idx"];

/** A chatbot that has learned many passages. */
export interface LargeIndex {
  caller: Caller;
  projectId: string;
  chatbotId: string;
  indexId: string;
}

/** Makes a project for each number of passages, whose one chatbot has learned so many. */
export async function fillPassages(databaseUrl: string, counts: readonly number[]): Promise<LargeIndex[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const owned = [];
    for (const count of counts) owned.push({ count, ...(await createOwnProject()) });
    const { rows: definitions } = await client.query<{ indexdef: string }>(
      "SELECT indexdef FROM pg_indexes WHERE indexname = ANY ($1)",
      [SEARCH_INDEXES],
    );
    for (const name of SEARCH_INDEXES) await client.query(`DROP INDEX ${name}`);
    const filled: LargeIndex[] = [];
    for (const { count, caller, passages } of owned) {
      const { rows } = await client.query<{ project_id: string; id: string; index_id: string }>(
        "SELECT project_id, id, index_id FROM chatbot WHERE project_id = ANY ($1) AND index_id IS NOT NULL",
        [caller.projectIds],
      );
      const [{ project_id: projectId, id: chatbotId, index_id: indexId }] = rows as [(typeof rows)[0]];
      await addPassages(client, { projectId, indexId }, count - passages);
      await client.query("UPDATE training SET chunk_count = $3 WHERE project_id = $1 AND id = $2", [
        projectId,
        indexId,
        count,
      ]);
      filled.push({ caller, projectId, chatbotId, indexId });
    }
    for (const { indexdef } of definitions) await client.query(indexdef);
    await client.query("VACUUM ANALYZE");
    return filled;
  } finally {
    await client.end();
  }
}

async function addPassages(
  client: pg.Client,
  { projectId, indexId }: { projectId: string; indexId: string },
  count: number,
) {
  const made = await makeProducts(count);
  await copy(
    client,
    "knowledge_chunk (project_id, id, training_id, source_kind, source_id, position, title, content)",
    made.map(({ id, title, vendor, type, description }) => [
      ...[projectId, newId("chunk"), indexId, "product", id, 0, title],
      `${title}\n${type}, ${vendor}\n${description}`,
    ]),
  );
}
