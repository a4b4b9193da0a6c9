// What the team's inbox in the dashboard asks, in the words of its filters, and the SQL that somebody would write by hand.
import { listInbox } from "@/lib/conversations/inbox";
import { type InboxFilters, listInboxInput } from "@/lib/conversations/schema";
import { type Asked, daysAgo, list, PAGE, type Question, rowIds } from "./questions";

/** `$3` is the searched text wherever there is one. */
const MATCH = "websearch_to_tsquery('english', $3)";

/** A page of one project's conversations with its last messages and assignees, and what waits for the person. */
function page(from: string, snippet: string) {
  return `
    SELECT c.id, c.project_id, c.chatbot_id, b.name AS chatbot_name, c.platform, c.started_at, c.last_message_at,
           c.user_message_count, c.agent_message_count, c.preview, c.is_unread, c.handler, c.assignee_id, u.name AS assignee,
           v.id AS visitor_id, v.name AS visitor_name, l.role AS last_role, l.content AS last_text, ${snippet} AS snippet,
           n.unread, n.mine
      FROM (SELECT * FROM (${from}) found ORDER BY last_message_at DESC, id DESC LIMIT ${PAGE + 1}) c
      JOIN chatbot b ON b.project_id = c.project_id AND b.id = c.chatbot_id
      LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id
      LEFT JOIN "user" u ON u.id = c.assignee_id
      LEFT JOIN LATERAL (
        SELECT m.role, left(m.content, 400) AS content FROM message m
         WHERE m.project_id = c.project_id AND m.conversation_id = c.id ORDER BY m.position DESC LIMIT 1) l ON true
     CROSS JOIN (
       SELECT (SELECT count(*) FROM (SELECT FROM conversation WHERE project_id = $1 AND is_unread LIMIT 100) a) AS unread,
              (SELECT count(*) FROM (SELECT FROM conversation WHERE project_id = $1 AND assignee_id = $2 LIMIT 100) a) AS mine) n
     ORDER BY c.last_message_at DESC, c.id DESC`;
}

/** In order of time until the page is full; for words that many messages have. */
const walk = (condition: string, snippet = "NULL::text") =>
  page(
    `SELECT * FROM conversation c WHERE c.project_id = $1 AND ${condition}
      ORDER BY c.last_message_at DESC, c.id DESC LIMIT ${PAGE + 1}`,
    snippet,
  );

/** From the search index, for words that few messages have. */
const lookUp = (condition: string) =>
  page(
    `SELECT c.*, hit.content AS hit FROM (
       SELECT DISTINCT ON (project_id, conversation_id) project_id, conversation_id, content
         FROM message WHERE project_id = $1 AND search @@ ${MATCH}
        ORDER BY project_id, conversation_id, position DESC) hit
       JOIN conversation c ON c.project_id = hit.project_id AND c.id = hit.conversation_id AND ${condition}`,
    `message_snippet('english', c.hit, ${MATCH})`,
  );

const COMMON = `EXISTS (SELECT FROM message m WHERE m.project_id = c.project_id AND m.conversation_id = c.id
                           AND m.search @@ ${MATCH})`;
const COMMON_SNIPPET = `(SELECT message_snippet('english', m.content, ${MATCH}) FROM message m
   WHERE m.project_id = c.project_id AND m.conversation_id = c.id AND m.search @@ ${MATCH}
   ORDER BY m.position DESC LIMIT 1)`;

function inbox(
  about: string,
  filters: (asked: Asked) => Partial<InboxFilters>,
  text: string,
  more: (asked: Asked) => unknown[] = () => [],
): Question {
  return {
    tool: "inbox",
    about,
    run: (caller, args) => listInbox(caller, listInboxInput.parse(args)),
    args: (asked) => ({ ...filters(asked), limit: PAGE }),
    byHand: (asked) => ({
      text,
      values: [asked.projects[0], asked.userId, ...more(asked)],
      ids: rowIds,
    }),
    ...list,
  };
}

/** The views, the filters, and the search in message text alone and within a view. */
export const INBOX_QUESTIONS: readonly Question[] = [
  inbox("all", () => ({}), walk("true")),
  inbox("unread", () => ({ view: "unread" }), walk("c.is_unread")),
  inbox("mine", () => ({ view: "mine" }), walk("c.assignee_id = $2")),
  inbox("nobody's", () => ({ view: "unassigned" }), walk("c.assignee_id IS NULL")),
  inbox("answered by a person", () => ({ view: "person" }), walk("c.handler = 'person'")),
  inbox(
    "of one chatbot on WhatsApp, 200 to 100 days ago",
    (asked) => ({
      chatbot_id: asked.chatbotId,
      platform: "whatsapp",
      from: daysAgo(asked, 200),
      to: daysAgo(asked, 100),
    }),
    walk("c.chatbot_id = $3 AND c.platform = 'whatsapp' AND c.last_message_at BETWEEN $4 AND $5"),
    (asked) => [asked.chatbotId, daysAgo(asked, 200), daysAgo(asked, 100)],
  ),
  inbox(
    "with “refund”",
    () => ({ query: "refund" }),
    walk(COMMON, COMMON_SNIPPET),
    () => ["refund"],
  ),
  inbox(
    "with “xylophone”, as rare as above",
    () => ({ query: "xylophone" }),
    lookUp("true"),
    () => ["xylophone"],
  ),
  inbox(
    "unread with “refund”",
    () => ({ view: "unread", query: "refund" }),
    walk(`c.is_unread AND ${COMMON}`, COMMON_SNIPPET),
    () => ["refund"],
  ),
  inbox(
    "unread with “xylophone”",
    () => ({ view: "unread", query: "xylophone" }),
    lookUp("c.is_unread"),
    () => ["xylophone"],
  ),
  inbox(
    "mine with “refund”",
    () => ({ view: "mine", query: "refund" }),
    walk(`c.assignee_id = $2 AND ${COMMON}`, COMMON_SNIPPET),
    () => ["refund"],
  ),
];
