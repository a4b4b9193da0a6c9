import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import type { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";
import { MAX_HISTORY_CHARACTERS, MAX_HISTORY_MESSAGES } from "./limits";

const chatbotColumns = {
  id: true,
  name: true,
  instructions: true,
  model: true,
  temperature: true,
  language: true,
  strictness: true,
  leadForm: true,
  indexId: true,
} satisfies Prisma.ChatbotSelect;

/** One turn of the conversation so far. */
export interface Turn {
  role: "user" | "agent";
  content: string;
}

/** What a reply is made from, as it was when the question arrived. */
export interface ReplyContext {
  projectId: string;
  conversationId: string;
  /** PostgreSQL's name of the language that the project's texts are searched in. */
  searchLanguage: string;
  chatbot: Prisma.ChatbotGetPayload<{ select: typeof chatbotColumns }>;
  handler: "chatbot" | "person";
  visitorLanguage: string | null;
  /** Whether the visitor's address or number is known. */
  isVisitorKnown: boolean;
  question: { id: string; content: string };
  /** The messages in front of the question, oldest first, as many as fit. */
  history: Turn[];
}

/**
 * Reads what a reply needs. A visitor reaches their own conversation only, and with their own chatbot.
 * @throws InsufficientPermissionError the caller is neither a visitor nor a job
 * @throws NotFoundError no such conversation, or the question is not a visitor's message in it
 */
export async function loadContext(
  caller: Caller,
  input: { conversationId: string; questionId: string },
): Promise<ReplyContext> {
  const { actor } = caller;
  if (actor.kind !== "visitor" && actor.kind !== "job")
    throw new InsufficientPermissionError("chatbots:read");
  const db = dbFor(caller);
  const conversation = await db.conversation.findFirst({
    where: {
      id: input.conversationId,
      ...(actor.kind === "visitor" && { visitorId: actor.visitorId, chatbotId: actor.chatbotId }),
    },
    select: { projectId: true, chatbotId: true, visitorId: true, handler: true, visitorLanguage: true },
  });
  if (!conversation) throw new NotFoundError("conversation", input.conversationId);
  const { projectId, chatbotId, visitorId } = conversation;
  const [project, chatbot, visitor, question] = await Promise.all([
    db.project.findFirst({ where: { id: projectId }, select: { searchLanguage: true } }),
    db.chatbot.findFirst({ where: { projectId, id: chatbotId }, select: chatbotColumns }),
    visitorId === null
      ? null
      : db.visitor.findFirst({ where: { projectId, id: visitorId }, select: { email: true, phone: true } }),
    db.message.findFirst({
      where: { projectId, conversationId: input.conversationId, id: input.questionId, role: "user" },
      select: { id: true, content: true, position: true },
    }),
  ]);
  if (!project || !chatbot) throw new NotFoundError("chatbot", chatbotId);
  if (!question) throw new NotFoundError("message", input.questionId);
  const earlier = await db.message.findMany({
    where: { projectId, conversationId: input.conversationId, position: { lt: question.position } },
    orderBy: { position: "desc" },
    take: MAX_HISTORY_MESSAGES,
    select: { role: true, content: true },
  });
  return {
    projectId,
    conversationId: input.conversationId,
    searchLanguage: project.searchLanguage,
    chatbot,
    handler: conversation.handler,
    visitorLanguage: conversation.visitorLanguage,
    isVisitorKnown: Boolean(visitor?.email ?? visitor?.phone),
    question: { id: question.id, content: question.content },
    history: newest(earlier),
  };
}

/** The newest messages that fit together, in reading order. */
function newest(newestFirst: readonly Turn[]): Turn[] {
  let left = MAX_HISTORY_CHARACTERS;
  const fitting = newestFirst.filter(({ content }) => {
    left = content.length > left ? -1 : left - content.length;
    return left >= 0;
  });
  return fitting.reverse();
}
