import type { Found } from "@/lib/search/schema";

/** What a project has that matches some words; nothing when the search fails. */
export async function fetchFound(projectId: string, query: string): Promise<Found[]> {
  const response = await fetch(
    `/api/projects/${encodeURIComponent(projectId)}/search?${new URLSearchParams({ query })}`,
  );
  if (!response.ok) return [];
  return ((await response.json()) as { items: Found[] }).items;
}
