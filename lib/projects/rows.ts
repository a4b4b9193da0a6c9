import "server-only";
import type { Prisma } from "@/lib/db/generated/client";
import { type ProjectSettings, type ProjectView, SEARCH_LANGUAGES } from "./schema";

export const projectColumns = {
  id: true,
  name: true,
  currency: true,
  createdAt: true,
  chatbots: { where: { isPrimary: true }, select: { id: true }, take: 1 },
} satisfies Prisma.ProjectSelect;

type ProjectRow = Prisma.ProjectGetPayload<{ select: typeof projectColumns }>;

export function toProjectView(row: ProjectRow): ProjectView {
  return {
    id: row.id,
    name: row.name,
    currency: row.currency,
    primary_chatbot_id: row.chatbots[0]?.id ?? null,
    created_at: row.createdAt.toISOString(),
  };
}

export const settingsColumns = {
  name: true,
  currency: true,
  searchLanguage: true,
  timeZone: true,
} satisfies Prisma.ProjectSelect;

export function toProjectSettings(
  row: Prisma.ProjectGetPayload<{ select: typeof settingsColumns }>,
): ProjectSettings {
  return {
    name: row.name,
    currency: row.currency,
    // A configuration that an operator made in the database searches like the simple one in the form.
    search_language: SEARCH_LANGUAGES.find((name) => name === row.searchLanguage) ?? "simple",
    time_zone: row.timeZone,
  };
}
