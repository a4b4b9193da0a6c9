import { z } from "zod";
import { dateOrTime, idOf, moment, nextCursor, pageFields } from "@/lib/core/schema";

/** What entries are about, for the filter. */
export const AUDIT_KINDS = [
  "connections",
  "keys",
  "approvals",
  "people",
  "organisation",
  "chatbots",
  "customers",
  "imports",
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Who acts when it is not a person. */
export const OTHER_ACTORS = ["api_key", "operator", "job"] as const;

/** What the log is narrowed to. */
export const auditFilters = z.strictObject({
  who: z
    .union([idOf("user"), z.enum(OTHER_ACTORS)])
    .optional()
    .describe("A person with their assistants, or any API key, the operator or the server itself."),
  kind: z.enum(AUDIT_KINDS).optional(),
  from: dateOrTime.optional().describe("At or after this ISO 8601 date or time, UTC."),
  to: dateOrTime.optional().describe("At or before; a date is its whole day."),
});
export type AuditFilters = z.infer<typeof auditFilters>;

export const listAuditInput = auditFilters.extend(pageFields);
export type ListAuditInput = z.infer<typeof listAuditInput>;

const fact = z.strictObject({ name: z.string(), value: z.string() });
const difference = z.strictObject({ name: z.string(), before: z.string(), after: z.string() });

/** One line: who did what, when, through what. */
export const auditView = z.strictObject({
  id: idOf("audit"),
  at: moment,
  action: z.string().describe("Name of the action, such as connection.revoke"),
  text: z.string().describe("What was done, to be read after the actor's name"),
  actor: z.strictObject({
    kind: z.enum(["person", "connection", "api_key", "job", "operator"]),
    name: z.string(),
  }),
  target_id: z.string().nullable(),
  changes: z.array(difference).describe("What was before and after"),
  facts: z.array(fact).describe("What else is known"),
  request_id: z.string().nullable(),
});
export type AuditView = z.infer<typeof auditView>;

export const auditList = z.strictObject({ items: z.array(auditView), next_cursor: nextCursor });
export type AuditList = z.infer<typeof auditList>;
