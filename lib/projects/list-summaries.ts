import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { projectColumns, toProjectView } from "./rows";
import type { ProjectSummary } from "./schema";

/** Most projects shown on one page of an organisation. */
const MAX_PROJECTS = 500;

/** The caller's projects by name, with how much is in each. */
export async function listProjectSummaries(caller: Caller): Promise<ProjectSummary[]> {
  const db = dbFor(caller);
  const [projects, chatbots, conversations] = await Promise.all([
    db.project.findMany({
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: MAX_PROJECTS,
      select: projectColumns,
    }),
    db.chatbot.groupBy({ by: ["projectId"], _count: true }),
    // Rollups, so that a project with millions of conversations is listed as fast as an empty one.
    db.metricDaily.groupBy({ by: ["projectId"], _sum: { conversations: true } }),
  ]);
  const chatbotsOf = new Map(chatbots.map((row) => [row.projectId, row._count]));
  const conversationsOf = new Map(conversations.map((row) => [row.projectId, row._sum.conversations ?? 0]));
  return projects.map((row) => ({
    ...toProjectView(row),
    chatbots: chatbotsOf.get(row.id) ?? 0,
    conversations: conversationsOf.get(row.id) ?? 0,
  }));
}
