import type { ImportDetailView, ImportPage } from "@/lib/imports/schema";

/** Time between two looks at a running import, in milliseconds. */
export const POLL_MS = 1_000;

export async function fetchImports(projectId: string): Promise<ImportPage> {
  return read(`/api/projects/${encodeURIComponent(projectId)}/imports`);
}

export async function fetchImport(projectId: string, importId: string): Promise<ImportDetailView> {
  return read(`/api/projects/${encodeURIComponent(projectId)}/imports/${encodeURIComponent(importId)}`);
}

async function read<View>(address: string): Promise<View> {
  const response = await fetch(address, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}

export function isUnderWay({ status }: { status: string }): boolean {
  return status === "queued" || status === "running";
}
