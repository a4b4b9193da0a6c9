import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { afterNewest, newestFirst, newestFirstCursor } from "@/lib/db/newest-first";
import { listName, toPage } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { type RevisionRow, revisionColumns, toRevisionViews } from "./rows";
import { type ListRevisionsInput, type RevisionPage, SUBJECT_KINDS } from "./schema";

/**
 * Changes in the caller's projects, the newest first: of everything, of one kind, or of one subject.
 * @throws InvalidInputError a foreign cursor
 */
export async function listRevisions(caller: Caller, input: ListRevisionsInput): Promise<RevisionPage> {
  requirePermission(caller, "chatbots:read");
  const db = dbFor(caller);
  const { limit, cursor, kind, subject_id: subjectId, author } = input;
  const list = listName("revisions", caller, { kind, subjectId, author });
  const fetched = await db.revision.findMany({
    where: {
      subjectKind: { in: kind === undefined ? [...SUBJECT_KINDS] : [kind] },
      ...(subjectId === undefined ? {} : { subjectId }),
      ...(author === undefined ? {} : { actorKind: author }),
      ...afterNewest(list, cursor),
    },
    orderBy: newestFirst,
    take: limit + 1,
    select: revisionColumns,
  });
  const page = toPage(fetched, limit, (row) => newestFirstCursor(list, row));
  return {
    items: await toRevisionViews(db, page.rows as RevisionRow[]),
    next_cursor: page.nextCursor,
  };
}
