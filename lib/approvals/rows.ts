import "server-only";
import { z } from "zod";
import type { Caller } from "@/lib/auth/caller";
import { MINUTE_SECONDS, secondsAfter } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/compare";
import { ConflictError, InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import { type FieldChange, fieldChange } from "@/lib/revisions/schema";
import { type ApprovalState, type ApprovalView, approvalError } from "./schema";

/** A change that runs longer than this has lost the process that ran it, in seconds. */
const STALE_SECONDS = 2 * MINUTE_SECONDS;

export const approvalColumns = {
  projectId: true,
  id: true,
  connectionId: true,
  callId: true,
  tool: true,
  permission: true,
  arguments: true,
  changes: true,
  state: true,
  result: true,
  reason: true,
  createdAt: true,
  expiresAt: true,
  decidedAt: true,
  decidedBy: { select: { id: true, name: true } },
  connection: { select: { label: true, clientName: true, user: { select: { id: true, name: true } } } },
} satisfies Prisma.ApprovalSelect;

export type ApprovalRow = Prisma.ApprovalGetPayload<{ select: typeof approvalColumns }>;

/** A change that waits or waited, as the connection that asked for it and the one that runs it see it. */
export interface RequestedChange {
  id: string;
  projectId: string;
  connectionId: string;
  callId: string;
  tool: string;
  permission: string;
  arguments: Record<string, Json>;
  changes: FieldChange[];
  state: ApprovalState;
  /** The tool's answer when it is done, its error when it failed. */
  result: Json;
  reason: string;
  expiresAt: Date;
  decidedAt: Date | null;
}

/**
 * What a person may decide on: changes of connections they approved, or of every connection for an admin, and only
 * with the permission that the change itself needs.
 * @throws InsufficientPermissionError the caller is an assistant, a key or a job
 */
export function decidableBy(caller: Caller): Prisma.ApprovalWhereInput {
  const { actor, permissions } = caller;
  if (actor.kind !== "person") throw new InsufficientPermissionError("connections:manage");
  return {
    permission: { in: [...permissions] },
    ...(!permissions.has("connections:manage") && { connection: { userId: actor.userId } }),
  };
}

/** Still to be decided on or being made; everything else is over. A day that is over needs no sweep to count. */
export function isOpen(now: Date): Prisma.ApprovalWhereInput {
  return { OR: [{ state: "waiting", expiresAt: { gt: now } }, { state: "running" }] };
}

/** @throws NotFoundError also for a change that the caller may not decide on */
export async function requireApproval(
  db: TenantClient | TenantTransaction,
  caller: Caller,
  approvalId: string,
): Promise<ApprovalRow> {
  const row = await db.approval.findFirst({
    where: { AND: [decidableBy(caller), { id: approvalId }] },
    select: approvalColumns,
  });
  if (!row) throw new NotFoundError("request for approval", approvalId);
  return row;
}

export function stateOf(row: { state: ApprovalState; expiresAt: Date }, now = new Date()): ApprovalState {
  return row.state === "waiting" && row.expiresAt <= now ? "expired" : row.state;
}

/** Whether the process that made the change must have died. */
export function isInterrupted(
  row: { state: ApprovalState; decidedAt: Date | null },
  now = new Date(),
): boolean {
  return row.state === "running" && row.decidedAt !== null && row.decidedAt < staleBefore(now);
}

/** Changes that began before this moment and still run have lost their process. */
export function staleBefore(now = new Date()): Date {
  return secondsAfter(now, -STALE_SECONDS);
}

/** A short name of these very changes. */
export function nameOf(changes: readonly FieldChange[]): string {
  return sha256(JSON.stringify(changes.map(({ field, before, after }) => [field, before, after]))).slice(
    0,
    32,
  );
}

export function toRequestedChange(row: ApprovalRow): RequestedChange {
  return {
    id: row.id,
    projectId: row.projectId,
    connectionId: row.connectionId,
    callId: row.callId,
    tool: row.tool,
    permission: row.permission,
    arguments: row.arguments as Record<string, Json>,
    changes: changesOf(row),
    state: stateOf(row),
    result: row.result as Json,
    reason: row.reason,
    expiresAt: row.expiresAt,
    decidedAt: row.decidedAt,
  };
}

/** What people see of these changes, with the names of the chatbots they are about. */
export async function toApprovalViews(
  db: TenantClient | TenantTransaction,
  rows: readonly ApprovalRow[],
): Promise<ApprovalView[]> {
  const ids = rows.flatMap((row) => chatbotOf(row) ?? []);
  const chatbots =
    ids.length === 0
      ? []
      : await db.chatbot.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return rows.map((row) => toApprovalView(row, chatbots.find(({ id }) => id === chatbotOf(row)) ?? null));
}

/** The same of one. */
export async function toOneView(
  db: TenantClient | TenantTransaction,
  row: ApprovalRow,
): Promise<ApprovalView> {
  const [view] = await toApprovalViews(db, [row]);
  return view as ApprovalView;
}

function chatbotOf({ arguments: args }: ApprovalRow): string | undefined {
  const { chatbot_id: id } = args as { chatbot_id?: unknown };
  return typeof id === "string" ? id : undefined;
}

function toApprovalView(row: ApprovalRow, chatbot: ApprovalView["chatbot"]): ApprovalView {
  const changes = changesOf(row);
  const { user, label, clientName } = row.connection;
  return {
    id: row.id,
    project_id: row.projectId,
    tool: row.tool,
    chatbot,
    state: stateOf(row),
    call_id: row.callId,
    changes,
    seen: nameOf(changes),
    connection: { id: row.connectionId, label, client_name: clientName },
    asked_for: { id: user.id, name: user.name },
    created_at: row.createdAt.toJSON(),
    expires_at: row.expiresAt.toJSON(),
    decided_at: row.decidedAt?.toJSON() ?? null,
    decided_by: row.decidedBy,
    reason: row.reason,
    error: row.state === "failed" ? approvalError.parse(row.result) : null,
  };
}

/** Why a change can't be decided on any more. */
export function alreadyDecided(row: ApprovalRow): ConflictError {
  const by = row.decidedBy ? ` by ${row.decidedBy.name}` : "";
  const text = {
    waiting: "This change still waits.",
    running: `This change was approved${by} and is being made.`,
    done: `This change was already approved${by}.`,
    failed: `This change was approved${by} and failed.`,
    refused: `This change was already refused${by}.`,
    expired: "Nobody decided within a day, so this request has expired. Nothing was changed.",
  }[stateOf(row)];
  return new ConflictError(text, { reason: "already_decided" });
}

function changesOf(row: ApprovalRow): FieldChange[] {
  return z.array(fieldChange).parse(row.changes);
}
