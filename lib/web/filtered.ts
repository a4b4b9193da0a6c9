import "server-only";
import type { z } from "zod";
import type { Caller } from "@/lib/auth/caller";
import { AppError } from "@/lib/core/errors";
import { toInvalidInput, toPublicError } from "./errors";
import type { ActionResult } from "./schema";

/**
 * Runs a list with filters from the address. What is wrong with a filter comes back to be shown beside the filters,
 * since the address may have been written by hand or be old; everything else is a failure of the page.
 */
export async function filtered<Schema extends z.ZodType, View>(
  caller: Caller,
  schema: Schema,
  filters: Record<string, unknown>,
  verb: (caller: Caller, input: z.output<Schema>) => Promise<View>,
): Promise<ActionResult<View>> {
  try {
    const parsed = schema.safeParse(withoutEmpty(filters));
    if (!parsed.success) throw toInvalidInput(parsed.error);
    return { ok: true, data: await verb(caller, parsed.data) };
  } catch (error) {
    const isAboutFilters = error instanceof AppError && ["invalid_input", "not_found"].includes(error.code);
    if (!isAboutFilters) throw error;
    return { ok: false, error: toPublicError(error, caller.requestId ?? null) };
  }
}

function withoutEmpty(filters: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}
