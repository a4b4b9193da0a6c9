import type { z } from "zod";
import { callerForOrganisation } from "@/lib/auth/session";
import { listMembers } from "@/lib/people/list-members";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const HEADER = ["name", "email", "role", "state", "joined", "last sign-in", "id"];

/** The people of an organisation as a file. */
export const GET = defineRoute<z.ZodUndefined, { organisationId: string }>({
  handle: async ({ params }) => {
    const caller = await callerForOrganisation(params.organisationId);
    return csvResponse(
      "members.csv",
      HEADER,
      async () => ({ items: await listMembers(caller), next_cursor: null }),
      (member) => [
        member.name,
        member.email,
        member.role,
        member.is_disabled ? "disabled" : "active",
        member.joined_at,
        member.last_sign_in_at,
        member.user_id,
      ],
    );
  },
});
