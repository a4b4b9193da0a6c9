import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";

/** Names of what the operator's terminal addresses by its id alone. */
const THINGS = { project: "project", apiKey: "API key", connection: "connection" } as const;

/**
 * The organisation that something belongs to. Only for the operator's terminal, which serves every organisation.
 * @throws NotFoundError nothing of this kind has the id
 */
export async function organisationOf(thing: keyof typeof THINGS, id: string): Promise<string> {
  const query = { where: { id }, select: { organisationId: true } } as const;
  const row =
    thing === "project"
      ? await prisma.project.findUnique(query)
      : thing === "apiKey"
        ? await prisma.apiKey.findUnique(query)
        : await prisma.connection.findUnique(query);
  if (!row) throw new NotFoundError(THINGS[thing], id);
  return row.organisationId;
}

/** Ids of every organisation by name. Only for the operator's terminal. */
export async function everyOrganisation(): Promise<string[]> {
  const rows = await prisma.organisation.findMany({
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: { id: true },
  });
  return rows.map((row) => row.id);
}
