import "server-only";
import { readFileSync } from "node:fs";
import type { Caller } from "@/lib/auth/caller";
import { realFile } from "@/scripts/real-file";
import { importGuidelines } from "./import-guidelines";
import { runTraining } from "./run-training";
import type { GuidelineReport, TrainingView } from "./schema";
import { startTraining } from "./start-training";

/** Imports the real guidelines into the caller's one project. */
export function importRealGuidelines(caller: Caller): Promise<GuidelineReport> {
  const file_name = "support-guidelines.json";
  return importGuidelines(caller, { file_name, text: readFileSync(realFile(file_name), "utf8") });
}

/** Retrains a chatbot from beginning to end, as a worker would. */
export async function train(caller: Caller, chatbotId: string): Promise<TrainingView> {
  const { training_id } = await startTraining(caller, { chatbot_id: chatbotId, dry_run: false });
  return runTraining(caller, training_id as string);
}
