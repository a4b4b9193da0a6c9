import { z } from "zod";
import { idOf, moment, nextCursor, pageFields } from "@/lib/core/schema";

/** What revisions are kept of. */
export const SUBJECT_KINDS = ["chatbot", "sales_rule"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** One field that a change sets, with both values as a person reads them; null where there is none. */
export const fieldChange = z.strictObject({
  field: z.string().describe("Such as instructions or appearance.primary_color."),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type FieldChange = z.infer<typeof fieldChange>;

/** Of every tool that writes. */
export const dryRun = z.boolean().default(false).describe("Only preview.");

/** What every tool that writes answers, besides what identifies the thing changed. */
export const writeAnswer = {
  changes: z.array(fieldChange).describe("Empty: everything was so already."),
  dry_run: z.boolean().describe("True: nothing was changed."),
  revision_id: idOf("revision")
    .nullable()
    .describe("For undoing it in the dashboard; null if nothing changed."),
};

/** Who made a change: a person, an assistant through its connection, an API key, a job or the operator. */
export const revisionAuthor = z.strictObject({
  kind: z.enum(["person", "connection", "api_key", "job", "operator"]),
  name: z.string(),
  connection: z.string().nullable().describe("Label of the assistant's connection."),
  approved_by: z.string().nullable().describe("Who approved it, when the connection asks first."),
});
export type RevisionAuthor = z.infer<typeof revisionAuthor>;

/** Part of a line, and whether it is what differs. */
const diffPart = z.strictObject({ text: z.string(), is_changed: z.boolean() });
export type DiffPart = z.infer<typeof diffPart>;

/** One line of a difference; `skipped` stands for unchanged lines that are left out. */
const diffLine = z.strictObject({
  kind: z.enum(["same", "removed", "added", "skipped"]),
  parts: z.array(diffPart),
});
export type DiffLine = z.infer<typeof diffLine>;

/** A change with its difference line by line where a text is long. */
const revisionChange = z.strictObject({ ...fieldChange.shape, diff: z.array(diffLine).nullable() });
export type RevisionChange = z.infer<typeof revisionChange>;

export const revisionView = z.strictObject({
  id: idOf("revision"),
  project_id: idOf("project"),
  subject_kind: z.enum(SUBJECT_KINDS),
  subject_id: z.string(),
  subject_name: z.string().nullable(),
  action: z.string().describe("create, update, delete or undo."),
  author: revisionAuthor,
  created_at: moment,
  changes: z.array(revisionChange),
  undoes_id: idOf("revision").nullable(),
  undone_by_id: idOf("revision").nullable(),
  is_undoable: z.boolean().describe("False once it was undone, and for what can't be."),
});
export type RevisionView = z.infer<typeof revisionView>;

/** What the history is narrowed to. */
export const revisionFilters = z.strictObject({
  kind: z.enum(SUBJECT_KINDS).optional(),
  subject_id: z.string().min(1).max(40).optional(),
  author: z.enum(["person", "connection", "api_key"]).optional(),
});

export const listRevisionsInput = revisionFilters.extend(pageFields);
export type ListRevisionsInput = z.output<typeof listRevisionsInput>;

export const revisionPage = z.strictObject({ items: z.array(revisionView), next_cursor: nextCursor });
export type RevisionPage = z.infer<typeof revisionPage>;

export const getRevisionInput = z.strictObject({ revision_id: idOf("revision") });
export type GetRevisionInput = z.infer<typeof getRevisionInput>;

export const undoRevisionInput = z.strictObject({ revision_id: idOf("revision"), dry_run: dryRun });
export type UndoRevisionInput = z.output<typeof undoRevisionInput>;

export const undoneRevision = z.strictObject({
  subject_kind: z.enum(SUBJECT_KINDS),
  subject_id: z.string(),
  ...writeAnswer,
});
export type UndoneRevision = z.infer<typeof undoneRevision>;
