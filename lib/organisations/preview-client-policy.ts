import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { mayGrantWriting, ROLES } from "@/lib/auth/values";
import { dbFor } from "@/lib/db/tenant";
import type { ClientPolicyPreview, SetClientPolicyInput } from "./schema";

/** Roles to which it matters whether members may grant changes. */
const HELD_BACK = ROLES.filter((role) => mayGrantWriting(role, true) && !mayGrantWriting(role, false));

/**
 * What another policy would do to the connections that stand; nothing is changed.
 * @throws InsufficientPermissionError
 */
export async function previewClientPolicy(
  caller: Caller,
  input: SetClientPolicyInput,
): Promise<ClientPolicyPreview> {
  requirePermission(caller, "organisation:manage");
  const [row] = await dbFor(caller).$queryRaw<[ClientPolicyPreview]>`
    SELECT count(*) FILTER (WHERE is_allowed AND NOT will_be_allowed)::int AS stops,
           count(*) FILTER (WHERE will_be_allowed AND NOT is_allowed)::int AS resumes,
           count(*) FILTER (WHERE will_be_allowed AND access = 'full' AND role = ANY (${HELD_BACK}::text[])
                            AND members_may_write AND NOT ${input.members_may_write}::boolean)::int AS becomes_readonly
    FROM (
      SELECT c.access, m.role::text AS role, o.members_may_write,
             client_allowed(o.client_policy, o.allowed_clients, c.client_id, c.is_verified) AS is_allowed,
             client_allowed(${input.policy}::client_policy, ${input.allowed_clients}::text[], c.client_id, c.is_verified)
               AS will_be_allowed
      FROM connection c
      JOIN organisation o ON o.id = c.organisation_id
      JOIN "user" u ON u.id = c.user_id AND u.disabled_at IS NULL
      JOIN member m ON m.organisation_id = c.organisation_id AND m.user_id = c.user_id
      WHERE c.organisation_id = ${caller.organisationId} AND c.revoked_at IS NULL
        AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
    ) standing`;
  return row;
}
