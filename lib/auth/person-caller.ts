import "server-only";
import { NotFoundError, UnauthenticatedError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import type { Caller } from "./caller";
import type { SessionClaims } from "./session-cookie";
import { ROLE_PERMISSIONS, type Role, type Tier } from "./values";

/** What a person wants to work in. */
export type Place = { organisationId: string } | { projectId: string };

interface Membership {
  isAlive: boolean;
  organisationId: string | null;
  role: Role | null;
  tier: Tier | null;
  projectIds: string[];
}

/**
 * The caller of a person in an organisation (with all its projects) or in one project, in one round trip.
 * @param claims `sessionEpoch` null: the session was checked already
 * @throws UnauthenticatedError the session ended, or the person was disabled
 * @throws NotFoundError no such place, or the person is not a member: the two look the same
 */
export async function callerOfPerson(
  claims: { userId: string; sessionEpoch: SessionClaims["sessionEpoch"] | null },
  place: Place,
  requestId?: string,
): Promise<Caller> {
  const organisationId = "organisationId" in place ? place.organisationId : null;
  const projectId = "projectId" in place ? place.projectId : null;
  const [row] = await prisma.$queryRaw<Membership[]>`
    SELECT u.disabled_at IS NULL AND u.session_epoch = coalesce(${claims.sessionEpoch}::int, u.session_epoch) AS "isAlive",
           m.organisation_id AS "organisationId", m.role::text AS role, p.tier::text AS tier,
           ARRAY(SELECT pr.id FROM project pr WHERE pr.organisation_id = m.organisation_id
                 AND (${projectId}::text IS NULL OR pr.id = ${projectId}) ORDER BY pr.created_at, pr.id) AS "projectIds"
    FROM "user" u
    LEFT JOIN member m ON m.user_id = u.id AND m.organisation_id = coalesce(
      ${organisationId}::text, (SELECT organisation_id FROM project WHERE id = ${projectId}))
    LEFT JOIN organisation o ON o.id = m.organisation_id
    LEFT JOIN plan p ON p.id = o.plan_id
    WHERE u.id = ${claims.userId}`;
  if (!row?.isAlive) throw new UnauthenticatedError();
  if (row.organisationId === null || row.role === null || row.tier === null) {
    throw projectId === null
      ? new NotFoundError("organisation", organisationId ?? undefined)
      : new NotFoundError("project", projectId);
  }
  return {
    organisationId: row.organisationId,
    projectIds: row.projectIds,
    permissions: ROLE_PERMISSIONS[row.role],
    tier: row.tier,
    actor: { kind: "person", userId: claims.userId, role: row.role },
    requestId,
  };
}
