import pg from "pg";
import { newId } from "@/lib/core/ids";

/** Conversations in the benchmark's project, each with two messages. */
export const CONVERSATIONS = 5_000;

/** Fills a project with one chatbot and its conversations, a minute apart. */
export async function fillProject(databaseUrl: string, projectId: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const chatbotId = newId("chatbot");
    await client.query("INSERT INTO chatbot (project_id, id, name) VALUES ($1, $2, 'Support')", [
      projectId,
      chatbotId,
    ]);
    const numbers = Array.from({ length: CONVERSATIONS }, (_, index) => index);
    const times = numbers.map((index) => new Date(Date.UTC(2026, 0, 1) + index * 60_000));
    const ids = times.map((time) => newId("conversation", time));
    await client.query(
      `INSERT INTO conversation (project_id, id, chatbot_id, started_at, last_message_at, user_message_count,
                                 agent_message_count, preview)
       SELECT $1, id, $2, at, at + interval '30 seconds', 1, 1, 'Where is my order number ' || n || '?'
         FROM unnest($3::text[], $4::timestamptz[], $5::int[]) AS c(id, at, n)`,
      [projectId, chatbotId, ids, times, numbers],
    );
    for (const [role, text] of [
      ["user", "Where is my order number"],
      ["agent", "It left our warehouse yesterday; this is the parcel number:"],
    ]) {
      await client.query(
        `INSERT INTO message (project_id, id, conversation_id, position, role, content, sent_at)
         SELECT $1, id, conversation_id, $2, $3::message_role, $4 || ' ' || n, at
           FROM unnest($5::text[], $6::text[], $7::timestamptz[], $8::int[]) AS m(id, conversation_id, at, n)`,
        [
          projectId,
          role === "user" ? 0 : 1,
          role,
          text,
          times.map((time) => newId("message", time)),
          ids,
          times,
          numbers,
        ],
      );
    }
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
}
