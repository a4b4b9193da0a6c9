import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { learnSoon } from "@/lib/knowledge/sources-changed";
import { recordRevision } from "@/lib/revisions/record";
import { chatbotDetailColumns, toChatbotDetail } from "./rows";
import type { ChatbotDetail, CreateChatbotInput } from "./schema";

/**
 * Adds a chatbot to the caller's one project; the first of a project is its primary one.
 * @throws InsufficientPermissionError without `chatbots:write`
 */
export async function createChatbot(caller: Caller, input: CreateChatbotInput): Promise<ChatbotDetail> {
  requirePermission(caller, "chatbots:write");
  const projectId = soleProject(caller);
  await prepareQueues();
  return change(caller, {}, async (db) => {
    // Two that are made at once must not both find themselves the first.
    await db.$executeRaw`SELECT 1 FROM project WHERE id = ${projectId} FOR NO KEY UPDATE`;
    const isPrimary = (await db.chatbot.count({ where: { isPrimary: true } })) === 0;
    const at = new Date();
    const row = await db.chatbot.create({
      data: { id: newId("chatbot"), projectId, name: input.name, isPrimary, createdAt: at, updatedAt: at },
      select: chatbotDetailColumns,
    });
    const view = toChatbotDetail(row, 0);
    const { training: _, ...configuration } = view;
    await recordRevision(db, caller, {
      subjectKind: "chatbot",
      subjectId: row.id,
      action: "create",
      before: null,
      after: configuration,
      at,
    });
    await recordAudit(db, caller, {
      action: "chatbot.create",
      targetKind: "chatbot",
      targetId: row.id,
      details: { name: row.name },
    });
    await learnSoon(db, projectId);
    return view;
  });
}
