import "server-only";
import { type ClientMetadata, readClientMetadata } from "./client-metadata";
import { newClientId, newClientSecret, saveClient } from "./clients";

/** A client the operator set up; the secret is shown this once. */
export interface PreregisteredClient {
  clientId: string;
  clientSecret: string | null;
  metadata: ClientMetadata;
}

/**
 * Sets up a client by hand, for apps that neither register nor publish a document. Only the operator calls it.
 * @throws errors.InvalidRedirectUri, errors.InvalidClientMetadata
 */
export async function preregisterClient(input: {
  name: string;
  redirectUris: string[];
  isPublic: boolean;
}): Promise<PreregisteredClient> {
  const metadata = readClientMetadata(
    {
      client_name: input.name,
      redirect_uris: input.redirectUris,
      token_endpoint_auth_method: input.isPublic ? "none" : "client_secret_post",
    },
    "registration",
  );
  const clientId = newClientId();
  const clientSecret = input.isPublic ? null : newClientSecret();
  await saveClient(clientId, metadata, { kind: "preregistered", secret: clientSecret ?? undefined });
  return { clientId, clientSecret, metadata };
}
