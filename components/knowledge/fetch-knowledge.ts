import type { KnowledgePage } from "@/lib/knowledge/schema";

/** Time between two looks at a running retraining, in milliseconds. */
export const POLL_MS = 1_000;

export async function fetchKnowledge(projectId: string): Promise<KnowledgePage> {
  const response = await fetch(`/api/projects/${encodeURIComponent(projectId)}/knowledge`, {
    headers: { accept: "application/json" },
  });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}
