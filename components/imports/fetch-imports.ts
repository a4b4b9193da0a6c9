import { readJson } from "@/components/live/read-json";
import type { ImportDetailView, ImportPage } from "@/lib/imports/schema";

/** Time between two looks at a running import, in milliseconds. */
export const POLL_MS = 1_000;

export async function fetchImports(projectId: string): Promise<ImportPage> {
  return readJson(`/api/projects/${encodeURIComponent(projectId)}/imports`);
}

export async function fetchImport(projectId: string, importId: string): Promise<ImportDetailView> {
  return readJson(`/api/projects/${encodeURIComponent(projectId)}/imports/${encodeURIComponent(importId)}`);
}

export function isUnderWay({ status }: { status: string }): boolean {
  return status === "queued" || status === "running";
}
