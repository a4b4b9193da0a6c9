import "server-only";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import type { SetGuideInput } from "./schema";

/**
 * Puts the first-run guide of the caller's one project away, or brings it back, for everybody in it.
 * @throws NotFoundError the project is gone
 */
export async function setGuide(caller: Caller, input: SetGuideInput): Promise<{ is_put_away: boolean }> {
  requirePermission(caller, "projects:manage");
  const id = soleProject(caller);
  const { count } = await dbFor(caller).project.updateMany({
    where: { id },
    data: { guideEndedAt: input.is_put_away ? new Date() : null },
  });
  if (count === 0) throw new NotFoundError("project", id);
  return input;
}
