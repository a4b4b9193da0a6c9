import "server-only";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { idPattern } from "@/lib/core/ids";
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

/**
 * The organisation's id, from its id or its whole name. Only for the operator's terminal.
 * @throws NotFoundError none is called so
 * @throws ConflictError several are called so
 */
export async function organisationNamed(idOrName: string): Promise<string> {
  if (idPattern("organisation").test(idOrName)) return idOrName;
  const rows = await prisma.organisation.findMany({
    where: { name: idOrName },
    select: { id: true },
    take: 2,
  });
  return onlyOne("organisation", idOrName, rows);
}

/**
 * The project's id, from its id or its whole name. Only for the operator's terminal.
 * @param organisationId where to look for the name; everywhere when absent
 * @throws NotFoundError none is called so
 * @throws ConflictError several are called so
 */
export async function projectNamed(idOrName: string, organisationId?: string): Promise<string> {
  if (idPattern("project").test(idOrName)) return idOrName;
  const rows = await prisma.project.findMany({
    where: { name: idOrName, ...(organisationId && { organisationId }) },
    select: { id: true },
    take: 2,
  });
  return onlyOne("project", idOrName, rows);
}

function onlyOne(thing: string, name: string, rows: { id: string }[]): string {
  const [row] = rows;
  if (!row) throw new NotFoundError(thing, name);
  if (rows.length > 1) {
    throw new ConflictError(`There are several ${thing}s called ${name}.`, {
      nextStep: `Use the id instead; "npm run admin -- ${thing} list" shows it.`,
    });
  }
  return row.id;
}

/** Ids of the organisations that hold demo data and nothing else, oldest first. Only for the operator's terminal. */
export async function demoOrganisations(): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT o.id FROM organisation o
     WHERE EXISTS (SELECT FROM audit_entry a WHERE a.organisation_id = o.id AND a.action = 'organisation.fill_demo')
     ORDER BY o.created_at, o.id`;
  return rows.map(({ id }) => id);
}

/** E-mail address of the first owner of the first organisation; null in a new installation. For the operator's terminal. */
export async function firstOwner(): Promise<string | null> {
  const member = await prisma.member.findFirst({
    where: { role: "owner", user: { disabledAt: null } },
    orderBy: [{ organisation: { createdAt: "asc" } }, { createdAt: "asc" }],
    select: { user: { select: { email: true } } },
  });
  return member?.user.email ?? null;
}
