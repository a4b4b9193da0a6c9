import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { toInstant } from "@/lib/core/schema";
import { change } from "@/lib/db/change";
import { dbFor, type TenantClient, type TenantTransaction } from "@/lib/db/tenant";
import { fieldChanges, isSame } from "@/lib/revisions/field-changes";
import { refuseLaterChange } from "@/lib/revisions/later-change";
import { recordRevision } from "@/lib/revisions/record";
import { lockSubject, nextMoment } from "@/lib/revisions/subject";
import { type ChatbotFields, toChatbotFields, toColumns } from "./fields";
import { type ChatbotDetailRow, chatbotDetailColumns } from "./rows";
import type { ChatbotUpdate } from "./schema";

interface UpdateTarget {
  chatbot_id: string;
  dry_run: boolean;
  expected_updated_at?: string | undefined;
}

/** New values by field; undefined leaves a field as it is. */
type Wanted = { [Path in keyof ChatbotFields]?: ChatbotFields[Path] | undefined };

/**
 * Sets some fields of a chatbot: the one way every change of a chatbot takes. Changes of one chatbot happen one after
 * another, and only the columns that really differ are written.
 * @param adviceOn hints about the chatbot as it is after the change
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws InvalidInputError no field is given
 * @throws NotFoundError no such chatbot in a project the caller may see
 * @throws ConflictError `later_change`: one of the fields was changed after `expected_updated_at`
 */
export async function updateChatbot(
  caller: Caller,
  target: UpdateTarget,
  wanted: Wanted,
  adviceOn: (fields: ChatbotFields) => string[] = () => [],
): Promise<ChatbotUpdate> {
  requirePermission(caller, "chatbots:write");
  const given = Object.fromEntries(
    Object.entries(wanted).filter(([, value]) => value !== undefined),
  ) as Partial<ChatbotFields>;
  if (Object.keys(given).length === 0) throw nothingToChange(Object.keys(wanted));
  const found = await requireChatbot(dbFor(caller), target.chatbot_id);
  const owner = inProject(caller, found.projectId);
  return change(owner, { dryRun: target.dry_run }, async (db) => {
    const subject = { projectId: found.projectId, subjectKind: "chatbot", subjectId: found.id } as const;
    await lockSubject(db, subject);
    const row = await requireChatbot(db, found.id);
    const before = toChatbotFields(row);
    const differing = pathsOf(given).filter((path) => !isSame(before[path], given[path]));
    const after = { ...before, ...given };
    const answer = {
      chatbot_id: row.id,
      project_id: row.projectId,
      name: after.name,
      changes: fieldChanges(pick(before, differing), pick(after, differing)),
      dry_run: target.dry_run,
      hints: adviceOn(after),
    };
    if (differing.length === 0) {
      return { ...answer, updated_at: row.updatedAt.toJSON(), revision_id: null };
    }
    if (target.expected_updated_at !== undefined) {
      await refuseLaterChange(
        db,
        subject,
        toInstant(target.expected_updated_at, "first") ?? new Date(),
        differing,
        "Read the chatbot again, and make the change on top of what it says now.",
      );
    }
    const at = await writeChatbotFields(db, row, pick(after, differing));
    const revisionId = await recordRevision(db, owner, {
      ...subject,
      action: "update",
      before: pick(before, differing),
      after: pick(after, differing),
      at,
    });
    await recordAudit(db, owner, {
      action: "chatbot.update",
      targetKind: "chatbot",
      targetId: row.id,
      details: { name: after.name, fields: differing, revision: revisionId },
    });
    return {
      ...answer,
      updated_at: (target.dry_run ? row.updatedAt : at).toJSON(),
      revision_id: target.dry_run ? null : revisionId,
    };
  });
}

/** Writes fields of a locked chatbot. Answers the moment of the change. */
async function writeChatbotFields(
  db: TenantTransaction,
  row: ChatbotDetailRow,
  fields: Partial<ChatbotFields>,
): Promise<Date> {
  const subject = { projectId: row.projectId, subjectKind: "chatbot", subjectId: row.id } as const;
  const at = await nextMoment(db, subject, row.updatedAt);
  await db.chatbot.updateMany({
    where: { projectId: row.projectId, id: row.id },
    data: { ...toColumns(fields), updatedAt: at },
  });
  return at;
}

async function requireChatbot(db: TenantClient | TenantTransaction, id: string): Promise<ChatbotDetailRow> {
  const row = await db.chatbot.findFirst({ where: { id }, select: chatbotDetailColumns });
  if (!row) throw new NotFoundError("chatbot", id);
  return row;
}

function nothingToChange(paths: string[]): InvalidInputError {
  const fields = paths.map((path) => path.slice(path.indexOf(".") + 1));
  return new InvalidInputError("There is nothing to change.", {
    problems: fields.map((path) => ({ path, message: "is missing; one of these fields is needed" })),
    nextStep: `Give at least one of ${fields.join(", ")}.`,
  });
}

function pathsOf(fields: Partial<ChatbotFields>): (keyof ChatbotFields)[] {
  return Object.keys(fields) as (keyof ChatbotFields)[];
}

function pick(fields: ChatbotFields, paths: readonly (keyof ChatbotFields)[]): Partial<ChatbotFields> {
  return Object.fromEntries(paths.map((path) => [path, fields[path]]));
}
