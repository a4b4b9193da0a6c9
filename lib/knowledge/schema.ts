import { z } from "zod";
import { filterText, idOf, lineOf, moment, nextCursor, pageFields, textOf } from "@/lib/core/schema";
import { documentFormat } from "@/lib/documents/schema";
import { dryRun, writeAnswer } from "@/lib/revisions/schema";
import {
  MAX_BODY_LENGTH,
  MAX_GUIDELINE_CHARACTERS,
  MAX_TITLE_LENGTH,
  MAX_URL_LENGTH,
  REFRESHES,
} from "./values";

export const MAX_GUIDELINE_ENTRIES = 1_000;

export const SOURCE_KINDS = ["document", "custom"] as const;
export const sourceKind = z.enum(SOURCE_KINDS).describe("document, or custom: a question with its answer");
export type SourceKind = z.infer<typeof sourceKind>;

const title = lineOf(MAX_TITLE_LENGTH);
const body = textOf(MAX_BODY_LENGTH).min(1, { error: "Must not be empty." });

const fileName = lineOf(255);

export const createSourceInput = z.strictObject({ kind: sourceKind, title, body });
export type CreateSourceInput = z.infer<typeof createSourceInput>;

const sourceId = idOf("source");

export const createDocumentInput = z.strictObject({ file_name: fileName });
export type CreateDocumentInput = z.infer<typeof createDocumentInput>;

/** How often a web page is read again, in hours; null is never. */
export const REFRESH_HOURS = { never: null, daily: 24, weekly: 7 * 24, monthly: 30 * 24 } as const;
export type Refresh = keyof typeof REFRESH_HOURS;
const refresh = z.enum(REFRESHES).describe("How often the page is read again");

/** As it is asked for: what stands behind # never reaches a server. */
const pageUrl = z
  .string()
  .trim()
  .max(MAX_URL_LENGTH, { error: `At most ${MAX_URL_LENGTH.toLocaleString("en")} characters.` })
  .transform((text, context) => {
    const url = URL.parse(text);
    if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "") {
      context.addIssue({
        code: "custom",
        message: "Must be the address of a web page, beginning with https:// or http://.",
      });
      return z.NEVER;
    }
    if (url.username !== "" || url.password !== "") {
      context.addIssue({ code: "custom", message: "Must not hold a user name or password." });
      return z.NEVER;
    }
    url.hash = "";
    return url.href;
  });

export const createWebPageInput = z.strictObject({ url: pageUrl, refresh: refresh.default("never") });
export type CreateWebPageInput = z.infer<typeof createWebPageInput>;

export const updateSourceInput = z.strictObject({
  source_id: sourceId,
  title,
  body: body.optional().describe("Not of a web page, a PDF or a long document, whose text is read anew."),
  refresh: refresh.optional(),
});
export type UpdateSourceInput = z.infer<typeof updateSourceInput>;

export const sourceInput = z.strictObject({ source_id: sourceId });
export type SourceInput = z.infer<typeof sourceInput>;

/** Where a source comes from: written by hand, a file, or a web page. */
export const SOURCE_ORIGINS = ["written", "file", "web"] as const;
/** How it is: learned by every chatbot, not yet, or its page could not be read the last time. */
export const SOURCE_STATES = ["learned", "waiting", "unread"] as const;
const sourceState = z.enum(SOURCE_STATES);
export type SourceOrigin = (typeof SOURCE_ORIGINS)[number];
export type SourceState = z.infer<typeof sourceState>;

export const listSourcesInput = z.strictObject({
  kind: sourceKind.optional(),
  from: z.enum(SOURCE_ORIGINS).optional().describe("Where it comes from"),
  state: sourceState.optional(),
  query: filterText.optional().describe("Part of its title, file name or address"),
  ...pageFields,
});
export type ListSourcesInput = z.infer<typeof listSourcesInput>;

const facts = {
  id: sourceId,
  project_id: idOf("project"),
  kind: sourceKind,
  title: z.string(),
  origin: z
    .string()
    .describe("Name of the file it came from; empty when written by hand or read from the web."),
  format: documentFormat.describe("What its text was made from"),
  url: z.string().nullable().describe("Of a web page"),
  refresh: refresh.nullable().describe("Of a web page"),
  fetched_at: moment.nullable().describe("When the page was last read"),
  next_fetch_at: moment.nullable(),
  fetch_error: z
    .string()
    .nullable()
    .describe("Why the page could not be read the last time; the text before stays."),
  created_at: moment,
  updated_at: moment,
};

export const sourceView = z.strictObject({
  ...facts,
  characters: z.int(),
  excerpt: z.string().describe("The beginning of the text, without marks."),
  state: sourceState,
});
export type SourceView = z.infer<typeof sourceView>;

export const sourcePage = z.strictObject({ items: z.array(sourceView), next_cursor: nextCursor });
export type SourcePage = z.infer<typeof sourcePage>;

export const sourceDetail = z.strictObject({
  ...facts,
  body: z.string(),
  is_editable: z.boolean().describe("Whether its text can be changed by hand."),
});
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
  /** Model of the index's vectors; null: it is searched by words alone. */
  embedding_model: z.string().nullable(),
  /** Whether the index holds every change there was. */
  is_current: z.boolean(),
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
