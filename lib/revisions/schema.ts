import { z } from "zod";

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
