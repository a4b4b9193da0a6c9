// What chatbots answer from: a question with its answer, and an index that was made of it.
import type pg from "pg";
import { newId } from "@/lib/core/ids";

/** Writes a source that the project's chatbot has learned, and tells the source's id. */
export async function fillKnowledge(
  db: pg.Client,
  project: string,
  title: string,
  body: string,
): Promise<string> {
  const [source, training] = [newId("source"), newId("training")];
  await db.query(
    `INSERT INTO knowledge_source (project_id, id, kind, title, body, content_hash)
     VALUES ($1, $2, 'custom', $3, $4, $2)`,
    [project, source, title, body],
  );
  await db.query(
    `INSERT INTO training (project_id, id, chatbot_id, status, processed, total, custom_texts, chunk_count, actor_kind,
                           created_at, started_at, finished_at)
     SELECT project_id, $2, id, 'succeeded', 1, 1, 1, 1, 'operator', now(), now(), now()
       FROM chatbot WHERE project_id = $1 AND is_primary`,
    [project, training],
  );
  await db.query(
    `INSERT INTO knowledge_chunk (project_id, id, training_id, source_kind, source_id, position, title, content)
     VALUES ($1, $2, $3, 'custom', $4, 0, $5, $6)`,
    [project, newId("chunk"), training, source, title, body],
  );
  await db.query("UPDATE chatbot SET index_id = $2 WHERE project_id = $1 AND is_primary", [
    project,
    training,
  ]);
  return source;
}
