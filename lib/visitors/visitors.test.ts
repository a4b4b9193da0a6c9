import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { everyItem } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { callerOfPerson } from "@/lib/auth/person-caller";
import { createTenant } from "@/lib/auth/testing";
import { ROLE_PERMISSIONS } from "@/lib/auth/values";
import { appendMessage } from "@/lib/conversations/append-message";
import { storeConversations } from "@/lib/conversations/testing";
import { InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { lockWaits } from "@/lib/db/testing";
import { createLead } from "@/lib/leads/create";
import { createLeadInput } from "@/lib/leads/schema";
import { createSalesRule } from "@/lib/sales-rules/create";
import { createSalesRuleInput } from "@/lib/sales-rules/schema";
import { createTicket } from "@/lib/tickets/create";
import { addNote } from "@/lib/tickets/note";
import { replyToTicket } from "@/lib/tickets/reply";
import { createTicketInput } from "@/lib/tickets/schema";
import { deleteVisitor } from "./delete";
import { exportVisitor } from "./export";
import { getVisitor } from "./get";
import { listVisitors } from "./list";
import { deletedVisitor, listVisitorsInput, visitorDetail, visitorPage } from "./schema";

let caller: Caller;
let stranger: Caller;
let projectId: string;
let chatbotId: string;
let db: pg.Client;

async function somebody() {
  const tenant = await createTenant();
  const id = tenant.projectIds[0] as string;
  const bot = newId("chatbot");
  await prisma.chatbot.create({ data: { id: bot, projectId: id, name: "Bot", isPrimary: true } });
  return {
    who: await callerOfPerson({ userId: tenant.userId, sessionEpoch: 0 }, { projectId: id }),
    id,
    bot,
  };
}

beforeAll(async () => {
  db = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await db.connect();
});
afterAll(() => db.end());

beforeEach(async () => {
  const [ours, theirs] = [await somebody(), await somebody()];
  [caller, projectId, chatbotId, stranger] = [ours.who, ours.id, ours.bot, theirs.who];
});

const list = async (input: Record<string, unknown> = {}, who = caller) =>
  visitorPage.parse(await listVisitors(who, listVisitorsInput.parse(input)));
const without = (name: string) => ({
  ...caller,
  permissions: new Set([...caller.permissions].filter((other) => other !== name)),
});

async function visitors(count: number) {
  const data = Array.from({ length: count }, (_, index) => ({
    projectId,
    id: newId("visitor"),
    name: `Visitor ${index}`,
    email: `v${index}@example.com`,
    phone: `+49 ${1000 + index}`,
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(index / 3))),
  }));
  await prisma.visitor.createMany({ data });
  return data;
}

/** A visitor of whom every kind of thing is kept, each with the word in every text that may say something of them. */
async function visitorWith(word: string) {
  const visitorId = newId("visitor");
  const tokenHash = `hash-${word}`;
  await prisma.visitor.create({
    data: {
      projectId,
      id: visitorId,
      externalId: `ext-${word}`,
      name: `Name ${word}`,
      email: `${word}@example.com`,
      phone: `+1 ${word}`,
      attributes: { note: word },
      tokenHash,
    },
  });
  const conversationId = newId("conversation");
  await prisma.conversation.create({
    data: {
      projectId,
      id: conversationId,
      chatbotId,
      visitorId,
      externalId: `cnv-${word}`,
      startedAt: new Date(),
      lastMessageAt: new Date(),
      pageUrl: `https://shop.example/?q=${word}`,
      visitorLanguage: "en",
    },
  });
  const write = (role: "user" | "agent", content: string) =>
    prisma.$transaction((tx) =>
      appendMessage(tx as never, projectId, conversationId, {
        role,
        content,
        externalId: `${role}-${word}`,
        ...(role === "agent" && { author: { kind: "chatbot", id: chatbotId } }),
      }),
    );
  const question = await write("user", `Is ${word} there?`);
  const answer = await write("agent", `${word} is not there.`);
  const reply = {
    projectId,
    chatbotId,
    conversationId,
    questionId: question.id,
    strictness: "strict" as const,
  };
  const ends = { aliveUntil: new Date(Date.now() + 60_000), model: "built-in" };
  await prisma.reply.createMany({
    data: [
      {
        ...reply,
        ...ends,
        id: newId("reply"),
        messageId: answer.id,
        state: "failed",
        errorDetail: `About ${word}`,
      },
      { ...reply, ...ends, id: newId("reply"), state: "running" },
    ],
  });
  await createLead(caller, {
    conversation_id: conversationId,
    name: `Lead ${word}`,
    email: `${word}@lead.example`,
    qualification: "qualified",
    stage: "new",
  });
  const lead = {
    projectId,
    visitorId,
    source: "form",
    consentText: `Yes, ${word}`,
    attributes: { note: word },
  };
  await prisma.lead.create({ data: { ...lead, id: newId("lead"), phone: `+2 ${word}` } });
  const ticket = await createTicket(caller, {
    conversation_id: conversationId,
    subject: `Subject ${word}`,
    message: `Message ${word}`,
    priority: "high",
  });
  await replyToTicket(caller, { ticket_id: ticket.id, body: `Reply ${word}` });
  await addNote(caller, { ticket_id: ticket.id, body: `Note ${word}` });
  const own = newId("ticket");
  await prisma.ticket.create({
    data: { projectId, id: own, visitorId, subject: `Own ${word}`, email: `${word}@ticket.example` },
  });
  const rule = await createSalesRule(
    caller,
    createSalesRuleInput.parse({
      chatbot_id: chatbotId,
      name: "Hello",
      trigger: "time_on_page",
      threshold: 30,
      message: "Can I help?",
    }),
  );
  await prisma.salesRuleShowing.create({
    data: { projectId, ruleId: rule.rule_id, visitorHash: tokenHash },
  });
  return { visitorId, conversationId };
}

/** Columns of the whole database in which a text stands, as `schema.table.column`. */
async function whereIs(text: string): Promise<string[]> {
  const { rows } = await db.query<{ schema: string; name: string; column: string }>(
    `SELECT c.table_schema AS schema, c.table_name AS name, c.column_name AS column
       FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema NOT IN ('pg_catalog', 'information_schema') AND t.table_type = 'BASE TABLE'
        AND c.udt_name IN ('text', 'varchar', 'bpchar', 'citext', 'json', 'jsonb', '_text', '_varchar', 'bytea', 'tsvector')`,
  );
  const found: string[] = [];
  for (const { schema, name, column } of rows) {
    const { rows: hits } = await db.query(
      `SELECT 1 FROM "${schema}"."${name}" WHERE position($1 IN lower("${column}"::text)) > 0
          OR position(encode(convert_to($1, 'UTF8'), 'hex') IN "${column}"::text) > 0 LIMIT 1`,
      [text.toLowerCase()],
    );
    if (hits.length > 0) found.push(`${schema}.${name}.${column}`);
  }
  return found;
}

async function readAll(parts: AsyncGenerator<string>): Promise<Record<string, unknown>> {
  let text = "";
  for await (const part of parts) text += part;
  return JSON.parse(text);
}

describe("the list of visitors", () => {
  test("shows the newest first, page by page, without gaps or repeats", async () => {
    const all = await visitors(20);
    const found = await everyItem((cursor) => list({ limit: 3, cursor }));
    expect(found).toHaveLength(20);
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(all.map(({ id }) => id)));
    const times = found.map(({ first_seen_at }) => first_seen_at);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  test("finds any part of a name, an e-mail address or a number, and takes it as it is", async () => {
    await visitors(12);
    const names = async (query: string) => (await list({ query })).items.map(({ name }) => name);
    expect(await names("visitor 7")).toEqual(["Visitor 7"]);
    expect(await names("V11@EXAMPLE")).toEqual(["Visitor 11"]);
    expect(await names("1003")).toEqual(["Visitor 3"]);
    expect(await names("%")).toEqual([]);
  });

  test("tells when somebody was there and how often", async () => {
    await storeConversations(projectId, [
      {
        chatbotId,
        startedAt: "2025-03-01T10:00:00Z",
        visitor: { name: "Ana" },
        turns: [
          { role: "user", content: "Hi" },
          { role: "agent", content: "Hello" },
        ],
      },
    ]);
    expect((await list()).items).toMatchObject([
      {
        name: "Ana",
        conversation_count: 1,
        first_seen_at: "2025-03-01T10:00:00.000Z",
        last_seen_at: "2025-03-01T10:01:00.000Z",
      },
    ]);
  });

  test("shows a stranger nothing, and nothing without conversations:read", async () => {
    await visitors(1);
    expect((await list({}, stranger)).items).toEqual([]);
    await expect(list({}, without("conversations:read"))).rejects.toBeInstanceOf(InsufficientPermissionError);
  });
});

describe("everything of a visitor", () => {
  test("is shown with leads and tickets, for those who may see them", async () => {
    const { visitorId } = await visitorWith("quartz");
    const detail = visitorDetail.parse(await getVisitor(caller, { visitor_id: visitorId }));
    expect(detail).toMatchObject({
      name: "Name quartz",
      conversation_count: 1,
      message_count: 3,
      attributes: [{ name: "note", value: "quartz" }],
    });
    expect([detail.leads?.length, detail.tickets?.length]).toEqual([2, 2]);
    expect(await getVisitor(without("leads:read"), { visitor_id: visitorId })).toMatchObject({ leads: null });
  });

  test("is exported whole, and the log tells that it was", async () => {
    const { visitorId } = await visitorWith("quartz");
    await visitorWith("marble");
    const file = await readAll(await exportVisitor(caller, { visitor_id: visitorId }));
    expect(Object.keys(file)).toEqual([
      ...["exported_at", "project_id", "visitor", "conversations", "leads", "tickets", "sales_rules_shown"],
    ]);
    expect(file).toMatchObject({
      visitor: { email: "quartz@example.com" },
      conversations: [
        {
          page_url: "https://shop.example/?q=quartz",
          messages: [
            { content: "Is quartz there?", written_by: "visitor" },
            { content: "quartz is not there.", written_by: "chatbot" },
            { content: "Reply quartz", written_by: "ticket" },
          ],
        },
      ],
      sales_rules_shown: [{ rule: "Hello" }],
    });
    const text = JSON.stringify(file);
    for (const part of [
      "Lead quartz",
      "+2 quartz",
      "Yes, quartz",
      "Message quartz",
      "Reply quartz",
      "Own quartz",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("marble");
    expect(text).not.toContain("hash-");
    expect(await prisma.auditEntry.findFirst({ where: { targetId: visitorId } })).toMatchObject({
      action: "visitor.export",
      details: { project_id: projectId },
    });
  });

  test("of somebody who wrote ten thousand messages is exported in order", async () => {
    const { visitorId, conversationId } = await visitorWith("quartz");
    await manyMessages(conversationId, 10_000);
    const file = await readAll(await exportVisitor(caller, { visitor_id: visitorId }));
    const [conversation] = file.conversations as [{ messages: { position: number }[] }];
    expect(conversation.messages.map(({ position }) => position)).toEqual(
      Array.from({ length: 10_003 }, (_, index) => index),
    );
  });

  test("is gone after it was deleted, from every column of every table", async () => {
    const { visitorId } = await visitorWith("zirconium");
    const { visitorId: other } = await visitorWith("obsidian");
    expect((await whereIs("zirconium")).length).toBeGreaterThan(15);
    const counted = await prisma.metricDaily.findMany({ where: { projectId } });
    const answer = deletedVisitor.parse(await deleteVisitor(caller, { visitor_id: visitorId }));
    expect(answer).toEqual({ visitor_id: visitorId, conversations: 1, leads: 2, tickets: 2 });
    expect(await whereIs("zirconium")).toEqual([]);
    // The id stays in the audit log alone.
    expect(await whereIs(visitorId)).toEqual(["public.audit_entry.target_id"]);
    expect(await prisma.metricDaily.findMany({ where: { projectId } })).toEqual(counted);
    expect(await prisma.message.count({ where: { projectId } })).toBe(3);
    expect(await prisma.salesRuleShowing.count({ where: { projectId } })).toBe(1);
    expect(await getVisitor(caller, { visitor_id: other })).toMatchObject({ name: "Name obsidian" });
    await expect(getVisitor(caller, { visitor_id: visitorId })).rejects.toBeInstanceOf(NotFoundError);
    await expect(deleteVisitor(caller, { visitor_id: visitorId })).rejects.toBeInstanceOf(NotFoundError);
  });

  test("of somebody who wrote ten thousand messages is gone at once, and a reply under way finds nothing", async () => {
    const { visitorId, conversationId } = await visitorWith("quartz");
    await manyMessages(conversationId, 10_000);
    await deleteVisitor(caller, { visitor_id: visitorId });
    expect(await prisma.message.count({ where: { projectId } })).toBe(0);
    expect(await prisma.reply.count({ where: { projectId } })).toBe(0);
    const late = prisma.$transaction((tx) =>
      appendMessage(tx as never, projectId, conversationId, { role: "agent", content: "Late" }),
    );
    await expect(late).rejects.toBeInstanceOf(NotFoundError);
  });

  test.each([
    [
      "ticket",
      (conversation_id: string) =>
        createTicket(
          caller,
          createTicketInput.parse({ conversation_id, subject: "Late", message: "Where is it?" }),
        ),
    ],
    [
      "lead",
      (conversation_id: string) =>
        createLead(caller, createLeadInput.parse({ conversation_id, name: "Ana" })),
    ],
  ])("is deleted while a %s is made of their conversation, which is told so", async (_, make) => {
    const [conversationId = ""] = await storeConversations(projectId, [
      {
        chatbotId,
        startedAt: "2026-03-01T10:00:00Z",
        visitor: { name: "Ana" },
        turns: [{ role: "user", content: "Hello" }],
      },
    ]);
    const { visitorId } = await prisma.conversation.findFirstOrThrow({ where: { id: conversationId } });
    // In the order of `deleteVisitor`, and as slow as needed for the other to come in between.
    await db.query("BEGIN");
    await db.query("SELECT 1 FROM visitor WHERE id = $1 FOR UPDATE", [visitorId]);
    const made = expect(make(conversationId)).rejects.toBeInstanceOf(NotFoundError);
    await expect.poll(() => lockWaits(prisma)).toBe(1);
    await db.query("SELECT 1 FROM conversation WHERE id = $1 FOR UPDATE", [conversationId]);
    await db.query("DELETE FROM conversation WHERE id = $1", [conversationId]);
    await db.query("DELETE FROM visitor WHERE id = $1", [visitorId]);
    await db.query("COMMIT");
    await made;
  });

  test("is refused to strangers and to those who may only read, and stays", async () => {
    const { visitorId: visitor_id } = await visitorWith("quartz");
    for (const verb of [deleteVisitor, exportVisitor]) {
      await expect(verb(stranger, { visitor_id })).rejects.toBeInstanceOf(NotFoundError);
      await expect(verb(without("visitors:manage"), { visitor_id })).rejects.toBeInstanceOf(
        InsufficientPermissionError,
      );
    }
    await expect(getVisitor(stranger, { visitor_id })).rejects.toBeInstanceOf(NotFoundError);
    expect(await prisma.message.count({ where: { projectId } })).toBe(3);
    expect(await prisma.auditEntry.count({ where: { targetId: visitor_id } })).toBe(0);
  });

  test("is for owners and admins to take or delete, and for no assistant", () => {
    const roles = Object.entries(ROLE_PERMISSIONS).filter(([, may]) => may.has("visitors:manage"));
    expect(roles.map(([role]) => role)).toEqual(["owner", "admin"]);
  });
});

async function manyMessages(conversationId: string, count: number) {
  await prisma.message.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      projectId,
      conversationId,
      id: newId("message"),
      position: index + 3,
      role: "user" as const,
      content: `Line ${index}`,
      sentAt: new Date(),
    })),
  });
}
