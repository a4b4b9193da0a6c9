import "server-only";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { insertSource } from "./insert-source";
import type { CreateSourceInput, SourceDetail } from "./schema";

/**
 * Adds a text that somebody wrote, from which the chatbots of the caller's one project answer once they have learned it.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws ConflictError `duplicate_source`: the same title and text are there already
 */
export async function createSource(caller: Caller, input: CreateSourceInput): Promise<SourceDetail> {
  requirePermission(caller, "chatbots:write");
  const { kind, title, body } = input;
  const format = kind === "document" ? "markdown" : "text";
  return insertSource(caller, soleProject(caller), { kind, title, body, format });
}
