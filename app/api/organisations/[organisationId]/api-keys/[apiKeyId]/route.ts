import { revokeApiKey } from "@/lib/api-keys/revoke";
import { revokeApiKeyInput } from "@/lib/api-keys/schema";
import { callerForOrganisation } from "@/lib/auth/session";
import { defineRoute } from "@/lib/web/define-route";
import { toInvalidInput } from "@/lib/web/errors";

/** Ends an API key for good; the answer tells the key as it is now. */
export const DELETE = defineRoute<never, { organisationId: string; apiKeyId: string }>({
  handle: async ({ params }) => {
    const input = revokeApiKeyInput.safeParse({ api_key_id: params.apiKeyId });
    if (!input.success) throw toInvalidInput(input.error);
    return revokeApiKey(await callerForOrganisation(params.organisationId), input.data);
  },
});
