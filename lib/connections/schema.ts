import { z } from "zod";
import { permission } from "@/lib/auth/schema";
import { MAX_LABEL_LENGTH } from "./values";

/** Span of the call count in the list of connections, in days. */
export const CALL_COUNT_DAYS = 7;

const connectionId = z.string().min(1).max(64).describe("Id of the connection, `con_…`");

/** Latest end date of a connection, in days from now. */
export const MAX_END_DAYS = 3_650;

/** When a connection ends by itself; null: when somebody ends it. */
export const endDate = z.iso
  .datetime({ offset: true })
  .nullable()
  .refine((text) => text === null || Date.parse(text) > Date.now(), "The end date must be in the future.")
  .refine(
    (text) => text === null || Date.parse(text) < Date.now() + MAX_END_DAYS * 86_400_000,
    "Choose an end date within ten years.",
  );

/**
 * `active`, `paused` and `blocked` (by the organisation's client policy) are connections that still stand; the others
 * have ended: revoked by a person, past their end date, or approved by somebody who has since left the organisation.
 */
export const connectionStatus = z.enum(["active", "paused", "blocked", "revoked", "expired", "left"]);
export type ConnectionStatus = z.infer<typeof connectionStatus>;

export const listConnectionsInput = z.strictObject({
  state: z
    .enum(["standing", "ended"])
    .default("standing")
    .describe("Those that still stand, or those that ended"),
  limit: z.int().min(1).max(100).default(20).describe("Connections on a page"),
  cursor: z.string().max(500).optional().describe("`next_cursor` of the page before"),
});
export type ListConnectionsInput = z.infer<typeof listConnectionsInput>;

export const getConnectionInput = z.strictObject({ connection_id: connectionId });
export type GetConnectionInput = z.infer<typeof getConnectionInput>;

export const revokeConnectionInput = z.strictObject({ connection_id: connectionId });
export type RevokeConnectionInput = z.infer<typeof revokeConnectionInput>;

export const renameConnectionInput = z.strictObject({
  connection_id: connectionId,
  label: z
    .string()
    .trim()
    .min(1, "Give the connection a name.")
    .max(MAX_LABEL_LENGTH, `A name has at most ${MAX_LABEL_LENGTH} characters.`),
});
export type RenameConnectionInput = z.infer<typeof renameConnectionInput>;

export const pauseConnectionInput = z.strictObject({ connection_id: connectionId });
export type PauseConnectionInput = z.infer<typeof pauseConnectionInput>;

export const resumeConnectionInput = z.strictObject({ connection_id: connectionId });
export type ResumeConnectionInput = z.infer<typeof resumeConnectionInput>;

/** What is left out stays as it is. */
export const narrowConnectionInput = z.strictObject({
  connection_id: connectionId,
  access: z.literal("readonly").optional().describe("Takes away everything that changes something"),
  project_id: z.string().max(64).optional().describe("The one project that is left"),
  permissions: z
    .array(permission)
    .min(1, "Leave at least one permission, or revoke the connection.")
    .max(50)
    .optional()
    .describe("Those that are left"),
});
export type NarrowConnectionInput = z.infer<typeof narrowConnectionInput>;

export const setEndDateInput = z.strictObject({ connection_id: connectionId, expires_at: endDate });
export type SetEndDateInput = z.infer<typeof setEndDateInput>;

export const setAsksFirstInput = z.strictObject({
  connection_id: connectionId,
  asks_first: z.boolean().describe("Whether a change waits until a person approves it"),
});
export type SetAsksFirstInput = z.infer<typeof setAsksFirstInput>;

/** Which connections end: all of a client, all that a member approved, or all. */
export const revokeConnectionsInput = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("client"), client_id: z.string().min(1).max(500) }),
  z.strictObject({ of: z.literal("member"), user_id: z.string().min(1).max(64) }),
  z.strictObject({ of: z.literal("all") }),
]);
export type RevokeConnectionsInput = z.infer<typeof revokeConnectionsInput>;

/** How many of a set of connections were ended by this call. */
export interface RevokedConnections {
  ended: number;
}

/** Standing connections by client and by the person who approved them. */
export interface ConnectionGroups {
  clients: ConnectingClient[];
  members: { user_id: string; name: string; connections: number }[];
  total: number;
}

/** A client that connects to the organisation. */
export interface ConnectingClient {
  client_id: string;
  /** As it called itself at the latest approval. */
  name: string;
  /** Whether every connection of it is to an address only its maker controls, or the operator set it up. */
  is_verified: boolean;
  connections: number;
}

/** One approval by one person for one client at one resource. Times are ISO 8601 UTC. */
export const connectionView = z.strictObject({
  id: z.string(),
  label: z.string(),
  client_id: z.string(),
  client_name: z.string().describe("As the client called itself when it was approved"),
  is_verified: z.boolean().describe("Whether the client proved its name by the document it publishes"),
  redirect_host: z.string().describe("Where the approval was sent; the scheme for an app on a device"),
  is_loopback: z.boolean().describe("Whether the approval was sent to the person's own computer"),
  resource: z.string().describe("The connection URL its tokens are for"),
  approved_by: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }),
  project: z
    .strictObject({ id: z.string(), name: z.string() })
    .nullable()
    .describe("null: every project of the organisation, also later ones"),
  access: z.enum(["full", "readonly"]),
  permissions: z.array(permission),
  asks_first: z.boolean().describe("Whether a change waits until a person approves it"),
  status: connectionStatus,
  created_at: z.string(),
  last_used_at: z.string().nullable(),
  expires_at: z.string().nullable(),
  paused_at: z.string().nullable().describe("Since when it is paused"),
  ended_at: z.string().nullable().describe("When it was revoked or ran out; null when that is not known"),
});
export type ConnectionView = z.infer<typeof connectionView>;

export const listedConnection = connectionView.extend({
  calls_7_days: z.int().describe("Tool calls of the last 7 days that were let through"),
});
export type ListedConnection = z.infer<typeof listedConnection>;

/** How often a connection used a tool in the last 7 days. Refused calls were never executed. */
export const toolUse = z.strictObject({
  tool: z.string(),
  calls: z.int().describe("Let through"),
  errors: z.int().describe("Of those, how many ended in an error"),
  refused: z.int(),
});
export type ToolUse = z.infer<typeof toolUse>;

/** A connection with what it comes to. */
export const connectionDetail = connectionView.extend({
  only_reads: z
    .boolean()
    .describe("Access, the approver's role or the organisation's policy leave reading only"),
  effective_permissions: z
    .array(permission)
    .describe("Its permissions as far as the approver and the organisation still allow them"),
  used_tools: z.array(toolUse).describe("The most used first"),
});
export type ConnectionDetail = z.infer<typeof connectionDetail>;

export const connectionList = z.strictObject({
  items: z.array(listedConnection),
  next_cursor: z.string().nullable(),
});
export type ConnectionList = z.infer<typeof connectionList>;
