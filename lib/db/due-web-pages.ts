import "server-only";
import { prisma } from "./client";

/** Most pages that one look brings; the next look brings the others. */
const MAX_PAGES = 500;

/** Web pages of every organisation that are to be read again now, longest due first. */
export async function dueWebPages(): Promise<{ projectId: string; sourceId: string }[]> {
  const rows = await prisma.knowledgeSource.findMany({
    where: { nextFetchAt: { lte: new Date() } },
    orderBy: { nextFetchAt: "asc" },
    take: MAX_PAGES,
    select: { projectId: true, id: true },
  });
  return rows.map(({ projectId, id }) => ({ projectId, sourceId: id }));
}
