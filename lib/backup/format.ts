import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";

/*
 * A backup is a gzip file of lines. A line that begins with # is about the backup: the header, the beginning and end of a
 * table, the end of all. Every other line is a row, as JSON.
 */

export const FORMAT = "caramel-backup";
export const VERSION = 1;

const table = z.strictObject({ name: z.string(), columns: z.array(z.string()).min(1) });
export type BackupTable = z.infer<typeof table>;

export const header = z.strictObject({
  format: z.literal(FORMAT),
  version: z.int(),
  created_at: z.iso.datetime(),
  migrations: z.array(z.strictObject({ name: z.string(), checksum: z.string() })),
  /** In the order they are restored in. */
  tables: z.array(table),
});
export type BackupHeader = z.infer<typeof header>;

export const tableStart = z.strictObject({ table: z.string() });
export const tableEnd = z.strictObject({ end: z.string(), rows: z.int(), sha256: z.string() });
export const fileEnd = z.strictObject({ complete: z.literal(true), rows: z.int() });

export interface TableSummary {
  rows: number;
  sha256: string;
}

/** What a backup or restore covered. */
export interface BackupReport {
  file: string;
  bytes: number;
  rows: number;
  tables: ({ name: string } & TableSummary)[];
}

/** What was restored; the unfinished imports in it have no job any more. */
export interface RestoreReport extends BackupReport {
  unfinishedImports: { projectId: string; importId: string }[];
}

/** The file can't be restored; nothing was changed. */
export class BackupFileError extends AppError {
  constructor(rule: string, nextStep: string, cause?: unknown) {
    super("invalid_input", rule, { problems: [{ path: "file", message: rule }], nextStep, cause });
  }
}
