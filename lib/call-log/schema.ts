import { z } from "zod";
import { dateOrTime, idOf, moment, nextCursor, pageFields } from "@/lib/core/schema";

/** How a call ended. `running` has no answer yet, or its server died before it had one. */
export const callOutcome = z.enum(["running", "ok", "error", "denied"]);
export type CallOutcome = z.infer<typeof callOutcome>;

const name = (maxLength: number) => z.string().trim().min(1).max(maxLength);

/** What the log is narrowed to. */
export const callFilters = z.strictObject({
  tool: name(64).optional().describe("Exact name of a tool."),
  connection_id: idOf("connection").optional().describe("Calls of one connection."),
  api_key_id: idOf("apiKey").optional().describe("Calls of one API key."),
  client: name(200).optional().describe("Exact name of a client, such as Claude Code."),
  outcome: callOutcome.optional(),
  from: dateOrTime.optional().describe("Started at or after this ISO 8601 date or time, UTC."),
  to: dateOrTime.optional().describe("Started at or before; a date is its whole day."),
});
export type CallFilters = z.infer<typeof callFilters>;

export const listCallsInput = callFilters.extend(pageFields);
export type ListCallsInput = z.infer<typeof listCallsInput>;

export const getCallInput = z.strictObject({ call_id: idOf("call").describe("Id of the call, `cal_…`") });
export type GetCallInput = z.infer<typeof getCallInput>;

/** One line of the log. Times are ISO 8601 UTC. */
export const callView = z.strictObject({
  id: idOf("call"),
  tool: z.string(),
  started_at: moment,
  duration_ms: z.int().nullable().describe("null while it runs"),
  outcome: callOutcome,
  error_code: z.string().nullable(),
  client_name: z.string(),
  through: z
    .strictObject({ kind: z.enum(["connection", "api_key"]), id: z.string(), label: z.string() })
    .nullable()
    .describe("The connection or key; null when it is gone"),
  project: z.strictObject({ id: z.string(), name: z.string() }).nullable().describe("null: several projects"),
});
export type CallView = z.infer<typeof callView>;

export const callList = z.strictObject({ items: z.array(callView), next_cursor: nextCursor });
export type CallList = z.infer<typeof callList>;

/** A line with what the call was given. */
export const callDetail = callView.extend({
  person: z
    .strictObject({ name: z.string(), email: z.string() })
    .nullable()
    .describe("Who approved or made it"),
  endpoint: z.string().describe("Path of the MCP endpoint"),
  era: z.string().describe("Revision of the protocol the client spoke"),
  arguments: z.string().describe("JSON; secrets and personal data are masked"),
  request_id: z.string(),
});
export type CallDetail = z.infer<typeof callDetail>;
