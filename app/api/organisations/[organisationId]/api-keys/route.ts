import { createApiKey } from "@/lib/api-keys/create";
import { listApiKeys } from "@/lib/api-keys/list";
import { createApiKeyInput, listApiKeysInput } from "@/lib/api-keys/schema";
import { callerForOrganisation } from "@/lib/auth/session";
import { defineRoute } from "@/lib/web/define-route";

// Numbers of a query are texts.
const listInput = listApiKeysInput.omit({ limit: true });
const PAGE_SIZE = 100;

/** API keys of an organisation, a hundred to a page; never the keys themselves. */
export const GET = defineRoute<typeof listInput, { organisationId: string }>({
  input: listInput,
  handle: async ({ input, params }) =>
    listApiKeys(await callerForOrganisation(params.organisationId), { ...input, limit: PAGE_SIZE }),
});

/** Makes an API key; this answer is the only one that holds it. */
export const POST = defineRoute<typeof createApiKeyInput, { organisationId: string }>({
  input: createApiKeyInput,
  status: 201,
  handle: async ({ input, params }) =>
    createApiKey(await callerForOrganisation(params.organisationId), input),
});
