import "server-only";
import { z } from "zod";
import { changedMeanwhile, claimApproval } from "@/lib/approvals/claim";
import { finishApproval } from "@/lib/approvals/finish";
import { getApproval } from "@/lib/approvals/get";
import { keepResult } from "@/lib/approvals/keep-result";
import { releaseApproval } from "@/lib/approvals/release";
import { nameOf, type RequestedChange } from "@/lib/approvals/rows";
import type { ApprovalError, ApprovalView, ApproveInput } from "@/lib/approvals/schema";
import type { Refusal } from "@/lib/auth/admission";
import { approvedCaller } from "@/lib/auth/approved-caller";
import type { Caller } from "@/lib/auth/caller";
import { AppError, ConflictError, INTERNAL_ERROR_TEXT } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { logger } from "@/lib/core/logger";
import { change as inTransaction } from "@/lib/db/change";
import type { TenantTransaction } from "@/lib/db/tenant";
import { type FieldChange, fieldChange } from "@/lib/revisions/schema";
import { previewOf } from "./ask-first";
import type { Catalogue, CatalogueEntry } from "./catalogue";
import { parseArguments } from "./parse-arguments";
import { productCatalogue } from "./product-toolset";
import { requireCallable, toolAccess, toolContext } from "./require-callable";

/** What a verb returns inside its transaction tells what it changed, if it says so the way its tool does. */
const changesIn = z.object({ changes: z.array(fieldChange) });

/** What becomes of a claimed change: made, failed for good, or given back to wait because of `error`. */
type End =
  | { kind: "done" }
  | { kind: "failed"; error: ApprovalError }
  | { kind: "released"; error: AppError; changes?: FieldChange[] };

/**
 * Approves a change and makes it, as the connection that asked for it may do it now. The change and the end of the
 * approval are one transaction: a process that dies leaves both or neither.
 * @returns the approval as it stands then: done, or failed with the tool's error
 * @throws NotFoundError no such change among those the caller may decide on
 * @throws ConflictError it is decided already; the connection may no longer make it; or the difference is no longer
 * the one the person looked at. Nothing was changed, and in the last two cases it still waits.
 */
export async function approveChange(
  caller: Caller,
  input: ApproveInput,
  catalogue: Catalogue = productCatalogue,
): Promise<ApprovalView> {
  const claimed = await claimApproval(caller, input);
  const end = await makeChange(caller, claimed, catalogue).catch((error: unknown): End => {
    logger.error(
      { requestId: caller.requestId, approval: claimed.id, err: error },
      "an approved change failed",
    );
    return { kind: "failed", error: internalFailure(caller.requestId) };
  });
  if (end.kind === "released") {
    await releaseApproval(caller, claimed.id, end.changes);
    throw end.error;
  }
  if (end.kind === "failed") {
    await inTransaction(caller, {}, (db) =>
      finishApproval(db, caller, claimed, { state: "failed", error: end.error }),
    );
  }
  return getApproval(caller, { approval_id: claimed.id });
}

async function makeChange(person: Caller, claimed: RequestedChange, catalogue: Catalogue): Promise<End> {
  const entry = catalogue.find(claimed.tool);
  if (entry === undefined) {
    return released(new ConflictError(`There is no tool ${claimed.tool} any more.`, { reason: "tool_gone" }));
  }
  let isFinished = false;
  const finish = async (db: TenantTransaction, result: Json | null) => {
    await finishApproval(db, person, claimed, { state: "done", result });
    isFinished = true;
  };
  const admission = await approvedCaller({
    connectionId: claimed.connectionId,
    projectId: claimed.projectId,
    callId: claimed.callId,
    userId: person.actor.kind === "person" ? person.actor.userId : "",
    requestId: person.requestId,
    async beforeCommit(db, result) {
      if (isFinished) return;
      const made = entry.tool.output.safeParse(result);
      const told = changesIn.safeParse(result);
      if (told.success && nameOf(told.data.changes) !== nameOf(claimed.changes)) throw changedMeanwhile();
      await finish(db, made.success ? made.data : null);
    },
  });
  if (admission.state !== "ok") return released(connectionGone(admission.state));
  const { caller } = admission;
  const access = toolAccess(admission);
  try {
    requireCallable(entry, access);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return released(connectionNarrowed(error));
  }
  const context = toolContext(catalogue, access, "project");
  try {
    const args = parseArguments(entry.inputs.project, claimed.arguments) as Record<string, unknown>;
    const preview = await previewOf(entry, caller, args, context);
    if (nameOf(preview.changes) !== nameOf(claimed.changes)) {
      return released(changedMeanwhile(), preview.changes);
    }
    const result: Json = entry.tool.output.parse(await entry.tool.run(caller, args, context));
    // A tool that found nothing to do needs no transaction.
    if (!isFinished) await inTransaction(person, {}, (db) => finish(db, result));
    await keepResult(person, claimed.id, result);
    return { kind: "done" };
  } catch (error) {
    const isMade = isFinished && (await getApproval(person, { approval_id: claimed.id })).state === "done";
    if (isMade) {
      // Only its answer could not be kept.
      logger.error(
        { requestId: person.requestId, approval: claimed.id, err: error },
        "an answer was not kept",
      );
      return { kind: "done" };
    }
    if (!(error instanceof AppError)) throw error;
    if (error.reason === "changed_meanwhile")
      return released(error, await newestChanges(entry, caller, claimed));
    return { kind: "failed", error: toApprovalError(error) };
  }
}

/** The difference as it is now, after another change got in between dry run and work. */
async function newestChanges(
  entry: CatalogueEntry,
  caller: Caller,
  claimed: RequestedChange,
): Promise<FieldChange[]> {
  const args = parseArguments(entry.inputs.project, claimed.arguments) as Record<string, unknown>;
  const { changes } = await previewOf(entry, caller, args, { listTools: () => [] });
  return changes;
}

function released(error: AppError, changes?: FieldChange[]): End {
  return { kind: "released", error, ...(changes && { changes }) };
}

const GONE: Record<Refusal, { message: string; nextStep?: string }> = {
  unknown: { message: "The connection that asked for this is gone." },
  revoked: { message: "The connection that asked for this was revoked." },
  expired: { message: "The connection that asked for this has reached its end date." },
  left: { message: "The person who approved the connection no longer belongs to the organisation." },
  blocked: { message: "The organisation no longer lets this client connect." },
  paused: {
    message: "The connection that asked for this is paused.",
    nextStep: "Resume it under Integrations, then approve.",
  },
  elsewhere: { message: "The connection that asked for this no longer covers this project." },
};

function connectionGone(state: Refusal): ConflictError {
  const { message, nextStep = "Refuse it, or let it expire." } = GONE[state];
  return new ConflictError(`${message} Nothing was changed.`, { reason: `connection_${state}`, nextStep });
}

function connectionNarrowed(cause: AppError): ConflictError {
  return new ConflictError(
    `The connection that asked for this may not do it any more. ${cause.message} Nothing was changed.`,
    { reason: "connection_narrowed", nextStep: "Refuse it, or give the connection that permission again." },
  );
}

function toApprovalError({ code, reason, message, problems, nextStep }: AppError): ApprovalError {
  return { code, reason: reason ?? null, message, problems: [...problems], next_step: nextStep ?? null };
}

function internalFailure(requestId: string | undefined): ApprovalError {
  return {
    code: "conflict",
    reason: "internal_error",
    message: INTERNAL_ERROR_TEXT,
    problems: [],
    next_step: requestId ? `Tell the operator this reference: ${requestId}.` : null,
  };
}
