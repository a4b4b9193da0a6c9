import "server-only";
import { createHash } from "node:crypto";
import { previewOf } from "@/lib/conversations/preview";
import { newId } from "@/lib/core/ids";
import type { TenantTransaction } from "@/lib/db/tenant";
import { announce } from "@/lib/live/announce";
import { type CountedConversation, type CountedMessage, recordConversations } from "@/lib/metrics/record";
import type { ImportedConversation, ImportedTurn } from "./conversation-schema";
import { messageTimes } from "./message-times";
import { type Rejection, rejected } from "./record";
import { writeVisitors } from "./write-visitors";

export interface ConversationTarget {
  projectId: string;
  chatbotId: string;
  /** Times that are filled in lie before it. */
  importedAt: Date;
}

/** A checked record with the place it came from. */
export interface Accepted<Value> {
  line: number;
  value: Value;
  excerpt: string;
}

/** What became of a batch. */
export interface BatchResult {
  created: number;
  updated: number;
  unchanged: number;
  rejections: Rejection[];
}

interface Existing {
  id: string;
  externalId: string;
  chatbotId: string;
  platform: ImportedConversation["platform"];
  visitorId: string | null;
  preview: string;
  startedAt: Date;
  lastMessageAt: Date;
  /** MD5 of each message, in order of position. */
  hashes: string[];
}

interface NewMessage {
  id: string;
  conversationId: string;
  position: number;
  role: ImportedTurn["role"];
  content: string;
  sentAt: Date;
}

/**
 * Writes conversations with their messages, visitors and rollups; a conversation that is there already gets only the
 * messages it lacks. Runs in the caller's transaction, which holds the project's import lock. No id stands twice in
 * `batch`. A handful of statements, whatever the size of the batch.
 */
export async function writeConversations(
  db: TenantTransaction,
  target: ConversationTarget,
  batch: readonly Accepted<ImportedConversation>[],
): Promise<BatchResult> {
  const known = await findExisting(
    db,
    target.projectId,
    batch.map(({ value }) => value.id),
  );
  const result: BatchResult = { created: 0, updated: 0, unchanged: 0, rejections: [] };
  const fresh: ImportedConversation[] = [];
  const grown: { value: ImportedConversation; existing: Existing }[] = [];
  for (const { line, value, excerpt } of batch) {
    const existing = known.get(value.id);
    if (!existing) {
      fresh.push(value);
      continue;
    }
    const difference = firstDifference(existing, value);
    if (difference !== -1) {
      const reason =
        "The conversation was imported before with another message here; it was left as it is. Give it another id to import it as a new one.";
      result.rejections.push(rejected(line, `turns.${difference}`, reason, excerpt).rejection);
    } else if (value.turns.length > existing.hashes.length) grown.push({ value, existing });
    else result.unchanged += 1;
  }
  const visitors = await writeVisitors(db, target.projectId, [
    ...fresh,
    ...grown.filter(({ existing }) => existing.visitorId === null).map(({ value }) => value),
  ]);
  const counted = [
    ...(await insertFresh(db, target, fresh, visitors)),
    ...(await appendGrown(db, target, grown, visitors)),
  ];
  await recordConversations(db, target.projectId, counted);
  if (counted.length > 0) await announce(db, target.projectId, { kind: "conversation" });
  return { ...result, created: fresh.length, updated: grown.length };
}

async function findExisting(
  db: TenantTransaction,
  projectId: string,
  externalIds: string[],
): Promise<Map<string, Existing>> {
  if (externalIds.length === 0) return new Map();
  const rows = await db.$queryRaw<Existing[]>`
    SELECT c.id, c.external_id AS "externalId", c.chatbot_id AS "chatbotId", c.platform::text AS platform,
           c.visitor_id AS "visitorId", c.preview, c.started_at AS "startedAt", c.last_message_at AS "lastMessageAt",
           ARRAY(SELECT md5(m.role::text || ':' || m.content) FROM message m
                  WHERE m.project_id = c.project_id AND m.conversation_id = c.id ORDER BY m.position) AS hashes
      FROM conversation c
     WHERE c.project_id = ${projectId} AND c.external_id = ANY (${externalIds}::text[])`;
  return new Map(rows.map((row) => [row.externalId, row]));
}

/** Position of the first message that both have and that differs; -1 when the shorter is the beginning of the longer. */
function firstDifference(existing: Existing, value: ImportedConversation): number {
  const common = Math.min(existing.hashes.length, value.turns.length);
  return value.turns
    .slice(0, common)
    .findIndex(({ role, content }, index) => md5(`${role}:${content}`) !== existing.hashes[index]);
}

function md5(text: string): string {
  return createHash("md5").update(text, "utf8").digest("hex");
}

async function insertFresh(
  db: TenantTransaction,
  target: ConversationTarget,
  fresh: ImportedConversation[],
  visitors: ReadonlyMap<string, string>,
): Promise<CountedConversation[]> {
  if (fresh.length === 0) return [];
  const messages: NewMessage[] = [];
  const counted: CountedConversation[] = [];
  const rows = fresh.map((value) => {
    const times = messageTimes(
      value.turns.map(({ at }) => at),
      { conversationId: value.id, importedAt: target.importedAt },
    );
    const startedAt = times[0] as Date;
    const id = newId("conversation", startedAt);
    const added = toMessages(id, 0, value.turns, times);
    messages.push(...added);
    counted.push({ chatbotId: target.chatbotId, platform: value.platform, startedAt, messages: added });
    return {
      id,
      externalId: value.id,
      visitorId: visitors.get(value.id) ?? null,
      platform: value.platform,
      startedAt,
      lastMessageAt: times.at(-1),
      ...countsOf(value.turns),
      preview: firstWords(value.turns),
    };
  });
  const payload = JSON.stringify(rows);
  await db.$executeRaw`
    INSERT INTO conversation (project_id, id, chatbot_id, visitor_id, external_id, platform, started_at, last_message_at,
                              user_message_count, agent_message_count, preview)
    SELECT ${target.projectId}, r.id, ${target.chatbotId}, r."visitorId", r."externalId", r.platform::platform,
           r."startedAt", r."lastMessageAt", r."userMessages", r."agentMessages", r.preview
      FROM jsonb_to_recordset(${payload}::jsonb) AS r(id text, "visitorId" text, "externalId" text, platform text,
           "startedAt" timestamptz, "lastMessageAt" timestamptz, "userMessages" int, "agentMessages" int, preview text)`;
  await insertMessages(db, target.projectId, messages);
  return counted;
}

async function appendGrown(
  db: TenantTransaction,
  target: ConversationTarget,
  grown: { value: ImportedConversation; existing: Existing }[],
  visitors: ReadonlyMap<string, string>,
): Promise<CountedConversation[]> {
  if (grown.length === 0) return [];
  const earlier = await earlierMessages(
    db,
    target.projectId,
    grown.map(({ existing }) => existing.id),
  );
  const messages: NewMessage[] = [];
  const counted: CountedConversation[] = [];
  const rows = grown.map(({ value, existing }) => {
    const count = existing.hashes.length;
    const turns = value.turns.slice(count);
    const times = messageTimes(
      turns.map(({ at }) => at),
      {
        conversationId: value.id,
        after: { count, lastAt: existing.lastMessageAt },
        importedAt: target.importedAt,
      },
    );
    const added = toMessages(existing.id, count, turns, times);
    messages.push(...added);
    counted.push({
      chatbotId: existing.chatbotId,
      platform: existing.platform,
      startedAt: existing.startedAt,
      messages: added,
      earlier: earlier.get(existing.id) ?? [],
    });
    return {
      id: existing.id,
      visitorId: existing.visitorId ?? visitors.get(value.id) ?? null,
      lastMessageAt: times.at(-1),
      ...countsOf(turns),
      preview: existing.preview || firstWords(value.turns),
    };
  });
  const payload = JSON.stringify(rows);
  await db.$executeRaw`
    UPDATE conversation c
       SET visitor_id = r."visitorId", last_message_at = r."lastMessageAt", preview = r.preview,
           user_message_count = c.user_message_count + r."userMessages",
           agent_message_count = c.agent_message_count + r."agentMessages"
      FROM jsonb_to_recordset(${payload}::jsonb) AS r(id text, "visitorId" text, "lastMessageAt" timestamptz,
           "userMessages" int, "agentMessages" int, preview text)
     WHERE c.project_id = ${target.projectId} AND c.id = r.id`;
  await insertMessages(db, target.projectId, messages);
  return counted;
}

async function earlierMessages(
  db: TenantTransaction,
  projectId: string,
  conversationIds: string[],
): Promise<Map<string, CountedMessage[]>> {
  const rows = await db.message.findMany({
    where: { projectId, conversationId: { in: conversationIds } },
    orderBy: [{ conversationId: "asc" }, { position: "asc" }],
    select: { conversationId: true, role: true, sentAt: true },
  });
  const byConversation = new Map<string, CountedMessage[]>();
  for (const { conversationId, role, sentAt } of rows) {
    const list = byConversation.get(conversationId) ?? [];
    list.push({ role, sentAt });
    byConversation.set(conversationId, list);
  }
  return byConversation;
}

async function insertMessages(
  db: TenantTransaction,
  projectId: string,
  messages: NewMessage[],
): Promise<void> {
  const payload = JSON.stringify(messages);
  await db.$executeRaw`
    INSERT INTO message (project_id, id, conversation_id, position, role, content, sent_at)
    SELECT ${projectId}, r.id, r."conversationId", r.position, r.role::message_role, r.content, r."sentAt"
      FROM jsonb_to_recordset(${payload}::jsonb) AS r(id text, "conversationId" text, position int, role text,
           content text, "sentAt" timestamptz)`;
}

function toMessages(
  conversationId: string,
  from: number,
  turns: readonly ImportedTurn[],
  times: readonly Date[],
): NewMessage[] {
  return turns.map(({ role, content }, index) => ({
    id: newId("message", times[index]),
    conversationId,
    position: from + index,
    role,
    content,
    sentAt: times[index] as Date,
  }));
}

function countsOf(turns: readonly ImportedTurn[]) {
  const userMessages = turns.filter(({ role }) => role === "user").length;
  return { userMessages, agentMessages: turns.length - userMessages };
}

function firstWords(turns: readonly ImportedTurn[]): string {
  return previewOf(turns.find(({ role }) => role === "user")?.content ?? "");
}
