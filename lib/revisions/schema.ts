import { z } from "zod";
import { idOf } from "@/lib/core/schema";

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
export const dryRun = z.boolean().default(false).describe("Only preview the change.");

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
