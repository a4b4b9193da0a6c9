import "server-only";
import type { Prisma } from "@/lib/db/generated/client";
import type { ProjectView } from "./schema";

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
