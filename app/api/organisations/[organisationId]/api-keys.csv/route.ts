import type { z } from "zod";
import { listApiKeys } from "@/lib/api-keys/list";
import { callerForOrganisation } from "@/lib/auth/session";
import { csvResponse, inTurn } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;
const HEADER = [
  "name",
  "last characters",
  "access",
  "project",
  "state",
  "created",
  "last used",
  "ends",
  "ended",
  "id",
];

/** The API keys of an organisation as a file, those that ended last; the keys themselves are kept nowhere. */
export const GET = defineRoute<z.ZodUndefined, { organisationId: string }>({
  handle: async ({ params }) => {
    const caller = await callerForOrganisation(params.organisationId);
    return csvResponse(
      "api-keys.csv",
      HEADER,
      inTurn(["standing", "ended"], (state, cursor) =>
        listApiKeys(caller, { state, limit: PAGE_SIZE, cursor }),
      ),
      (key) => [
        key.name,
        key.hint,
        key.access,
        key.project?.name ?? "all",
        key.status,
        key.created_at,
        key.last_used_at,
        key.expires_at,
        key.ended_at,
        key.id,
      ],
    );
  },
});
