import { beforeAll, expect, inject, test } from "vitest";
import { prisma } from "@/lib/db/client";
import { type BigTenant, fillTenants } from "./big-tenants";

const SIZES = [
  { name: "Large", conversations: 400, messages: 4_001, products: 60 },
  { name: "Small", conversations: 20, messages: 200, products: 0 },
];
let tenants: BigTenant[];
let indexesBefore: unknown;

const indexes = () => prisma.$queryRaw`
  SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('message', 'conversation') ORDER BY 1`;

beforeAll(async () => {
  indexesBefore = await indexes();
  tenants = await fillTenants(process.env.DATABASE_URL ?? "", inject("testServer").adminUrl, SIZES);
});

const ofTenant = (index: number) => ({
  projectId: { in: tenants[index]?.projects.map(({ id }) => id) ?? [] },
});

test("each organisation has what was asked for, spread over its projects", async () => {
  for (const [index, size] of SIZES.entries()) {
    const where = ofTenant(index);
    expect(await prisma.conversation.count({ where })).toBe(size.conversations);
    expect(await prisma.message.count({ where })).toBe(size.messages);
    expect(await prisma.product.count({ where })).toBe(size.products);
    expect(await prisma.productVariant.count({ where })).toBe(2 * size.products);
  }
  const large = await prisma.conversation.groupBy({
    by: ["projectId", "chatbotId", "platform"],
    where: ofTenant(0),
  });
  expect(new Set(large.map(({ projectId }) => projectId)).size).toBe(3);
  expect(new Set(large.map(({ chatbotId }) => chatbotId)).size).toBe(9);
  expect(new Set(large.map(({ platform }) => platform)).size).toBe(3);
  expect(await prisma.lead.count({ where: ofTenant(0) })).toBeGreaterThan(0);
  expect(await prisma.ticket.count({ where: ofTenant(0) })).toBeGreaterThan(0);
});

test("rows are what the product itself would have written", async () => {
  expect(await indexes()).toEqual(indexesBefore);
  const [wrong] = await prisma.$queryRaw<[Record<string, number>]>`
    SELECT (SELECT count(*)::int FROM message
             WHERE search IS DISTINCT FROM to_tsvector('english', plain_text(content))) AS searches,
           (SELECT count(*)::int FROM ticket WHERE search IS NULL) AS tickets,
           (SELECT count(*)::int FROM product WHERE search IS NULL) AS products,
           (SELECT count(*)::int FROM conversation c CROSS JOIN LATERAL (
              SELECT count(*) FILTER (WHERE role = 'user') AS users, count(*) FILTER (WHERE role = 'agent') AS agents,
                     count(*) AS messages, max(position) AS last, min(sent_at) AS began, max(sent_at) AS ended
                FROM message m WHERE m.project_id = c.project_id AND m.conversation_id = c.id) m
             WHERE m.messages <> m.last + 1 OR m.users <> c.user_message_count OR m.agents <> c.agent_message_count
                OR m.began <> c.started_at OR m.ended <> c.last_message_at OR m.ended > now()) AS conversations`;
  expect(wrong).toEqual({ searches: 0, tickets: 0, products: 0, conversations: 0 });
  // The foreign keys rested meanwhile.
  const [orphans] = await prisma.$queryRaw<[Record<string, number>]>`
    SELECT (SELECT count(*)::int FROM message m LEFT JOIN conversation c
                ON c.project_id = m.project_id AND c.id = m.conversation_id WHERE c.id IS NULL) AS messages,
           (SELECT count(*)::int FROM conversation c LEFT JOIN chatbot b ON b.project_id = c.project_id AND b.id = c.chatbot_id
              LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id
             WHERE b.id IS NULL OR (c.visitor_id IS NOT NULL AND v.id IS NULL)) AS conversations,
           (SELECT count(*)::int FROM lead l LEFT JOIN conversation c ON c.project_id = l.project_id AND c.id = l.conversation_id
              LEFT JOIN visitor v ON v.project_id = l.project_id AND v.id = l.visitor_id
             WHERE c.id IS NULL OR v.id IS NULL) AS leads,
           (SELECT count(*)::int FROM ticket_entry e LEFT JOIN ticket t ON t.project_id = e.project_id AND t.id = e.ticket_id
             WHERE t.id IS NULL) AS entries`;
  expect(orphans).toEqual({ messages: 0, conversations: 0, leads: 0, entries: 0 });
});

/** By day or hour, counted from the rows; a response ends a run of the visitor's messages. */
const recount = (span: string) => prisma.$queryRaw`
  WITH m AS (
    SELECT m.*, c.chatbot_id, c.platform,
           count(*) FILTER (WHERE m.role = 'agent') OVER (PARTITION BY m.project_id, m.conversation_id ORDER BY m.position
             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS run
      FROM message m JOIN conversation c ON c.project_id = m.project_id AND c.id = m.conversation_id
  ), asked AS (
    SELECT project_id, conversation_id, run, min(sent_at) AS at FROM m WHERE role = 'user' GROUP BY 1, 2, 3
  ), event AS (
    SELECT project_id, chatbot_id, platform, started_at AS at, 1 AS conversations, 0 AS users, 0 AS agents,
           (agent_message_count > 0)::int AS answered, 0 AS seconds, 0 AS responses, 0 AS leads, 0 AS tickets FROM conversation
    UNION ALL SELECT project_id, chatbot_id, platform, sent_at, 0, (role = 'user')::int, (role = 'agent')::int, 0, 0, 0, 0, 0 FROM m
    UNION ALL SELECT m.project_id, chatbot_id, platform, sent_at, 0, 0, 0, 0,
                     round(extract(epoch FROM m.sent_at - a.at))::int, 1, 0, 0
                FROM m JOIN asked a USING (project_id, conversation_id, run) WHERE m.role = 'agent'
    UNION ALL SELECT project_id, l.chatbot_id, c.platform, l.created_at, 0, 0, 0, 0, 0, 0, 1, 0
                FROM lead l JOIN conversation c USING (project_id) WHERE c.id = l.conversation_id
    UNION ALL SELECT project_id, c.chatbot_id, c.platform, t.created_at, 0, 0, 0, 0, 0, 0, 0, 1
                FROM ticket t JOIN conversation c USING (project_id) WHERE c.id = t.conversation_id
  )
  SELECT project_id, chatbot_id, platform::text, date_trunc(${span}, at, 'UTC') AS at, sum(conversations)::int AS conversations,
         sum(users)::int AS users, sum(agents)::int AS agents, sum(answered)::int AS answered, sum(seconds)::int AS seconds,
         sum(responses)::int AS responses, sum(leads)::int AS leads, sum(tickets)::int AS tickets
    FROM event GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;

test("the rollups equal a recount", async () => {
  expect(
    await prisma.$queryRaw`
      SELECT project_id, chatbot_id, platform::text, hour AS at, conversations, user_messages AS users,
             agent_messages AS agents, answered_conversations AS answered, response_seconds::int AS seconds, responses,
             leads, tickets FROM metric_hourly ORDER BY 1, 2, 3, 4`,
  ).toEqual(await recount("hour"));
  expect(
    await prisma.$queryRaw`
      SELECT project_id, chatbot_id, platform::text, day::timestamp AT TIME ZONE 'UTC' AS at, conversations,
             user_messages AS users, agent_messages AS agents, answered_conversations AS answered,
             response_seconds::int AS seconds, responses, leads, tickets FROM metric_daily ORDER BY 1, 2, 3, 4`,
  ).toEqual(await recount("day"));
  const [live] = await prisma.$queryRaw<[{ counted: number; there: number }]>`
    SELECT (SELECT sum(conversations)::int FROM metric_live) AS counted,
           (SELECT count(*)::int FROM conversation WHERE started_at >= now() - interval '47 hours') AS there`;
  expect(live.counted).toBeGreaterThanOrEqual(live.there);
});
