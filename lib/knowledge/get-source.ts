import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { requireSource, toSourceDetail } from "./rows";
import type { SourceDetail, SourceInput } from "./schema";

/**
 * A source with its whole text.
 * @throws InsufficientPermissionError without `chatbots:read`
 * @throws NotFoundError no such source in a project the caller may see
 */
export async function getSource(caller: Caller, input: SourceInput): Promise<SourceDetail> {
  requirePermission(caller, "chatbots:read");
  return toSourceDetail(await requireSource(dbFor(caller), input.source_id));
}
