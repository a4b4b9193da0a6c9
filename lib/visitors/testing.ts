import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";

/** A visitor of a project's chatbot, as the widget's edge builds their caller. */
export async function aVisitor(
  organisationId: string,
  project: { id: string; chatbotId: string },
  fields: { name?: string; email?: string; phone?: string } = {},
): Promise<{ visitorId: string; caller: Caller }> {
  const visitorId = newId("visitor");
  await prisma.visitor.create({
    data: { ...fields, projectId: project.id, id: visitorId, tokenHash: newId("visitor") },
  });
  return {
    visitorId,
    caller: {
      actor: { kind: "visitor", visitorId, chatbotId: project.chatbotId },
      organisationId,
      projectIds: [project.id],
      permissions: new Set(["chatbots:read", "products:read", "leads:write", "tickets:write"]),
      tier: "business",
    },
  };
}

/** A conversation of a visitor; returns its id and those of its messages. */
export async function aConversation(
  project: { id: string; chatbotId: string },
  visitorId: string,
  turns: readonly { role: "user" | "agent"; content: string }[] = [{ role: "user", content: "Hello?" }],
): Promise<{ conversationId: string; messageIds: string[] }> {
  const conversationId = newId("conversation");
  const startedAt = Date.now() - turns.length * 1_000;
  const messages = turns.map((turn, position) => ({
    ...turn,
    position,
    id: newId("message"),
    projectId: project.id,
    conversationId,
    sentAt: new Date(startedAt + position * 1_000),
  }));
  await prisma.conversation.create({
    data: {
      projectId: project.id,
      id: conversationId,
      chatbotId: project.chatbotId,
      visitorId,
      startedAt: new Date(startedAt),
      lastMessageAt: messages.at(-1)?.sentAt ?? new Date(startedAt),
      userMessageCount: turns.filter(({ role }) => role === "user").length,
      agentMessageCount: turns.filter(({ role }) => role === "agent").length,
      preview: turns[0]?.content ?? "",
    },
  });
  await prisma.message.createMany({ data: messages });
  return { conversationId, messageIds: messages.map(({ id }) => id) };
}
