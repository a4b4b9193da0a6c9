import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { enqueue, prepareQueues } from "@/lib/jobs/enqueue";
import { importJob } from "@/lib/jobs/import.job";
import { receiveFile } from "./receive-file";
import { importColumns, toImportView } from "./rows";
import type { CreateImportInput, ImportView } from "./schema";

/**
 * Takes a file and queues its import; a worker of any instance runs it. The caller is narrowed to one project.
 * @param startAfterSeconds when a worker may begin, for a caller that runs the import itself and wants it finished even
 *   if it dies
 * @throws InsufficientPermissionError without `history:import`
 * @throws NotFoundError the chatbot is not one of the project's
 * @throws ConflictError conversations, and the project has no chatbot
 * @throws InvalidInputError the file is empty or too large
 */
export async function createImport(
  caller: Caller,
  input: CreateImportInput,
  file: AsyncIterable<Uint8Array>,
  startAfterSeconds = 0,
): Promise<ImportView> {
  requirePermission(caller, "history:import");
  const projectId = soleProject(caller);
  const chatbotId = input.kind === "conversations" ? await chatbotFor(caller, input.chatbot_id) : null;
  const { bytes, packed } = await receiveFile(file);
  await prepareQueues();
  return change(caller, {}, async (db) => {
    const row = await db.importRun.create({
      data: {
        id: newId("import"),
        projectId,
        kind: input.kind,
        fileName: input.file_name,
        fileBytes: bytes,
        file: new Uint8Array(packed),
        chatbotId,
        createdById: caller.actor.kind === "person" ? caller.actor.userId : null,
      },
      select: importColumns,
    });
    await enqueue(db, importJob, { projectId, importId: row.id }, { key: row.id, startAfterSeconds });
    await recordAudit(db, caller, {
      action: "import.create",
      targetKind: "import",
      targetId: row.id,
      details: { kind: row.kind, file: row.fileName, bytes },
    });
    return toImportView(row);
  });
}

/** The named chatbot, or the project's primary one. */
async function chatbotFor(caller: Caller, chatbotId: string | undefined): Promise<string> {
  const bot = await dbFor(caller).chatbot.findFirst({
    where: chatbotId === undefined ? { isPrimary: true } : { id: chatbotId },
    select: { id: true },
  });
  if (bot) return bot.id;
  if (chatbotId !== undefined) throw new NotFoundError("chatbot", chatbotId);
  throw new ConflictError("The project has no chatbot yet, and conversations belong to one.", {
    nextStep: "Create a chatbot in this project, then import again.",
  });
}
