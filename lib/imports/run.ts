import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { dbFor, type TenantTransaction } from "@/lib/db/tenant";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { sourcesChanged } from "@/lib/knowledge/sources-changed";
import type { ImportedConversation } from "./conversation-schema";
import { failFeedRun, finishFeedRun, hideSomeOfRun, seeProducts } from "./feed-products";
import { ImportFileError } from "./file-error";
import { lockImports } from "./lock";
import type { ImportSource } from "./open-file";
import type { ImportedProduct } from "./product-schema";
import { countRecords, type RecordContext, readRecords } from "./read-records";
import type { ImportRecord, RejectedRecord, Rejection } from "./record";
import { type ImportRow, importColumns, requireImport, toImportView } from "./rows";
import type { ImportView } from "./schema";
import { MAX_KEPT_REJECTIONS } from "./values";
import { type Accepted, type BatchResult, writeConversations } from "./write-conversations";
import { writeProducts } from "./write-products";

/** A batch is written when it has this many records or messages; one transaction each. */
const BATCH_RECORDS = 250;
const BATCH_MESSAGES = 2_000;
const BATCH_CHARACTERS = 4_000_000;

export interface RunOptions {
  /** Told after each batch. */
  onProgress?: (view: ImportView) => void;
  /** Stops between two batches; the import goes on from there when it is run again. */
  signal?: AbortSignal;
}

/** Another worker has gone on with the import since this one read how far it is. */
export class ImportTakenOverError extends Error {}

/** The worker was asked to stop; the import is unfinished and keeps its progress. */
export class ImportInterruptedError extends Error {}

/**
 * Imports what is left of a file. Each batch is written in one transaction together with the progress, so after a kill
 * the next run goes on behind the last batch, and of two workers that run it at once only one writes each batch. An
 * import that has ended is left as it is.
 * @returns the import as it is then; `failed` when the file can't be read
 * @throws NotFoundError no such import in a project of the caller
 * @throws ImportTakenOverError
 * @throws ImportInterruptedError
 */
export async function runImport(
  caller: Caller,
  importId: string,
  options: RunOptions = {},
): Promise<ImportView> {
  requirePermission(caller, "history:import");
  await prepareQueues();
  const db = dbFor(caller);
  const found = await requireImport(db, importId);
  if (found.status === "succeeded" || found.status === "failed") return toImportView(found);
  await db.importRun.updateMany({
    where: { id: importId, status: "queued" },
    data: { status: "running", startedAt: new Date() },
  });
  const project = await db.project.findFirst({
    where: { id: found.projectId },
    select: { currency: true },
  });
  if (!project) throw new NotFoundError("project", found.projectId);
  try {
    const source = await readFile(caller, importId);
    const run = new Run(caller, found, project.currency, options);
    if (found.total === null) await run.count(source);
    await run.work(source);
  } catch (error) {
    if (!(error instanceof ImportFileError)) throw error;
    await failImport(caller, importId, `${error.message} ${error.nextStep ?? ""}`.trim());
  }
  return toImportView(await requireImport(db, importId));
}

/** Ends an import that can't go on; the sentence is for people. */
export async function failImport(caller: Caller, importId: string, sentence: string): Promise<void> {
  await prepareQueues();
  await change(caller, {}, async (db) => {
    const [row] = await db.importRun.updateManyAndReturn({
      where: { id: importId, status: { in: ["queued", "running"] } },
      data: { status: "failed", error: sentence, finishedAt: new Date(), file: null },
      select: importColumns,
    });
    if (row?.kind !== "products") return;
    if (row.feedId) await failFeedRun(db, row.projectId, row.feedId, sentence);
    // Batches that were written before stay.
    if (row.created + row.updated + row.removed > 0) await sourcesChanged(db, row.projectId);
  });
}

async function readFile(caller: Caller, importId: string): Promise<ImportSource> {
  const row = await dbFor(caller).importRun.findFirst({
    where: { id: importId },
    select: { file: true },
  });
  if (!row?.file) throw new ImportFileError("The file is no longer kept.", "Import it again.");
  const { file } = row;
  return async function* () {
    yield file;
  };
}

class Run {
  readonly caller: Caller;
  readonly row: ImportRow;
  readonly context: RecordContext;
  readonly options: RunOptions;
  /** Records whose batches are written. */
  processed: number;
  rejectedSoFar: number;
  batch: Accepted<ImportedConversation | ImportedProduct>[] = [];
  rejections: RejectedRecord[] = [];
  keys = new Set<string>();
  messages = 0;
  characters = 0;

  constructor(caller: Caller, row: ImportRow, currency: string, options: RunOptions) {
    this.caller = caller;
    this.row = row;
    this.context = { currency, at: row.createdAt };
    this.options = options;
    this.processed = row.processed;
    this.rejectedSoFar = row.rejected;
  }

  async count(source: ImportSource): Promise<void> {
    const total = await countRecords(this.row.kind, source, this.context);
    await dbFor(this.caller).importRun.updateMany({ where: { id: this.row.id }, data: { total } });
  }

  async work(source: ImportSource): Promise<void> {
    let skip = this.processed;
    for await (const record of readRecords(this.row.kind, source, this.context)) {
      if (skip > 0) {
        skip -= 1;
        continue;
      }
      // The same conversation twice in one file: the second is compared with what the first left.
      if ("value" in record && this.keys.has(keyOf(record.value))) await this.flush();
      this.add(record);
      if (this.isFull()) await this.flush();
    }
    if (this.row.feedId) {
      await this.flush();
      await this.hideMissing(this.row.feedId);
    }
    await this.flush(true);
  }

  /** Little by little: of a large feed that lost half of its products these are tens of thousands. */
  async hideMissing(feedId: string): Promise<void> {
    const { projectId, id } = this.row;
    let hidden: number;
    do {
      if (this.options.signal?.aborted) throw new ImportInterruptedError("The import was interrupted.");
      hidden = await change(this.caller, {}, async (db) => {
        await this.advance(db, 0);
        const { created } = await requireImport(db, id);
        return hideSomeOfRun(db, { projectId, id, created }, feedId);
      });
    } while (hidden > 0);
  }

  add(record: ImportRecord<ImportedConversation | ImportedProduct>): void {
    if ("rejection" in record) {
      this.rejections.push(record);
      return;
    }
    this.batch.push(record);
    this.keys.add(keyOf(record.value));
    if ("turns" in record.value) {
      this.messages += record.value.turns.length;
      for (const { content } of record.value.turns) this.characters += content.length;
    } else this.characters += record.value.description.length + 500 * record.value.variants.length;
  }

  isFull(): boolean {
    return (
      this.batch.length + this.rejections.length >= BATCH_RECORDS ||
      this.messages >= BATCH_MESSAGES ||
      this.characters >= BATCH_CHARACTERS
    );
  }

  /** Writes the batch, and with the last one ends the import. */
  async flush(isLast = false): Promise<void> {
    const { signal, onProgress } = this.options;
    if (signal?.aborted) throw new ImportInterruptedError("The import was interrupted.");
    const records = this.batch.length + this.rejections.length;
    const view = await change(this.caller, {}, async (db) => {
      await this.advance(db, records);
      const result = await this.write(db);
      const rejections = [...this.rejections.map(({ rejection }) => rejection), ...result.rejections];
      await this.keepRejections(db, rejections);
      if (this.row.feedId) await this.see(db, this.row.feedId);
      const row = await db.importRun.update({
        where: { projectId_id: { projectId: this.row.projectId, id: this.row.id } },
        data: {
          created: { increment: result.created },
          updated: { increment: result.updated },
          unchanged: { increment: result.unchanged },
          rejected: { increment: rejections.length },
          ...(isLast ? { status: "succeeded", finishedAt: new Date(), file: null } : {}),
        },
        select: importColumns,
      });
      return toImportView(isLast ? await this.finish(db, row) : row);
    });
    this.processed += records;
    this.rejectedSoFar = view.rejected;
    this.batch = [];
    this.rejections = [];
    this.keys.clear();
    this.messages = 0;
    this.characters = 0;
    onProgress?.(view);
  }

  /** The lock lets one import write to a project at a time; the filter lets one worker write this batch. */
  async advance(db: TenantTransaction, records: number): Promise<void> {
    await lockImports(db, this.row.projectId);
    const { count } = await db.importRun.updateMany({
      where: { id: this.row.id, status: "running", processed: this.processed },
      data: { processed: this.processed + records },
    });
    if (count === 0) throw new ImportTakenOverError("Another worker has gone on with this import.");
  }

  write(db: TenantTransaction): Promise<BatchResult> {
    const { projectId, chatbotId, createdAt } = this.row;
    if (this.row.kind === "products") {
      const products = this.batch as Accepted<ImportedProduct>[];
      return writeProducts(db, projectId, products, this.row.feedId);
    }
    if (!chatbotId) throw new Error("An import of conversations has a chatbot.");
    const conversations = this.batch as Accepted<ImportedConversation>[];
    return writeConversations(db, { projectId, chatbotId, importedAt: createdAt }, conversations);
  }

  /** The file has these products; of those that were rejected it may only not be told what they are now. */
  async see(db: TenantTransaction, feedId: string): Promise<void> {
    const { projectId, id } = this.row;
    const taken = this.batch.map(({ value }) => keyOf(value));
    const refused = this.rejections.flatMap(({ handle }) => handle ?? []);
    await seeProducts(db, { projectId, feedId, importId: id }, { taken, refused });
  }

  /** What comes after the last record: what is known of the feed now, and the chatbots that learn from products. */
  async finish(db: TenantTransaction, ended: ImportRow): Promise<ImportRow> {
    if (ended.kind !== "products") return ended;
    const row = ended.feedId ? await finishFeedRun(db, ended, ended.feedId) : ended;
    if (row.created + row.updated + row.removed > 0) await sourcesChanged(db, row.projectId);
    return row;
  }

  async keepRejections(db: TenantTransaction, rejections: readonly Rejection[]): Promise<void> {
    const room = Math.max(0, MAX_KEPT_REJECTIONS - this.rejectedSoFar);
    if (rejections.length === 0 || room === 0) return;
    await db.importRejection.createMany({
      data: rejections
        .slice(0, room)
        .map((rejection) => ({ ...rejection, projectId: this.row.projectId, importId: this.row.id })),
      skipDuplicates: true,
    });
  }
}

function keyOf(value: ImportedConversation | ImportedProduct): string {
  return "turns" in value ? value.id : value.handle;
}
