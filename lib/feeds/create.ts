import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { ConflictError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { queueSync } from "./queue";
import { requireFeed, toFeedViews } from "./rows";
import { type CreateFeedInput, type FeedView, MAX_FEEDS } from "./schema";

/**
 * Adds a feed to the caller's one project and has it read at once.
 * @throws InsufficientPermissionError without `history:import`
 * @throws ConflictError `duplicate_feed`: the address is there already; `too_many_feeds`
 */
export async function createFeed(caller: Caller, input: CreateFeedInput): Promise<FeedView> {
  requirePermission(caller, "history:import");
  const projectId = soleProject(caller);
  await prepareQueues();
  return change(caller, {}, async (db) => {
    // Two at once must not both be the last that fits.
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`feeds:${projectId}`}, 0))`;
    if ((await db.productFeed.count()) >= MAX_FEEDS) {
      throw new ConflictError(`A project has at most ${MAX_FEEDS} feeds.`, {
        reason: "too_many_feeds",
        nextStep: "Delete a feed that is no longer needed.",
      });
    }
    const id = newId("feed");
    const { count } = await db.productFeed.createMany({
      data: [
        {
          projectId,
          id,
          name: input.name,
          url: input.url,
          intervalHours: input.interval_hours,
          nextRunAt: new Date(Date.now() + input.interval_hours * 3_600_000),
          createdById: caller.actor.kind === "person" ? caller.actor.userId : null,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) throw duplicateFeed();
    await queueSync(db, projectId, id);
    await recordAudit(db, caller, {
      action: "feed.create",
      targetKind: "feed",
      targetId: id,
      details: { name: input.name },
    });
    const [view] = await toFeedViews(db, [await requireFeed(db, id)]);
    return view as FeedView;
  });
}

/** The address stands in the project's list already. */
export function duplicateFeed(): ConflictError {
  return new ConflictError("This address is a feed of the project already.", {
    reason: "duplicate_feed",
    problems: [{ path: "url", message: "is a feed of the project already" }],
    nextStep: "Use the feed that is there, or give another address.",
  });
}
