import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import { importColumns, toImportView } from "@/lib/imports/rows";
import type { FeedView } from "./schema";

/** A fetch that took longer than this was lost with its worker; the schedule looks after it. */
const LOST_AFTER_MS = 10 * 60_000;

export const feedColumns = {
  projectId: true,
  id: true,
  name: true,
  url: true,
  isActive: true,
  intervalHours: true,
  nextRunAt: true,
  lastRunAt: true,
  lastError: true,
  syncingSince: true,
  createdAt: true,
} satisfies Prisma.ProductFeedSelect;

export type FeedRow = Prisma.ProductFeedGetPayload<{ select: typeof feedColumns }>;

/** @throws NotFoundError also for a feed of another project */
export async function requireFeed(db: TenantClient | TenantTransaction, feedId: string): Promise<FeedRow> {
  const row = await db.productFeed.findFirst({ where: { id: feedId }, select: feedColumns });
  if (!row) throw new NotFoundError("feed", feedId);
  return row;
}

/** Feeds with their newest runs and how many products of each are shown. */
export async function toFeedViews(
  db: TenantClient | TenantTransaction,
  rows: readonly FeedRow[],
): Promise<FeedView[]> {
  const [runs, counts] = await Promise.all([
    Promise.all(
      rows.map(({ projectId, id }) =>
        db.importRun.findFirst({
          where: { projectId, feedId: id },
          orderBy: [{ createdAt: "desc" }, { id: "desc" }],
          select: importColumns,
        }),
      ),
    ),
    db.product.groupBy({
      by: ["feedId"],
      where: { feedId: { in: rows.map(({ id }) => id) }, isPublished: true },
      _count: true,
    }),
  ]);
  const products = new Map(counts.map(({ feedId, _count }) => [feedId, _count]));
  return rows.map((row, index) => toFeedView(row, runs[index] ?? null, products.get(row.id) ?? 0));
}

function toFeedView(
  row: FeedRow,
  run: Parameters<typeof toImportView>[0] | null,
  products: number,
): FeedView {
  const isFetching = row.syncingSince !== null && Date.now() - row.syncingSince.getTime() < LOST_AFTER_MS;
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    is_active: row.isActive,
    interval_hours: row.intervalHours,
    products,
    is_syncing: isFetching || run?.status === "queued" || run?.status === "running",
    last_run_at: row.lastRunAt?.toJSON() ?? null,
    last_error: row.lastError,
    next_run_at: row.isActive ? (row.nextRunAt?.toJSON() ?? null) : null,
    last_run: run && toImportView(run),
    created_at: row.createdAt.toJSON(),
  };
}
