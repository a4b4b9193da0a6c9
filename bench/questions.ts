// What assistants ask most, each as a call of a tool and as the SQL that somebody would write by hand for just that.
import type pg from "pg";
import type { Caller } from "@/lib/auth/caller";

/** One organisation to ask about. */
export interface Asked {
  projects: readonly string[];
  chatbotId: string;
  conversationId: string;
  ticketId: string;
  /** A member of the organisation. */
  userId: string;
  now: Date;
}

export interface Question {
  /** Name of the tool, or of the dashboard's part whose verb `run` is. */
  tool: string;
  /** What the dashboard does for a member in the first project, instead of a tool. */
  run?: (member: Caller, args: object) => Promise<unknown>;
  /** What is asked for, in the words of the table. */
  about: string;
  args: (asked: Asked) => object;
  /** The statement, its values, and the ids it found, when the tool answers with a list. */
  byHand: (asked: Asked) => { text: string; values: unknown[]; ids?: (rows: Row[]) => unknown[] };
  /** The same ids in the tool's answer. */
  ids?: (answer: { items: { id: string }[] }) => string[];
}
type Row = pg.QueryResultRow;

const DAY_MS = 86_400_000;
export const daysAgo = ({ now }: Asked, days: number) => new Date(now.getTime() - days * DAY_MS).toJSON();
const dayAgo = (asked: Asked, days: number) => daysAgo(asked, days).slice(0, 10);
export const PAGE = 20;
export const list = {
  ids: ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id),
};
export const rowIds = (rows: Row[]) => rows.slice(0, PAGE).map(({ id }) => id);

/** The newest conversations that fulfil a condition; each project walks its index. */
function conversations(condition: string, match = "NULL::text AS snippet") {
  return `
    SELECT c.id, c.project_id, c.chatbot_id, b.name AS chatbot_name, c.platform, c.started_at, c.last_message_at,
           c.user_message_count, c.agent_message_count, c.preview, v.id AS visitor_id, v.name AS visitor_name, ${match}
      FROM unnest($1::text[]) AS p(id)
     CROSS JOIN LATERAL (
       SELECT * FROM conversation c WHERE c.project_id = p.id AND ${condition}
        ORDER BY c.last_message_at DESC, c.id DESC LIMIT 21) c
      JOIN chatbot b ON b.project_id = c.project_id AND b.id = c.chatbot_id
      LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id
     ORDER BY c.last_message_at DESC, c.id DESC LIMIT 21`;
}

/** The same from the search index, for words that few messages have. */
const RARE = `
  WITH hit AS MATERIALIZED (
    SELECT DISTINCT ON (project_id, conversation_id) project_id, conversation_id, content
      FROM message WHERE project_id = ANY ($1::text[]) AND search @@ websearch_to_tsquery('english', $2)
     ORDER BY project_id, conversation_id, position DESC
  ), newest AS (
    SELECT c.*, hit.content FROM hit JOIN conversation c ON c.project_id = hit.project_id AND c.id = hit.conversation_id
     ORDER BY c.last_message_at DESC, c.id DESC LIMIT 21
  )
  SELECT c.id, c.project_id, c.chatbot_id, b.name AS chatbot_name, c.platform, c.started_at, c.last_message_at,
         c.user_message_count, c.agent_message_count, c.preview, v.id AS visitor_id, v.name AS visitor_name,
         message_snippet('english', c.content, websearch_to_tsquery('english', $2)) AS snippet
    FROM newest c
    JOIN chatbot b ON b.project_id = c.project_id AND b.id = c.chatbot_id
    LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id
   ORDER BY c.last_message_at DESC, c.id DESC`;

const COMMON = conversations(
  `EXISTS (SELECT 1 FROM message m WHERE m.project_id = c.project_id AND m.conversation_id = c.id
             AND m.search @@ websearch_to_tsquery('english', $2))`,
  `(SELECT message_snippet('english', m.content, websearch_to_tsquery('english', $2)) FROM message m
     WHERE m.project_id = c.project_id AND m.conversation_id = c.id
       AND m.search @@ websearch_to_tsquery('english', $2) ORDER BY m.position DESC LIMIT 1) AS snippet`,
);

const FIGURES = `sum(conversations)::int AS conversations, sum(user_messages)::int AS user_messages,
  sum(agent_messages)::int AS agent_messages, sum(answered_conversations)::int AS answered,
  sum(response_seconds)::float8 AS seconds, sum(responses)::int AS responses, sum(leads)::int AS leads, sum(tickets)::int AS tickets`;

function transcript(order: "ASC" | "DESC") {
  return `
    SELECT c.*, b.name AS chatbot_name, v.name AS visitor_name, v.email, v.phone, v.attributes,
           m.id AS message_id, m.position, m.role, m.sent_at, m.content
      FROM conversation c
      JOIN chatbot b ON b.project_id = c.project_id AND b.id = c.chatbot_id
      LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id
     CROSS JOIN LATERAL (SELECT * FROM message m WHERE m.project_id = c.project_id AND m.conversation_id = c.id
                          ORDER BY m.position ${order} LIMIT $3) m
     WHERE c.project_id = ANY ($1::text[]) AND c.id = $2`;
}

function analytics(days: number): Question {
  return {
    tool: "get_analytics",
    about: `${days} days, day by day`,
    args: () => ({ days }),
    byHand: (asked) => ({
      text: `SELECT day, platform, ${FIGURES} FROM metric_daily
              WHERE project_id = ANY ($1::text[]) AND day > $2::date GROUP BY day, platform`,
      values: [asked.projects, dayAgo(asked, 2 * days)],
    }),
  };
}

const BY_TEXT = (query: string) => `
  SELECT p.*, (SELECT count(*) FROM product_variant v WHERE v.project_id = p.project_id AND v.product_id = p.id) AS variants
    FROM product p
   WHERE p.project_id = ANY ($1::text[]) AND p.search @@ ${query}
   ORDER BY ts_rank_cd(p.search, ${query}) DESC, p.id LIMIT 21`;

/** Each reading tool whose work grows, or could grow, with the number of rows. */
export const QUESTIONS: readonly Question[] = [
  {
    tool: "list_conversations",
    about: "the newest",
    args: () => ({}),
    byHand: ({ projects }) => ({ text: conversations("true"), values: [projects], ids: rowIds }),
    ...list,
  },
  {
    tool: "list_conversations",
    about: "of one chatbot on WhatsApp, 200 to 100 days ago",
    args: (asked) => ({
      chatbot_id: asked.chatbotId,
      platform: "whatsapp",
      from: daysAgo(asked, 200),
      to: daysAgo(asked, 100),
    }),
    byHand: (asked) => ({
      text: conversations(
        "c.chatbot_id = $2 AND c.platform = 'whatsapp' AND c.last_message_at BETWEEN $3 AND $4",
      ),
      values: [asked.projects, asked.chatbotId, daysAgo(asked, 200), daysAgo(asked, 100)],
      ids: rowIds,
    }),
    ...list,
  },
  ...(["refund", "warranty", "scratches"] as const).map(
    (word): Question => ({
      tool: "list_conversations",
      about: `with “${word}”`,
      args: () => ({ query: word }),
      byHand: ({ projects }) => ({ text: COMMON, values: [projects, word], ids: rowIds }),
      ...list,
    }),
  ),
  {
    tool: "list_conversations",
    about: "with a number of several parts, as rare",
    args: () => ({ query: '"502-2345678-9012345"' }),
    byHand: ({ projects }) => ({ text: RARE, values: [projects, '"502-2345678-9012345"'], ids: rowIds }),
    ...list,
  },
  {
    tool: "list_conversations",
    about: "with “xylophone”, which 0.007 % of the messages have",
    args: () => ({ query: "xylophone" }),
    byHand: ({ projects }) => ({ text: RARE, values: [projects, "xylophone"], ids: rowIds }),
    ...list,
  },
  {
    tool: "get_conversation",
    about: "with its messages",
    args: ({ conversationId }) => ({ conversation_id: conversationId }),
    byHand: ({ projects, conversationId }) => ({
      text: transcript("ASC"),
      values: [projects, conversationId, 101],
    }),
  },
  {
    tool: "read_conversation",
    about: "its last messages",
    args: ({ conversationId }) => ({ conversation_id: conversationId }),
    byHand: ({ projects, conversationId }) => ({
      text: transcript("DESC"),
      values: [projects, conversationId, 21],
    }),
  },
  analytics(30),
  analytics(365),
  {
    tool: "get_chatbot_metrics",
    about: "30 days",
    args: () => ({}),
    byHand: (asked) => ({
      text: `
        SELECT b.id, b.name, b.is_primary, b.is_enabled, a.active, a.now, d.*
          FROM chatbot b
          LEFT JOIN (SELECT project_id, chatbot_id, ${FIGURES} FROM metric_daily
                      WHERE project_id = ANY ($1::text[]) AND day > $2::date GROUP BY 1, 2) d
            ON d.project_id = b.project_id AND d.chatbot_id = b.id
          LEFT JOIN (SELECT project_id, chatbot_id, count(*) AS active, count(*) FILTER (WHERE last_message_at >= $4) AS now
                       FROM conversation WHERE project_id = ANY ($1::text[]) AND last_message_at >= $3 GROUP BY 1, 2) a
            ON a.project_id = b.project_id AND a.chatbot_id = b.id
         WHERE b.project_id = ANY ($1::text[])`,
      values: [asked.projects, dayAgo(asked, 30), daysAgo(asked, 1), daysAgo(asked, 1 / 96)],
    }),
  },
  {
    tool: "get_dashboard_overview",
    about: "30 days",
    args: () => ({}),
    byHand: (asked) => ({
      text: `
        SELECT
          (SELECT json_agg(f) FROM (SELECT platform, ${FIGURES} FROM metric_daily
             WHERE project_id = ANY ($1::text[]) GROUP BY 1) f) AS "all",
          (SELECT json_agg(f) FROM (SELECT platform, day, ${FIGURES} FROM metric_daily
             WHERE project_id = ANY ($1::text[]) AND day > $2::date GROUP BY 1, 2) f) AS recent,
          (SELECT count(DISTINCT chatbot_id) FROM metric_daily
             WHERE project_id = ANY ($1::text[]) AND day > $3::date AND conversations > 0) AS busy,
          (SELECT count(*) FROM chatbot WHERE project_id = ANY ($1::text[])) AS chatbots,
          (SELECT count(*) FROM product WHERE project_id = ANY ($1::text[])) AS products,
          (SELECT json_agg(l) FROM (${conversations("true")}) l) AS latest`,
      values: [asked.projects, dayAgo(asked, 60), dayAgo(asked, 30)],
    }),
  },
  {
    tool: "get_live_metrics",
    about: "6 hours",
    args: () => ({}),
    byHand: (asked) => ({
      text: `
        SELECT (SELECT json_agg(s) FROM (
                  SELECT platform, date_bin('15 minutes', step, 'epoch') AS start, sum(conversations) AS conversations,
                         sum(user_messages) AS users, sum(agent_messages) AS agents, sum(leads) AS leads, sum(tickets) AS tickets
                    FROM metric_live WHERE project_id = ANY ($1::text[]) AND step >= $2 GROUP BY 1, 2) s) AS steps,
               (SELECT json_agg(n) FROM (
                  SELECT count(*) FILTER (WHERE c.last_message_at >= $4) AS now, count(*) FILTER (WHERE m.role = 'user') AS waiting,
                         min(c.last_message_at) FILTER (WHERE m.role = 'user') AS since
                    FROM conversation c
                    LEFT JOIN LATERAL (SELECT role FROM message m WHERE m.project_id = c.project_id AND m.conversation_id = c.id
                                        ORDER BY m.position DESC LIMIT 1) m ON true
                   WHERE c.project_id = ANY ($1::text[]) AND c.last_message_at >= $3) n) AS present`,
      values: [asked.projects, daysAgo(asked, 1 / 4), daysAgo(asked, 1 / 24), daysAgo(asked, 1 / 96)],
    }),
  },
  {
    tool: "list_tickets",
    about: "new and in progress",
    args: () => ({ status: ["new", "in_progress"] }),
    byHand: ({ projects }) => ({
      text: `
        SELECT t.*, u.name AS assignee, e.body
          FROM (SELECT t.* FROM unnest($1::text[]) AS p(id), (VALUES ('new'::ticket_status), ('in_progress')) s(status)
                 CROSS JOIN LATERAL (SELECT * FROM ticket t WHERE t.project_id = p.id AND t.status = s.status
                                      ORDER BY t.updated_at DESC, t.id DESC LIMIT 21) t
                 ORDER BY t.updated_at DESC, t.id DESC LIMIT 21) t
          LEFT JOIN "user" u ON u.id = t.assignee_id
          LEFT JOIN LATERAL (SELECT left(body, 800) AS body FROM ticket_entry e WHERE e.project_id = t.project_id
                               AND e.ticket_id = t.id AND kind = 'message' ORDER BY created_at, id LIMIT 1) e ON true
         ORDER BY t.updated_at DESC, t.id DESC`,
      values: [projects],
      ids: rowIds,
    }),
    ...list,
  },
  {
    tool: "get_ticket",
    about: "with its thread",
    args: ({ ticketId }) => ({ ticket_id: ticketId }),
    byHand: ({ projects, ticketId }) => ({
      text: `SELECT t.*, c.platform, c.started_at, c.last_message_at, v.name,
                    (SELECT json_agg(e ORDER BY e.created_at, e.id) FROM ticket_entry e
                      WHERE e.project_id = t.project_id AND e.ticket_id = t.id) AS entries
               FROM ticket t
               LEFT JOIN conversation c ON c.project_id = t.project_id AND c.id = t.conversation_id
               LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id
              WHERE t.project_id = ANY ($1::text[]) AND t.id = $2`,
      values: [projects, ticketId],
    }),
  },
  {
    tool: "list_leads",
    about: "proposals",
    args: () => ({ stage: "proposal" }),
    byHand: ({ projects }) => ({
      text: `
        SELECT l.*, b.name AS chatbot_name
          FROM (SELECT l.* FROM unnest($1::text[]) AS p(id)
                 CROSS JOIN LATERAL (SELECT * FROM lead l WHERE l.project_id = p.id AND l.stage = 'proposal'
                                      ORDER BY l.created_at DESC, l.id DESC LIMIT 21) l
                 ORDER BY l.created_at DESC, l.id DESC LIMIT 21) l
          LEFT JOIN chatbot b ON b.project_id = l.project_id AND b.id = l.chatbot_id
         ORDER BY l.created_at DESC, l.id DESC`,
      values: [projects],
      ids: rowIds,
    }),
    ...list,
  },
  {
    tool: "get_lead_funnel",
    about: "30 days",
    args: (asked) => ({ from: daysAgo(asked, 30) }),
    byHand: (asked) => ({
      text: `SELECT qualification, stage, lost_from, count(*) FROM lead
              WHERE project_id = ANY ($1::text[]) AND created_at >= $2 GROUP BY 1, 2, 3`,
      values: [asked.projects, daysAgo(asked, 30)],
    }),
  },
  {
    tool: "list_projects",
    about: "with what each holds",
    args: () => ({}),
    byHand: ({ projects }) => ({
      text: `
        SELECT p.*, pl.name AS plan, b.id AS chatbot_id, b.name AS chatbot_name,
               (SELECT count(*) FROM chatbot c WHERE c.project_id = p.id) AS chatbots,
               (SELECT count(*) FROM product c WHERE c.project_id = p.id) AS products,
               (SELECT sum(conversations) FROM metric_daily d WHERE d.project_id = p.id) AS conversations
          FROM project p JOIN organisation o ON o.id = p.organisation_id JOIN plan pl ON pl.id = o.plan_id
          LEFT JOIN chatbot b ON b.project_id = p.id AND b.is_primary
         WHERE p.id = ANY ($1::text[]) ORDER BY p.created_at, p.id`,
      values: [projects],
      ids: rowIds,
    }),
    ...list,
  },
  {
    tool: "list_products",
    about: "by title",
    args: () => ({}),
    byHand: ({ projects }) => ({
      text: `
        SELECT p.*, v.*
          FROM (SELECT p.* FROM unnest($1::text[]) AS s(id)
                 CROSS JOIN LATERAL (SELECT * FROM product p WHERE p.project_id = s.id ORDER BY p.title, p.id LIMIT 21) p
                 ORDER BY p.title, p.id LIMIT 21) p
         CROSS JOIN LATERAL (SELECT count(*) AS count, json_agg(options ORDER BY position) AS options,
                                    array_agg(sku ORDER BY position) AS skus
                               FROM product_variant v WHERE v.project_id = p.project_id AND v.product_id = p.id) v
         ORDER BY p.title, p.id`,
      values: [projects],
      ids: rowIds,
    }),
    ...list,
  },
  {
    tool: "search_products",
    about: "“navy linen jacket”; by hand, full text alone",
    args: () => ({ query: "navy linen jacket" }),
    byHand: ({ projects }) => ({
      text: BY_TEXT("websearch_to_tsquery('english', $2)"),
      values: [projects, "navy linen jacket"],
    }),
  },
  {
    tool: "search",
    about: "“warranty”; by hand, the newest conversations alone",
    args: () => ({ query: "warranty" }),
    byHand: ({ projects }) => ({ text: COMMON, values: [projects, "warranty"] }),
  },
];
