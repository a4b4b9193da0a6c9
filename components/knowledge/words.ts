import type { SourceKind, TrainingStatus } from "@/lib/knowledge/schema";

/** Names of the kinds of sources, as lists and filters show them. */
export const KIND_LABELS: Record<SourceKind, string> = { document: "Document", custom: "Question" };

/** What the two fields of a source are called. */
export const FIELD_LABELS: Record<SourceKind, { title: string; body: string }> = {
  document: { title: "Title", body: "Text" },
  custom: { title: "Question", body: "Answer" },
};

export function isUnderWay(training: { status: TrainingStatus } | null): boolean {
  return training?.status === "queued" || training?.status === "running";
}
