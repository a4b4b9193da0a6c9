import { readJson } from "@/components/live/read-json";
import type { KnowledgePage } from "@/lib/knowledge/schema";

/** Time between two looks at a running retraining, in milliseconds. */
export const POLL_MS = 1_000;

export async function fetchKnowledge(projectId: string): Promise<KnowledgePage> {
  return readJson(`/api/projects/${encodeURIComponent(projectId)}/knowledge`);
}
