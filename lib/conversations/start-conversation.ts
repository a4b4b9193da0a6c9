import "server-only";
import { DAY_SECONDS } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import type { TenantTransaction } from "@/lib/db/tenant";
import { linkLead } from "@/lib/leads/link-conversation";
import type { Platform } from "./schema";

/** A conversation that was silent for longer is over; what the visitor writes then begins another one. */
const MAX_SILENCE_SECONDS = 30 * DAY_SECONDS;

/** Whose conversation with which chatbot, and where. */
export interface ConversationPlace {
  projectId: string;
  chatbotId: string;
  visitorId: string;
  platform: Platform;
}

/** The visitor's conversation that goes on; null when there is none, or none that was used lately. */
export async function ongoingConversation(
  db: Pick<TenantTransaction, "conversation">,
  { projectId, chatbotId, visitorId, platform }: ConversationPlace,
): Promise<string | null> {
  const row = await db.conversation.findFirst({
    where: {
      projectId,
      visitorId,
      chatbotId,
      platform,
      lastMessageAt: { gt: new Date(Date.now() - MAX_SILENCE_SECONDS * 1_000) },
    },
    orderBy: [{ lastMessageAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return row?.id ?? null;
}

/**
 * The conversation that a visitor's message belongs to: the one that goes on, else a new one without messages, to which
 * the caller adds the first at once. The visitor must be locked, so that two first messages don't begin two.
 * @param pageUrl address of the page the visitor is on; empty when there is none
 */
export async function startConversation(
  db: TenantTransaction,
  place: ConversationPlace,
  pageUrl = "",
): Promise<string> {
  const ongoing = await ongoingConversation(db, place);
  if (ongoing !== null) return ongoing;
  const at = new Date();
  const { id } = await db.conversation.create({
    data: { ...place, id: newId("conversation", at), startedAt: at, lastMessageAt: at, pageUrl },
    select: { id: true },
  });
  await linkLead(db, { projectId: place.projectId, visitorId: place.visitorId }, id);
  return id;
}
