import "server-only";
import { z } from "zod";
import type { Caller } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { projectColumns, toPlan } from "./rows";
import type { ListProjectsInput, ProjectSummaryPage } from "./schema";

const key = z.tuple([idOf("project")]);

/** The projects the caller may see, oldest first, with what each holds. Conversations are counted by the rollups. */
export async function listProjects(caller: Caller, input: ListProjectsInput): Promise<ProjectSummaryPage> {
  const db = dbFor(caller);
  const list = listName("projects", caller);
  const after = readCursor(list, input.cursor, key)?.[0];
  const rows = await db.project.findMany({
    where: after === undefined ? {} : { id: { gt: after } },
    orderBy: { id: "asc" },
    take: input.limit + 1,
    select: projectColumns,
  });
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
    (row) => toCursor(list, [row.id]),
  );
}
