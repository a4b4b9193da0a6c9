import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { PERMISSIONS, type Permission } from "@/lib/auth/values";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";

/** An organisation on the business plan with projects that have one primary chatbot each. */
export interface World {
  organisationId: string;
  projects: { id: string; chatbotId: string }[];
  /** Somebody with every permission in all its projects, or in some. */
  caller(projectIds?: string[]): Caller;
  /** The same without one permission. */
  without(permission: Permission): Caller;
}

export async function createWorld(
  projectNames: string[] = ["Harbour Shop"],
  searchLanguage = "english",
): Promise<World> {
  const organisationId = newId("organisation");
  await prisma.organisation.create({ data: { id: organisationId, name: "Harbour", planId: "business" } });
  const projects: World["projects"] = [];
  for (const name of projectNames) {
    const id = newId("project");
    const chatbotId = newId("chatbot");
    await prisma.project.create({ data: { id, organisationId, name, searchLanguage } });
    await prisma.chatbot.create({
      data: { projectId: id, id: chatbotId, name: `${name} assistant`, isPrimary: true },
    });
    projects.push({ id, chatbotId });
  }
  const caller = (projectIds = projects.map(({ id }) => id)): Caller => ({
    organisationId,
    projectIds,
    permissions: new Set(PERMISSIONS),
    tier: "business",
    actor: { kind: "api_key", apiKeyId: newId("apiKey"), name: "Test key" },
  });
  return {
    organisationId,
    projects,
    caller,
    without: (permission) => ({
      ...caller(),
      permissions: new Set(PERMISSIONS.filter((name) => name !== permission)),
    }),
  };
}

/** The first project of a world. */
export function firstProject(world: World): { id: string; chatbotId: string } {
  const [project] = world.projects;
  if (!project) throw new Error("The world has no project.");
  return project;
}

/** Every item of a list, page by page, as an assistant reads it. */
export async function everyItem<Item>(
  fetchPage: (cursor: string | undefined) => Promise<{ items: Item[]; next_cursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const page = await fetchPage(cursor);
    items.push(...page.items);
    if (page.next_cursor === null) return items;
    cursor = page.next_cursor;
  }
  throw new Error("The list never ends.");
}
