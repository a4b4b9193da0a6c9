import type { DocumentFormat } from "@/lib/documents/schema";
import type { Refresh, SourceKind, SourceOrigin, SourceState, TrainingStatus } from "@/lib/knowledge/schema";

/** Names of the kinds of sources, as lists and filters show them. */
export const KIND_LABELS: Record<SourceKind, string> = { document: "Document", custom: "Question" };

/** What the two fields of a source are called. */
export const FIELD_LABELS: Record<SourceKind, { title: string; body: string }> = {
  document: { title: "Title", body: "Text" },
  custom: { title: "Question", body: "Answer" },
};

export const FORMAT_LABELS: Record<DocumentFormat, string> = {
  text: "Text",
  markdown: "Markdown",
  html: "Web page",
  pdf: "PDF",
  docx: "Word",
};

export const ORIGIN_LABELS: Record<SourceOrigin, string> = {
  written: "Written here",
  file: "From files",
  web: "From the web",
};

export const STATE_LABELS: Record<SourceState, string> = {
  learned: "Learned",
  waiting: "Not learned yet",
  unread: "Can't be read",
};

export const REFRESH_LABELS: Record<Refresh, string> = {
  never: "Never",
  daily: "Every day",
  weekly: "Every week",
  monthly: "Every month",
};

export function isUnderWay(training: { status: TrainingStatus } | null): boolean {
  return training?.status === "queued" || training?.status === "running";
}
