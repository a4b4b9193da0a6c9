import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { listChatbots } from "@/lib/chatbots/list";
import { dbFor } from "@/lib/db/tenant";
import { lastTrainings } from "./last-trainings";
import type { KnowledgePage, ListKnowledgeInput } from "./schema";
import { hasLearned, toTrainingView, trainingColumns } from "./training-rows";

/**
 * The chatbots of the caller's projects with what each has learned and how its last retraining went, primary ones first.
 * @throws InsufficientPermissionError without `chatbots:read`
 */
export async function listKnowledge(caller: Caller, input: ListKnowledgeInput): Promise<KnowledgePage> {
  const page = await listChatbots(caller, input);
  const db = dbFor(caller);
  const ids = page.items.map(({ id }) => id);
  const [current, newest] = await Promise.all([
    db.chatbot.findMany({ where: { id: { in: ids } }, select: { id: true, indexId: true } }),
    lastTrainings(caller, ids),
  ]);
  // Of an installation that never noted changes, the counts below tell.
  const projects = await db.project.findMany({
    where: { id: { in: [...new Set(page.items.map(({ project_id }) => project_id))] } },
    select: { id: true, sourcesChangedAt: true },
  });
  const changedAt = new Map(projects.map(({ id, sourcesChangedAt }) => [id, sourcesChangedAt]));
  const indexIds = current.flatMap(({ indexId }) => (indexId === null ? [] : [indexId]));
  const indexes = await db.training.findMany({ where: { id: { in: indexIds } }, select: trainingColumns });
  const items = await Promise.all(
    page.items.map(async (chatbot) => {
      const index = indexes.find(({ chatbotId }) => chatbotId === chatbot.id);
      const last = newest.get(chatbot.id);
      const since = index?.startedAt ?? index?.createdAt;
      return {
        chatbot_id: chatbot.id,
        name: chatbot.name,
        is_primary: chatbot.is_primary,
        index: index ? toTrainingView(index) : null,
        last: last ? toTrainingView(last) : null,
        embedding_model: index?.embeddingModel ?? null,
        is_current: index !== undefined && hasLearned(index, changedAt.get(chatbot.project_id) ?? null),
        changed_since: since ? await countChanges(caller, chatbot.project_id, since) : 0,
      };
    }),
  );
  return { items, next_cursor: page.next_cursor };
}

async function countChanges(caller: Caller, projectId: string, since: Date): Promise<number> {
  const db = dbFor(caller);
  const where = { projectId, updatedAt: { gt: since } };
  const [sources, products] = await Promise.all([
    db.knowledgeSource.count({ where }),
    db.product.count({ where: { ...where, isPublished: true } }),
  ]);
  return sources + products;
}
