import "server-only";
import { prisma } from "@/lib/db/client";
import type { Role } from "./values";

/** An organisation a person belongs to, with what the switchers show. */
export interface PersonPlace {
  id: string;
  name: string;
  role: Role;
  planName: string;
  projects: { id: string; name: string }[];
}

/** Every organisation of a person, with its projects; by name. */
export async function placesOf(userId: string): Promise<PersonPlace[]> {
  const members = await prisma.member.findMany({
    where: { userId, user: { disabledAt: null } },
    orderBy: [{ organisation: { name: "asc" } }, { organisationId: "asc" }],
    select: {
      role: true,
      organisation: {
        select: {
          id: true,
          name: true,
          plan: { select: { name: true } },
          projects: { select: { id: true, name: true }, orderBy: [{ name: "asc" }, { id: "asc" }] },
        },
      },
    },
  });
  return members.map(({ role, organisation }) => ({
    id: organisation.id,
    name: organisation.name,
    role,
    planName: organisation.plan.name,
    projects: organisation.projects,
  }));
}
