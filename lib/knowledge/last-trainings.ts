import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { type TrainingRow, trainingColumns } from "./training-rows";

/** The newest retraining of each chatbot, by the chatbot's id; chatbots without any are absent. */
export async function lastTrainings(
  caller: Caller,
  chatbotIds: readonly string[],
): Promise<Map<string, TrainingRow>> {
  const db = dbFor(caller);
  const newest = await db.$queryRaw<{ id: string }[]>`
    SELECT t.id FROM chatbot b
     CROSS JOIN LATERAL (
       SELECT t.id FROM training t WHERE t.project_id = b.project_id AND t.chatbot_id = b.id
        ORDER BY t.created_at DESC, t.id DESC LIMIT 1) t
     WHERE b.project_id = ANY (${[...caller.projectIds]}::text[]) AND b.id = ANY (${[...chatbotIds]}::text[])`;
  const rows = await db.training.findMany({
    where: { id: { in: newest.map(({ id }) => id) } },
    select: trainingColumns,
  });
  return new Map(rows.map((row) => [row.chatbotId, row]));
}
