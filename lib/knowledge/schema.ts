import { z } from "zod";
import { idOf, lineOf, moment, nextCursor, pageFields, textOf } from "@/lib/core/schema";
import { dryRun, writeAnswer } from "@/lib/revisions/schema";

/** Longest title (of custom content: the question) and name of a file, in characters. */
export const MAX_TITLE_LENGTH = 200;
/** Longest text of a source, in characters: some hundred pages. */
export const MAX_BODY_LENGTH = 200_000;
/** Longest file of guidelines in characters, and most entries in one. */
export const MAX_GUIDELINE_CHARACTERS = 300_000;
export const MAX_GUIDELINE_ENTRIES = 1_000;
/** Endings of files that can be taken as documents. */
export const DOCUMENT_ENDINGS = [".md", ".markdown", ".txt"] as const;

export const SOURCE_KINDS = ["document", "custom"] as const;
export const sourceKind = z.enum(SOURCE_KINDS).describe("document, or custom: a question with its answer");
export type SourceKind = z.infer<typeof sourceKind>;

const title = lineOf(MAX_TITLE_LENGTH);
const body = textOf(MAX_BODY_LENGTH).min(1, { error: "Must not be empty." });

const fileName = lineOf(255);

export const createSourceInput = z.strictObject({
  kind: sourceKind,
  title,
  body,
  file_name: fileName
    .refine(
      (name) => DOCUMENT_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending)),
      `Documents are Markdown or plain text (${DOCUMENT_ENDINGS.join(", ")}). Save it as one of these, or paste its text.`,
    )
    .optional()
    .describe("The file a document came from"),
});
export type CreateSourceInput = z.infer<typeof createSourceInput>;

const sourceId = idOf("source");

export const updateSourceInput = z.strictObject({ source_id: sourceId, title, body });
export type UpdateSourceInput = z.infer<typeof updateSourceInput>;

export const sourceInput = z.strictObject({ source_id: sourceId });
export type SourceInput = z.infer<typeof sourceInput>;

export const listSourcesInput = z.strictObject({ kind: sourceKind.optional(), ...pageFields });
export type ListSourcesInput = z.infer<typeof listSourcesInput>;

const facts = {
  id: sourceId,
  project_id: idOf("project"),
  kind: sourceKind,
  title: z.string(),
  origin: z.string().describe("Name of the file it came from; empty when written by hand."),
  created_at: moment,
  updated_at: moment,
};

export const sourceView = z.strictObject({
  ...facts,
  characters: z.int(),
  excerpt: z.string().describe("The beginning of the text."),
});
export type SourceView = z.infer<typeof sourceView>;

export const sourcePage = z.strictObject({ items: z.array(sourceView), next_cursor: nextCursor });
export type SourcePage = z.infer<typeof sourcePage>;

export const sourceDetail = z.strictObject({ ...facts, body: z.string() });
export type SourceDetail = z.infer<typeof sourceDetail>;

export const importGuidelinesInput = z.strictObject({
  file_name: fileName,
  text: z
    .string()
    .min(1, "The file is empty.")
    .max(
      MAX_GUIDELINE_CHARACTERS,
      `The file has more than ${MAX_GUIDELINE_CHARACTERS.toLocaleString("en")} characters. Split it into several.`,
    ),
});
export type ImportGuidelinesInput = z.infer<typeof importGuidelinesInput>;

export const guidelineRejection = z.strictObject({
  entry: z.string().describe("Where it stands in the file, such as entry 3 or Shipping: Lost parcel."),
  field: z.string(),
  reason: z.string(),
});
export type GuidelineRejection = z.infer<typeof guidelineRejection>;

export const guidelineReport = z.strictObject({
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  rejected: z.array(guidelineRejection),
});
export type GuidelineReport = z.infer<typeof guidelineReport>;

export const TRAINING_STATUSES = ["queued", "running", "succeeded", "failed"] as const;
export const trainingStatus = z.enum(TRAINING_STATUSES);
export type TrainingStatus = z.infer<typeof trainingStatus>;

const trainingFacts = {
  status: trainingStatus,
  processed: z.int().describe("Sources indexed so far."),
  total: z.int().nullable().describe("Sources to index."),
  percent: z.int(),
  products: z.int(),
  documents: z.int(),
  custom_texts: z.int(),
  chunk_count: z.int().describe("Passages in the index."),
  error: z.string().nullable(),
  started_at: moment.nullable(),
  finished_at: moment.nullable(),
};

/** One retraining of a chatbot. */
export const trainingView = z.strictObject({ id: idOf("training"), ...trainingFacts, created_at: moment });
export type TrainingView = z.infer<typeof trainingView>;

export const retrainChatbotInput = z.strictObject({
  chatbot_id: idOf("chatbot").describe("From list_chatbots."),
  dry_run: dryRun,
});
export type RetrainChatbotInput = z.infer<typeof retrainChatbotInput>;

/** What a chatbot has learned, and how its last retraining went. */
export const chatbotKnowledge = z.strictObject({
  chatbot_id: idOf("chatbot"),
  name: z.string(),
  is_primary: z.boolean(),
  /** The retraining whose index answers now; null before the first. */
  index: trainingView.nullable(),
  /** The newest retraining; the same as `index` when it is the one that succeeded last. */
  last: trainingView.nullable(),
  /** Sources and products that were added or changed since the index was begun. */
  changed_since: z.int(),
});
export type ChatbotKnowledge = z.infer<typeof chatbotKnowledge>;

export const listKnowledgeInput = z.strictObject(pageFields);
export type ListKnowledgeInput = z.infer<typeof listKnowledgeInput>;

export const knowledgePage = z.strictObject({ items: z.array(chatbotKnowledge), next_cursor: nextCursor });
export type KnowledgePage = z.infer<typeof knowledgePage>;

/** The answer to a wish to retrain: the retraining that was started, or the one under way. */
export const trainingStart = z.strictObject({
  chatbot_id: idOf("chatbot"),
  project_id: idOf("project"),
  name: z.string(),
  training_id: idOf("training").nullable().describe("Null on a dry run."),
  already_running: z.boolean().describe("True: it was under way before this call."),
  ...trainingFacts,
  ...writeAnswer,
});
export type TrainingStart = z.infer<typeof trainingStart>;
