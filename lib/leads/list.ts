import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { idOf } from "@/lib/core/schema";
import { dateRange } from "@/lib/db/date-range";
import { Prisma } from "@/lib/db/generated/client";
import { cursorTime, listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor, type TenantClient } from "@/lib/db/tenant";
import { chatbotJoin, contactText, type LeadRow, leadColumns, toLeadDetail, toLeadView } from "./rows";
import type { LeadDetail, LeadPage, ListLeadsInput } from "./schema";

const key = z.tuple([cursorTime, idOf("lead")]);

/**
 * Leads of the caller's projects by when they were captured, newest first; the range bounds that time.
 * @throws NotFoundError no such chatbot or conversation in a project the caller may see
 * @throws InvalidInputError `from` after `to`, or a foreign cursor
 */
export async function listLeads(caller: Caller, input: ListLeadsInput): Promise<LeadPage> {
  return pageOf(caller, input, toLeadView);
}

/** The same leads with their sources and consent. */
export async function listLeadDetails(
  caller: Caller,
  input: ListLeadsInput,
): Promise<{ items: LeadDetail[]; next_cursor: string | null }> {
  return pageOf(caller, input, toLeadDetail);
}

async function pageOf<View>(
  caller: Caller,
  input: ListLeadsInput,
  toView: (row: LeadRow) => View,
): Promise<{ items: View[]; next_cursor: string | null }> {
  requirePermission(caller, "leads:read");
  const { limit, cursor, ...filters } = input;
  const list = listName("leads", caller, filters);
  const after = readCursor(list, cursor, key);
  const conditions = [Prisma.sql`l.project_id = s.id`, ...conditionsFor(input)];
  if (after) {
    conditions.push(Prisma.sql`(l.created_at, l.id) < (${after[0].toJSON()}::timestamptz, ${after[1]})`);
  }
  const db = dbFor(caller);
  // Each project walks its own index from the newest row, so a page costs a page per project.
  const rows = await db.$queryRaw<LeadRow[]>`
    SELECT ${leadColumns}
      FROM (SELECT l.* FROM unnest(${[...caller.projectIds]}::text[]) AS s(id)
             CROSS JOIN LATERAL (
               SELECT l.* FROM lead l WHERE ${Prisma.join(conditions, " AND ")}
                ORDER BY l.created_at DESC, l.id DESC LIMIT ${limit + 1}) l
             ORDER BY l.created_at DESC, l.id DESC LIMIT ${limit + 1}) l
      ${chatbotJoin}
     ORDER BY l.created_at DESC, l.id DESC`;
  if (rows.length === 0) await requireNamed(db, input);
  return toViews(rows, limit, toView, (row) => toCursor(list, [row.createdAt.toJSON(), row.id]));
}

/** What the filters ask of a lead `l`. */
export function conditionsFor(input: Omit<ListLeadsInput, "limit" | "cursor">): Prisma.Sql[] {
  const { from, to } = dateRange(input);
  const conditions: Prisma.Sql[] = [];
  if (input.chatbot_id !== undefined) conditions.push(Prisma.sql`l.chatbot_id = ${input.chatbot_id}`);
  if (input.stage !== undefined) conditions.push(Prisma.sql`l.stage = ${input.stage}`);
  if (input.qualification !== undefined) {
    conditions.push(Prisma.sql`l.qualification = ${input.qualification}`);
  }
  if (input.conversation_id !== undefined) {
    conditions.push(Prisma.sql`l.conversation_id = ${input.conversation_id}`);
  }
  if (input.query !== undefined) {
    const part = `%${input.query.replace(/[\\%_]/g, "\\$&")}%`;
    conditions.push(Prisma.sql`${contactText} ILIKE ${part}`);
  }
  if (from) conditions.push(Prisma.sql`l.created_at >= ${from.toJSON()}::timestamptz`);
  if (to) conditions.push(Prisma.sql`l.created_at <= ${to.toJSON()}::timestamptz`);
  return conditions;
}

/** Tells a filter that finds nothing from one that names what does not exist. */
async function requireNamed(
  db: TenantClient,
  input: Pick<ListLeadsInput, "chatbot_id" | "conversation_id">,
): Promise<void> {
  if (input.chatbot_id !== undefined) {
    const chatbot = await db.chatbot.findFirst({ where: { id: input.chatbot_id }, select: { id: true } });
    if (!chatbot) throw new NotFoundError("chatbot", input.chatbot_id);
  }
  if (input.conversation_id !== undefined) {
    const found = await db.conversation.findFirst({
      where: { id: input.conversation_id },
      select: { id: true },
    });
    if (!found) throw new NotFoundError("conversation", input.conversation_id);
  }
}
