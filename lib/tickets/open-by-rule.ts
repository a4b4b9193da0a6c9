import "server-only";
import { actingVisitor } from "@/lib/auth/acting-visitor";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import type { TenantTransaction } from "@/lib/db/tenant";
import { lockActingVisitor } from "@/lib/visitors/lock";
import { insertTicket } from "./insert";
import { openTicketsOf } from "./open-of-visitor";
import { hasTicketWord } from "./rule-fits";
import { MAX_OPEN_TICKETS, type VisitorTicketView } from "./schema";
import { MAX_BODY_LENGTH } from "./values";
import { visitorTickets } from "./visitor-view";

/** Length of a subject that is made of a message, in characters. */
const SUBJECT_LENGTH = 100;

/**
 * Opens a ticket when a rule of the chatbot asks for one: a word in the visitor's last message, or so many questions in
 * a row without an answer. To be called when an answer has ended. One conversation has one such ticket at a time, and
 * none while a person looks after it or another ticket of it is open.
 * @returns null when no rule asks for one
 * @throws NotFoundError no such conversation of the visitor
 */
export async function openTicketByRule(
  caller: Caller,
  conversationId: string,
): Promise<VisitorTicketView | null> {
  requirePermission(caller, "tickets:write");
  const visitor = actingVisitor(caller);
  const { projectId, visitorId } = visitor;
  return change(caller, {}, async (db) => {
    const { email } = await lockActingVisitor(db, projectId, visitorId);
    const conversation = await db.conversation.findFirst({
      where: { projectId, id: conversationId, visitorId },
      select: {
        id: true,
        chatbotId: true,
        platform: true,
        handler: true,
        chatbot: { select: { ticketAfter: true, ticketWords: true } },
      },
    });
    if (!conversation) throw new NotFoundError("conversation", conversationId);
    const { ticketAfter, ticketWords } = conversation.chatbot;
    if (conversation.handler === "person" || (ticketAfter === null && ticketWords.length === 0)) return null;
    const isOpen = await db.ticket.count({
      where: { projectId, conversationId, status: { in: ["new", "in_progress"] } },
    });
    if (isOpen > 0 || (await openTicketsOf(db, projectId, visitorId)) >= MAX_OPEN_TICKETS) return null;
    const since = await lastRuleTicket(db, projectId, conversationId);
    const messages =
      (await wordMessage(db, projectId, conversationId, ticketWords, since)) ??
      (await unansweredQuestions(db, projectId, conversationId, ticketAfter, since));
    if (messages === null) return null;
    const id = await insertTicket(db, {
      projectId,
      subject: subjectOf(messages.at(-1) ?? ""),
      message: bodyOf(messages),
      priority: "normal",
      conversation,
      visitorId,
      chatbotId: conversation.chatbotId,
      email,
      openedBy: "rule",
      assigneeId: null,
      opener: { authorKind: "job", authorId: "a rule of the chatbot" },
    });
    return (await visitorTickets(db, visitor, id))[0] ?? null;
  });
}

/** Messages before it were dealt with by it. */
async function lastRuleTicket(
  db: TenantTransaction,
  projectId: string,
  conversationId: string,
): Promise<Date> {
  const last = await db.ticket.findFirst({
    where: { projectId, conversationId, openedBy: "rule" },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { createdAt: true },
  });
  return last?.createdAt ?? new Date(0);
}

async function wordMessage(
  db: TenantTransaction,
  projectId: string,
  conversationId: string,
  words: readonly string[],
  since: Date,
): Promise<string[] | null> {
  if (words.length === 0) return null;
  const last = await db.message.findFirst({
    where: { projectId, conversationId, role: "user", sentAt: { gt: since } },
    orderBy: { position: "desc" },
    select: { content: true },
  });
  return last && hasTicketWord(last.content, words) ? [last.content] : null;
}

/** The questions at the end that got no answer, oldest first, if there are enough. */
async function unansweredQuestions(
  db: TenantTransaction,
  projectId: string,
  conversationId: string,
  after: number | null,
  since: Date,
): Promise<string[] | null> {
  if (after === null) return null;
  const replies = await db.reply.findMany({
    where: { projectId, conversationId, state: { not: "running" }, startedAt: { gt: since } },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: after,
    select: { state: true, questionId: true },
  });
  if (replies.length < after || replies.some(({ state }) => state === "answered")) return null;
  const questions = await db.message.findMany({
    where: { projectId, conversationId, id: { in: replies.map(({ questionId }) => questionId) } },
    orderBy: { position: "asc" },
    select: { content: true },
  });
  return questions.length === 0 ? null : questions.map(({ content }) => content);
}

function subjectOf(message: string): string {
  const line = message
    .replace(/\p{Cc}+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const characters = Array.from(line);
  if (characters.length <= SUBJECT_LENGTH) return line || "A question without an answer";
  return `${characters
    .slice(0, SUBJECT_LENGTH - 1)
    .join("")
    .trimEnd()}…`;
}

/** As many of the last messages as a ticket takes. */
function bodyOf(messages: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const message of messages.toReversed()) {
    length += message.length + 2;
    if (length > MAX_BODY_LENGTH && kept.length > 0) break;
    kept.unshift(message);
  }
  return kept.join("\n\n").slice(0, MAX_BODY_LENGTH).toWellFormed();
}
