import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { toAttributes } from "@/lib/conversations/rows";
import { change } from "@/lib/db/change";
import { dbFor, type TenantClient } from "@/lib/db/tenant";
import { findVisitor } from "./find";
import { ofVisitor } from "./of-visitor";
import { toVisitorView } from "./rows";
import type { VisitorInput } from "./schema";

/** Rows that are held in memory at once. */
const BATCH = 500;

/**
 * Everything that is kept of a visitor, as JSON text in parts: contact details, attributes, conversations with messages,
 * leads, tickets with threads, and which sales rules they saw. What GDPR Art. 15 and 20 ask for.
 * @throws InsufficientPermissionError without `visitors:manage`
 * @throws NotFoundError no such visitor in a project the caller may see
 */
export async function exportVisitor(caller: Caller, input: VisitorInput): Promise<AsyncGenerator<string>> {
  requirePermission(caller, "visitors:manage");
  const db = dbFor(caller);
  const row = await findVisitor(db, caller, input.visitor_id);
  const { projectId, id } = row;
  await change(inProject(caller, projectId), {}, (tx) =>
    recordAudit(tx, caller, {
      action: "visitor.export",
      targetKind: "visitor",
      targetId: id,
      details: { project_id: projectId },
    }),
  );
  const { conversation_count: _, ...facts } = toVisitorView(row);
  return write([
    ["exported_at", new Date().toJSON()],
    ["project_id", projectId],
    ["visitor", { ...facts, attributes: toAttributes(row.attributes) }],
    ["conversations", conversationsOf(db, projectId, id)],
    ["leads", leadsOf(db, projectId, id)],
    ["tickets", ticketsOf(db, projectId, id)],
    ["sales_rules_shown", showingsOf(db, projectId, id)],
  ]);
}

/** One object, whose lists are written while they are read. */
async function* write(
  fields: readonly (readonly [name: string, value: unknown | AsyncGenerator<object>])[],
): AsyncGenerator<string> {
  let opening = "{\n";
  for (const [name, value] of fields) {
    yield `${opening}${JSON.stringify(name)}: `;
    if (isList(value)) {
      let before = "[\n";
      for await (const item of value) {
        yield `${before}${JSON.stringify(item)}`;
        before = ",\n";
      }
      yield before === ",\n" ? "\n]" : "[]";
    } else {
      yield JSON.stringify(value);
    }
    opening = ",\n";
  }
  yield "\n}\n";
}

function isList(value: unknown): value is AsyncGenerator<object> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Rows page by page, by their id. */
async function* batches<Row extends { id: string }>(
  fetchAfter: (id: string) => Promise<Row[]>,
): AsyncGenerator<Row> {
  let last = "";
  for (;;) {
    const rows = await fetchAfter(last);
    yield* rows;
    last = rows.at(-1)?.id ?? "";
    if (rows.length < BATCH) return;
  }
}

const inOrder = { orderBy: { id: "asc" }, take: BATCH } as const;

async function* conversationsOf(db: TenantClient, projectId: string, visitorId: string) {
  const conversations = batches((id) =>
    db.conversation.findMany({
      where: { projectId, visitorId, id: { gt: id } },
      ...inOrder,
      select: {
        id: true,
        externalId: true,
        platform: true,
        startedAt: true,
        lastMessageAt: true,
        pageUrl: true,
        visitorLanguage: true,
        chatbot: { select: { name: true } },
      },
    }),
  );
  for await (const row of conversations) {
    const messages: object[] = [];
    for (let position = -1; ; ) {
      const page = await db.message.findMany({
        where: { projectId, conversationId: row.id, position: { gt: position } },
        orderBy: { position: "asc" },
        take: BATCH,
        select: { position: true, role: true, authorKind: true, sentAt: true, content: true },
      });
      messages.push(
        ...page.map(({ authorKind, sentAt, ...message }) => ({
          ...message,
          written_by: message.role === "user" ? "visitor" : (authorKind ?? "chatbot"),
          sent_at: sentAt,
        })),
      );
      position = page.at(-1)?.position ?? position;
      if (page.length < BATCH) break;
    }
    yield {
      id: row.id,
      external_id: row.externalId,
      platform: row.platform,
      chatbot: row.chatbot.name,
      started_at: row.startedAt,
      last_message_at: row.lastMessageAt,
      page_url: row.pageUrl,
      language: row.visitorLanguage,
      messages,
    };
  }
}

async function* leadsOf(db: TenantClient, projectId: string, visitorId: string) {
  const leads = batches((id) =>
    db.lead.findMany({ where: { projectId, ...ofVisitor(visitorId), id: { gt: id } }, ...inOrder }),
  );
  for await (const row of leads) {
    yield {
      id: row.id,
      conversation_id: row.conversationId,
      name: row.name,
      email: row.email,
      phone: row.phone,
      qualification: row.qualification,
      stage: row.stage,
      attributes: row.attributes,
      source: row.source,
      consent_at: row.consentAt,
      consent_text: row.consentText,
      created_at: row.createdAt,
      updated_at: row.updatedAt,
    };
  }
}

async function* ticketsOf(db: TenantClient, projectId: string, visitorId: string) {
  const tickets = batches((id) =>
    db.ticket.findMany({
      where: { projectId, ...ofVisitor(visitorId), id: { gt: id } },
      ...inOrder,
      select: {
        id: true,
        conversationId: true,
        email: true,
        subject: true,
        status: true,
        priority: true,
        createdAt: true,
        updatedAt: true,
        entries: {
          orderBy: [{ createdAt: "asc" }, { id: "asc" }],
          // A change of the assignee holds the id of a member, which is not the visitor's.
          where: { kind: { not: "assignee" } },
          select: { kind: true, body: true, toStatus: true, authorKind: true, createdAt: true },
        },
      },
    }),
  );
  for await (const row of tickets) {
    yield {
      id: row.id,
      conversation_id: row.conversationId,
      email: row.email,
      subject: row.subject,
      status: row.status,
      priority: row.priority,
      created_at: row.createdAt,
      updated_at: row.updatedAt,
      thread: row.entries.map((entry) => ({
        kind: entry.kind,
        text: entry.body,
        status: entry.toStatus,
        written_by: entry.authorKind,
        at: entry.createdAt,
      })),
    };
  }
}

async function* showingsOf(db: TenantClient, projectId: string, visitorId: string) {
  const rows = await db.$queryRaw<{ rule: string; message: string; at: Date }[]>`
    SELECT r.name AS rule, r.message, s.shown_at AS at
      FROM visitor v
      JOIN sales_rule_showing s ON s.project_id = v.project_id AND s.visitor_hash = v.token_hash
      JOIN sales_rule r ON r.project_id = s.project_id AND r.id = s.rule_id
     WHERE v.project_id = ${projectId} AND v.id = ${visitorId} ORDER BY s.shown_at`;
  for (const { rule, message, at } of rows) yield { rule, message, shown_at: at };
}
