import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { pageOfProjects } from "./page-of-projects";
import { toPlan } from "./rows";
import type { ListProjectsInput, ProjectSummaryPage } from "./schema";

/** The projects the caller may see, oldest first, with what each holds. Conversations are counted by the rollups. */
export async function listProjects(caller: Caller, input: ListProjectsInput): Promise<ProjectSummaryPage> {
  const db = dbFor(caller);
  const { rows, cursorOf } = await pageOfProjects(caller, "projects", input);
  const ofRows = { projectId: { in: rows.map((row) => row.id) } };
  const byProject = { by: ["projectId" as const], where: ofRows };
  const [chatbots, products, conversations, primaries] = await Promise.all([
    db.chatbot.groupBy({ ...byProject, _count: { _all: true } }),
    db.product.groupBy({ ...byProject, _count: { _all: true } }),
    db.metricDaily.groupBy({ ...byProject, _sum: { conversations: true } }),
    caller.permissions.has("chatbots:read")
      ? db.chatbot.findMany({
          where: { ...ofRows, isPrimary: true },
          select: { projectId: true, id: true, name: true },
        })
      : [],
  ]);
  const chatbotCounts = new Map(chatbots.map((group) => [group.projectId, group._count._all]));
  const productCounts = new Map(products.map((group) => [group.projectId, group._count._all]));
  const conversationCounts = new Map(
    conversations.map((group) => [group.projectId, group._sum.conversations ?? 0]),
  );
  const primaryOf = new Map(primaries.map(({ projectId, id, name }) => [projectId, { id, name }]));
  return toViews(
    rows,
    input.limit,
    (row) => ({
      id: row.id,
      name: row.name,
      created_at: row.createdAt.toJSON(),
      currency: row.currency,
      search_language: row.searchLanguage,
      plan: toPlan(row.organisation.plan),
      primary_chatbot: primaryOf.get(row.id) ?? null,
      chatbot_count: chatbotCounts.get(row.id) ?? 0,
      conversation_count: conversationCounts.get(row.id) ?? 0,
      product_count: productCounts.get(row.id) ?? 0,
    }),
    cursorOf,
  );
}
