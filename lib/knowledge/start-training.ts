import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { actorColumns, type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { dbFor, type TenantClient } from "@/lib/db/tenant";
import { enqueue, isWaitedFor, prepareQueues } from "@/lib/jobs/enqueue";
import { trainingJob } from "@/lib/jobs/training.job";
import { announce } from "@/lib/live/announce";
import type { FieldChange } from "@/lib/revisions/schema";
import { countSources, type SourceCounts, totalOf } from "./count-sources";
import { failTraining } from "./fail-training";
import type { RetrainChatbotInput, TrainingStart } from "./schema";
import { type TrainingRow, toTrainingView, trainingColumns } from "./training-rows";

/**
 * Starts rebuilding what a chatbot knows from all sources of its project; a worker of any instance does it. While one
 * retraining of the chatbot is under way, this answers how far it is and starts no second.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws NotFoundError no such chatbot in a project the caller may see
 */
export async function startTraining(caller: Caller, input: RetrainChatbotInput): Promise<TrainingStart> {
  requirePermission(caller, "chatbots:write");
  const chatbot = await dbFor(caller).chatbot.findFirst({
    where: { id: input.chatbot_id },
    select: { projectId: true, id: true, name: true, indexId: true },
  });
  if (!chatbot) throw new NotFoundError("chatbot", input.chatbot_id);
  const owner = inProject(caller, chatbot.projectId);
  await prepareQueues();
  // Another may begin or end between the look and the attempt, hence once more.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const running = await underWay(owner, chatbot.id);
    if (running) return toStart(chatbot, running, { isDryRun: input.dry_run, isRunning: true, changes: [] });
    const started = await start(owner, chatbot, input.dry_run);
    if (started) return started;
  }
  throw new Error("Retrainings of one chatbot kept ending while another was to be started.");
}

/** A chatbot whose sources are to be indexed. */
interface Target {
  projectId: string;
  id: string;
  name: string;
  indexId: string | null;
}

/** Null when one is under way already: of calls at once the index lets one in, and the others wait here for it. */
async function start(caller: Caller, chatbot: Target, isDryRun: boolean): Promise<TrainingStart | null> {
  return change(caller, { dryRun: isDryRun }, async (db) => {
    const counts = await countSources(db, chatbot.projectId);
    const id = newId("training");
    const { count } = await db.training.createMany({
      data: [
        {
          projectId: chatbot.projectId,
          id,
          chatbotId: chatbot.id,
          total: totalOf(counts),
          ...actorColumns(caller),
          callId: caller.callId ?? null,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return null;
    const changes = [await indexChange(db as TenantClient, chatbot, counts)];
    await enqueue(db, trainingJob, { projectId: chatbot.projectId, trainingId: id }, { key: id });
    await announce(db, chatbot.projectId, { kind: "training" });
    await recordAudit(db, caller, {
      action: "chatbot.retrain",
      targetKind: "chatbot",
      targetId: chatbot.id,
      details: { name: chatbot.name, training: id },
    });
    const row = await db.training.findFirstOrThrow({ where: { id }, select: trainingColumns });
    return toStart(chatbot, row, { isDryRun, isRunning: false, changes });
  });
}

/** The retraining under way. One that no job will ever finish is ended, so that it can't stand in the way for good. */
async function underWay(caller: Caller, chatbotId: string): Promise<TrainingRow | null> {
  const row = await dbFor(caller).training.findFirst({
    where: { chatbotId, status: { in: ["queued", "running"] } },
    select: trainingColumns,
  });
  if (!row || (await isWaitedFor(trainingJob, row.id))) return row;
  await failTraining(caller, row.id);
  return null;
}

/** What the index holds now, and what it will hold. */
async function indexChange(db: TenantClient, chatbot: Target, counts: SourceCounts): Promise<FieldChange> {
  const index =
    chatbot.indexId === null
      ? null
      : await db.training.findFirst({ where: { id: chatbot.indexId }, select: trainingColumns });
  return {
    field: "index",
    before: index
      ? `${countsText(index)}, as of ${index.startedAt?.toJSON() ?? index.createdAt.toJSON()}`
      : null,
    after: `${countsText(counts)}, as they are now`,
  };
}

function countsText({ products, documents, customTexts }: SourceCounts): string {
  return [
    counted(products, "product"),
    counted(documents, "document"),
    counted(customTexts, "custom text"),
  ].join(", ");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function toStart(
  chatbot: Target,
  row: TrainingRow,
  facts: { isDryRun: boolean; isRunning: boolean; changes: FieldChange[] },
): TrainingStart {
  const { id, created_at: _, ...view } = toTrainingView(row);
  return {
    chatbot_id: chatbot.id,
    project_id: chatbot.projectId,
    name: chatbot.name,
    // A row that is rolled back has no id.
    training_id: facts.isDryRun && !facts.isRunning ? null : id,
    already_running: facts.isRunning,
    ...view,
    changes: facts.changes,
    dry_run: facts.isDryRun,
    revision_id: null,
  };
}
