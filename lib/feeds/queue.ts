import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";
import { enqueue } from "@/lib/jobs/enqueue";
import { feedJob } from "@/lib/jobs/feed.job";

/** Has a feed read as soon as a worker is free. Inside the transaction of whoever asks, after `prepareQueues`. */
export async function queueSync(db: TenantTransaction, projectId: string, feedId: string): Promise<void> {
  await db.productFeed.updateMany({ where: { id: feedId }, data: { syncingSince: new Date() } });
  await enqueue(db, feedJob, { projectId, feedId }, { key: feedId });
}
