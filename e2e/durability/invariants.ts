import { expect } from "@playwright/test";
import type pg from "pg";

/** Queries that find what should not exist: rows of a change that was made by half. */
const BROKEN: Record<string, string> = {
  "conversations whose counts are not those of their messages": `
    SELECT c.id FROM conversation c
      LEFT JOIN message m ON m.project_id = c.project_id AND m.conversation_id = c.id
     GROUP BY c.project_id, c.id, c.user_message_count, c.agent_message_count
    HAVING count(*) FILTER (WHERE m.role = 'user') <> c.user_message_count
        OR count(*) FILTER (WHERE m.role = 'agent') <> c.agent_message_count`,
  "conversations with a gap in their messages": `
    SELECT conversation_id FROM message GROUP BY project_id, conversation_id
    HAVING max(position) <> count(*) - 1 OR min(position) <> 0`,
  "hours whose rollup is not a recount": `
    WITH started AS (
      SELECT project_id, chatbot_id, platform, date_trunc('hour', started_at, 'UTC') AS hour, count(*) AS conversations,
             count(*) FILTER (WHERE EXISTS (
               SELECT 1 FROM message m WHERE m.project_id = c.project_id AND m.conversation_id = c.id
                  AND m.role = 'agent' AND m.author_kind IS DISTINCT FROM 'rule')) AS answered
        FROM conversation c GROUP BY 1, 2, 3, 4
    ), sent AS (
      SELECT c.project_id, c.chatbot_id, c.platform, date_trunc('hour', m.sent_at, 'UTC') AS hour,
             count(*) FILTER (WHERE m.role = 'user') AS users, count(*) FILTER (WHERE m.role = 'agent') AS agents
        FROM message m JOIN conversation c ON c.project_id = m.project_id AND c.id = m.conversation_id
       GROUP BY 1, 2, 3, 4
    ), recount AS (
      SELECT project_id, chatbot_id, platform, hour, coalesce(conversations, 0) AS conversations,
             coalesce(answered, 0) AS answered, coalesce(users, 0) AS users, coalesce(agents, 0) AS agents
        FROM started FULL JOIN sent USING (project_id, chatbot_id, platform, hour)
    )
    SELECT hour FROM recount r FULL JOIN metric_hourly h USING (project_id, chatbot_id, platform, hour)
     WHERE (r.conversations, r.answered, r.users, r.agents)
           IS DISTINCT FROM (h.conversations, h.answered_conversations, h.user_messages, h.agent_messages)`,
  "days whose rollup is not the sum of their hours": `
    WITH summed AS (
      SELECT project_id, chatbot_id, platform, (hour AT TIME ZONE 'UTC')::date AS day, sum(conversations) AS conversations,
             sum(user_messages) AS users, sum(agent_messages) AS agents, sum(responses) AS responses,
             sum(response_seconds) AS seconds
        FROM metric_hourly GROUP BY 1, 2, 3, 4
    )
    SELECT day FROM summed s FULL JOIN metric_daily d USING (project_id, chatbot_id, platform, day)
     WHERE (s.conversations, s.users, s.agents, s.responses, s.seconds)
           IS DISTINCT FROM (d.conversations, d.user_messages, d.agent_messages, d.responses, d.response_seconds)`,
  "connections, keys and imports without the entry that records them, and entries without them": `
    SELECT coalesce(thing.id, entry.target_id) FROM (
        SELECT id, 'connection.approve' AS action FROM connection
        UNION ALL SELECT id, 'connection.revoke' FROM connection WHERE revoked_at IS NOT NULL
        UNION ALL SELECT id, 'api_key.create' FROM api_key
        UNION ALL SELECT id, 'api_key.revoke' FROM api_key WHERE revoked_at IS NOT NULL
        UNION ALL SELECT id, 'import.create' FROM import_run) thing
      FULL JOIN (SELECT target_id, action FROM audit_entry
                  WHERE action ~ '^(connection|api_key|import)[.](approve|create|revoke)$') entry
        ON entry.target_id = thing.id AND entry.action = thing.action
     WHERE entry.target_id IS NULL OR thing.id IS NULL`,
  "tokens of a connection that was revoked or does not exist": `
    SELECT a.id_hash FROM oauth_artifact a LEFT JOIN connection c ON c.id = a.grant_id
     WHERE a.grant_id IS NOT NULL AND (c.id IS NULL OR c.revoked_at IS NOT NULL)`,
  "imports whose figures do not add up, or that ended with their file kept": `
    SELECT id FROM import_run
     WHERE processed <> created + updated + unchanged + rejected OR processed > coalesce(total, processed)
        OR (status IN ('succeeded', 'failed')) <> (file IS NULL)`,
  "days whose counter is not the number of calls in the log": `
    SELECT organisation_id FROM usage_daily d
     WHERE calls <> (SELECT count(*) FROM call_log l WHERE l.organisation_id = d.organisation_id
                        AND (l.started_at AT TIME ZONE 'UTC')::date = d.day AND l.error_code IS DISTINCT FROM 'rate_limited')`,
};

/** Nothing is half done. */
export async function expectWhole(db: pg.Client): Promise<void> {
  for (const [what, query] of Object.entries(BROKEN)) {
    const { rows } = await db.query(`${query} LIMIT 5`);
    expect(rows, what).toEqual([]);
  }
}
