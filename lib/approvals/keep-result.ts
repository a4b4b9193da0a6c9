import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { Json } from "@/lib/core/json";
import { dbFor } from "@/lib/db/tenant";

/** Keeps the tool's whole answer of a change that was made, for the assistant that asks later. */
export async function keepResult(caller: Caller, approvalId: string, result: Json): Promise<void> {
  await dbFor(caller).approval.updateMany({
    where: { id: approvalId, state: "done" },
    data: { result: result ?? {} },
  });
}
