import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { keepGreetings } from "@/lib/sales-rules/keep-greetings";
import { ensureVisitor } from "@/lib/visitors/ensure";
import { lockActingVisitor } from "@/lib/visitors/lock";
import { announceConversation } from "./announce";
import { appendMessage } from "./append-message";
import type { VisitorMessage } from "./schema";
import { startConversation } from "./start-conversation";
import { visitorMessages } from "./visitor-messages";

/** What a visitor writes. */
export interface WriteAsVisitorInput {
  /** SHA-256 of the visitor's token; who is not known by it yet becomes a visitor. */
  tokenHash: string;
  /** The widget's own id of the message: one that arrives twice is kept once. */
  messageId: string;
  text: string;
  /** Address of the page the visitor is on; empty when there is none. */
  pageUrl: string;
}

/** The message as it was kept, and by whom. */
export interface WrittenByVisitor {
  visitorId: string;
  conversationId: string;
  message: VisitorMessage;
  /** Whether it had arrived before. */
  isRepeated: boolean;
}

/**
 * Keeps what a visitor writes to a chatbot, with the visitor and the conversation when these are the first words, behind
 * what sales rules said to them. All or nothing.
 * @throws UnauthenticatedError `visitor_unknown`: the visitor is being deleted
 */
export async function writeAsVisitor(caller: Caller, input: WriteAsVisitorInput): Promise<WrittenByVisitor> {
  const projectId = soleProject(caller);
  const { actor } = caller;
  if (actor.kind !== "visitor") throw new Error("Only a visitor writes as one.");
  const { chatbotId } = actor;
  return change(caller, {}, async (db) => {
    const visitorId = await ensureVisitor(db, projectId, input.tokenHash);
    await lockActingVisitor(db, projectId, visitorId);
    const place = { projectId, chatbotId, visitorId, platform: "web" as const };
    const conversationId = await startConversation(db, place, input.pageUrl);
    // What the rules of the chatbot said stands in front of it, so that everybody sees what the visitor answers to.
    const greetings = await keepGreetings(db, {
      projectId,
      chatbotId,
      conversationId,
      visitorHash: input.tokenHash,
    });
    const kept = await appendMessage(db, projectId, conversationId, {
      role: "user",
      content: input.text,
      externalId: input.messageId,
    });
    // Who writes has seen what stands above.
    await db.$executeRaw`
      UPDATE conversation SET seen_up_to = greatest(seen_up_to, ${kept.position + 1}::int)
       WHERE project_id = ${projectId} AND id = ${conversationId}`;
    // Those of the visitor's tabs that know no conversation yet follow the visitor.
    if (kept.position === greetings) await announceConversation(db, projectId, visitorId);
    const [message] = await visitorMessages(db, { projectId, conversationId }, { id: kept.id });
    if (!message) throw new Error("A message vanished while it was written.");
    return { visitorId, conversationId, message, isRepeated: kept.isRepeated };
  });
}
