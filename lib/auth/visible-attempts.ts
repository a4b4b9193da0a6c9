import "server-only";
import { prisma } from "@/lib/db/client";
import type { Caller } from "./caller";
import type { AttemptStep } from "./values";

/** One noted step that the caller may know of. */
export interface VisibleAttempt {
  id: string;
  at: Date;
  step: AttemptStep;
  outcome: "ok" | "asked" | "failed";
  errorCode: string | null;
  detail: string;
  endpoint: string;
  /** For telling apart who sent it; never shown. */
  address: string;
  userAgent: string;
  clientId: string | null;
  clientName: string;
  /** Whether it belongs to an approval of the caller's organisation. */
  isOwn: boolean;
}

/** Newest lines that are looked at. */
const MAX_ATTEMPTS = 400;

/**
 * What a person may know of recent attempts to connect. Before anybody signs in an attempt belongs to nobody, so it is
 * told only to who tried from the same network address within the hour, or at an address of the caller's projects.
 * What came as far as consent belongs to an organisation: a member sees their own, an admin all. Then also the
 * registration that led there, and the token request that followed, which hosted clients send from elsewhere — unless
 * another organisation was connecting the same client just then. Never anything of another organisation.
 */
export async function visibleAttempts(
  caller: Caller,
  { address }: { address: string },
): Promise<VisibleAttempt[]> {
  const seesAll = caller.permissions.has("connections:manage");
  const userId = caller.actor.kind === "person" ? caller.actor.userId : "";
  const ownPaths = caller.projectIds.map((id) => `/mcp/projects/${id}`);
  const isKnownAddress = address !== "unknown";
  return prisma.$queryRaw<VisibleAttempt[]>`
    WITH seen AS (
      SELECT * FROM connect_attempt a
      WHERE (a.organisation_id IS NULL OR a.organisation_id = ${caller.organisationId})
        AND ((${isKnownAddress} AND a.address = ${address} AND a.at > clock_timestamp() - interval '1 hour')
          OR a.endpoint = ANY (${ownPaths}::text[])
          OR (a.organisation_id = ${caller.organisationId} AND (${seesAll} OR a.user_id = ${userId})))
      ORDER BY a.at DESC LIMIT ${MAX_ATTEMPTS}::int
    ), around AS (
      SELECT b.* FROM connect_attempt b
      WHERE b.organisation_id IS NULL AND b.client_id IS NOT NULL
        AND ((b.step = 'registration' AND EXISTS (
            SELECT FROM seen s WHERE s.client_id = b.client_id AND s.step IN ('authorization', 'consent') AND s.at >= b.at))
          OR (b.step = 'token' AND EXISTS (
            SELECT FROM seen s WHERE s.client_id = b.client_id AND s.step = 'consent' AND s.outcome = 'ok'
              AND s.organisation_id = ${caller.organisationId}
              AND b.at BETWEEN s.at AND s.at + interval '10 minutes')
            AND NOT EXISTS (
            SELECT FROM connect_attempt o WHERE o.client_id = b.client_id AND o.organisation_id <> ${caller.organisationId}
              AND o.at BETWEEN b.at - interval '10 minutes' AND b.at + interval '10 minutes')))
      ORDER BY b.at DESC LIMIT ${MAX_ATTEMPTS}::int
    )
    SELECT id, at, step, outcome, error_code AS "errorCode", detail, endpoint, address, user_agent AS "userAgent",
           client_id AS "clientId", client_name AS "clientName", organisation_id IS NOT NULL AS "isOwn"
    FROM (SELECT * FROM seen UNION SELECT * FROM around) known
    ORDER BY at, id`;
}
