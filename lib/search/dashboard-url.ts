import "server-only";
import { env } from "@/lib/core/env";
import type { SearchedKind } from "./schema";

const SECTIONS: Record<SearchedKind, string> = {
  source: "knowledge",
  product: "products",
  ticket: "tickets",
  conversation: "conversations",
};

/** The page of the dashboard that shows something, as a whole address. */
export function dashboardUrl(kind: SearchedKind, projectId: string, id: string): string {
  return `${env.baseUrl}/p/${projectId}/${SECTIONS[kind]}/${id}`;
}
