import "server-only";
import { newId } from "@/lib/core/ids";
import type { TenantTransaction } from "@/lib/db/tenant";
import { enqueue } from "@/lib/jobs/enqueue";
import { importJob } from "@/lib/jobs/import.job";
import { receiveFile } from "./receive-file";
import { MAX_UPLOAD_BYTES } from "./values";

/** Reports of a feed that are kept. */
const MAX_KEPT_RUNS = 100;

/** Queues the import of a feed's file, inside the transaction that notes the file as read; the report has the feed's name. */
export async function createFeedImport(
  db: TenantTransaction,
  feed: { projectId: string; feedId: string; name: string },
  file: Uint8Array,
): Promise<void> {
  const { projectId, feedId, name } = feed;
  const { bytes, packed } = await receiveFile(pieces(file), Math.max(MAX_UPLOAD_BYTES, file.length));
  const id = newId("import");
  await db.importRun.create({
    data: {
      id,
      projectId,
      feedId,
      kind: "products",
      fileName: name,
      fileBytes: bytes,
      file: new Uint8Array(packed),
    },
  });
  await enqueue(db, importJob, { projectId, importId: id }, { key: id });
  const kept = await db.importRun.findMany({
    where: { feedId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: MAX_KEPT_RUNS,
    select: { id: true },
  });
  await db.importRun.deleteMany({ where: { feedId, id: { notIn: kept.map((run) => run.id) } } });
}

async function* pieces(file: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < file.length; from += 65_536) yield file.subarray(from, from + 65_536);
}
