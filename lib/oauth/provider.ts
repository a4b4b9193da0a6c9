import "server-only";
import { type Configuration, type KoaContextWithOIDC, Provider } from "oidc-provider";
import { ACCESS_TOKEN_SECONDS, CONNECTION_CLAIM } from "@/lib/auth/access-token";
import { type InstallationKey, installationKeys } from "@/lib/auth/installation-keys";
import { DAY_SECONDS } from "@/lib/core/clock";
import { env } from "@/lib/core/env";
import { logger } from "@/lib/core/logger";
import { isDatabaseUnreachable, RETRY_AFTER_SECONDS } from "@/lib/db/unreachable";
import { APPROVED, newClientId, newClientSecret } from "./clients";
import { mayRedirectError, renderError } from "./error-pages";
import { CONSENT_PATH, consentPolicy, INTERACTION_SECONDS, loadApprovedGrant } from "./interaction-policy";
import { noteAttempts } from "./note-attempts";
import { isRedirectAllowed } from "./redirect-uris";
import { defaultResource, resourceServer, useGrantedResource } from "./resource-indicators";
import { mayRevoke } from "./revocation";
import { rotateRefreshToken } from "./rotation";
import { SCOPES } from "./scopes";
import { StorageAdapter } from "./storage-adapter";

/** Lifetime of an authorization code in seconds; RFC 6749 §4.1.2 recommends at most 600. */
const CODE_SECONDS = 120;

/** A refresh token that nobody used for this long is over (RFC 9700 §4.14.2); each use starts it anew. */
const REFRESH_TOKEN_SECONDS = 60 * DAY_SECONDS;

/** Endpoints, below the issuer. */
export const ROUTES = {
  authorization: "/oauth/authorize",
  token: "/oauth/token",
  registration: "/oauth/register",
  revocation: "/oauth/revoke",
  jwks: "/oauth/jwks",
} as const;

let current: { keys: string; provider: Provider } | null = null;

/** The authorization server of this process; made anew when the installation's keys were rotated. */
export async function authorizationServer(): Promise<Provider> {
  const keys = (await installationKeys()).filter(({ purpose }) => purpose !== "encryption");
  const fingerprint = keys.map(({ id, retiredAt }) => `${id}${retiredAt === null}`).join();
  if (current?.keys !== fingerprint) current = { keys: fingerprint, provider: createProvider(keys) };
  return current.provider;
}

/** Configuration only; every rule is in the file that is named for it. */
export function createProvider(keys: readonly InstallationKey[]): Provider {
  const signing = keys.filter((key) => key.purpose === "signing");
  const cookie = keys.filter((key) => key.purpose === "cookie");
  const configuration: Configuration = {
    adapter: StorageAdapter,
    // The first fitting key signs; retired ones are published for verifying.
    jwks: { keys: signing.map((key) => JSON.parse(key.secret)) },
    routes: ROUTES,
    scopes: [...SCOPES],
    responseTypes: ["code"],
    clientAuthMethods: ["none", "client_secret_post", "client_secret_basic"],
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    enabledJWA: { idTokenSigningAlgValues: ["ES256"] },
    extraClientMetadata: { properties: [APPROVED] },
    pkce: { required: () => true },
    cookies: {
      keys: cookie.map((key) => key.secret),
      names: {
        interaction: "caramel.interaction",
        resume: "caramel.resume",
        session: "caramel.authorization",
      },
      short: { httpOnly: true, sameSite: "lax", secure: env.isHttps, signed: true },
      long: { httpOnly: true, sameSite: "lax", secure: env.isHttps, signed: true, path: "/oauth/authorize" },
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      IdToken: ACCESS_TOKEN_SECONDS,
      Interaction: INTERACTION_SECONDS,
      RefreshToken: REFRESH_TOKEN_SECONDS,
      Session: INTERACTION_SECONDS,
    },
    interactions: {
      policy: consentPolicy(),
      url: (_ctx, interaction) => `${CONSENT_PATH}/${interaction.uid}`,
    },
    loadExistingGrant: loadApprovedGrant,
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    // Refresh tokens belong to the connection, not to the browser session it was approved in.
    expiresWithSession: () => false,
    issueRefreshToken: () => true,
    rotateRefreshToken,
    revokeGrantPolicy: () => true,
    extraTokenClaims: (_ctx, token) => ({
      [CONNECTION_CLAIM]: "grantId" in token ? token.grantId : undefined,
    }),
    renderError,
    // Answered in `handle.ts` for every route alike.
    clientBasedCORS: () => false,
    features: {
      clientIdMetadataDocument: { enabled: false },
      devInteractions: { enabled: false },
      registration: {
        enabled: true,
        initialAccessToken: false,
        issueRegistrationAccessToken: false,
        idFactory: newClientId,
        secretFactory: newClientSecret,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource,
        useGrantedResource,
        getResourceServerInfo: resourceServer,
      },
      revocation: { enabled: true, allowedPolicy: mayRevoke },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      claimsParameter: { enabled: false },
    },
  };
  const provider = new Provider(env.baseUrl, configuration);
  applyRedirectRules(provider);
  noteAttempts(provider);
  provider.on("authorization.error", stayOnOurPage);
  provider.on("server_error", (ctx, error) => {
    stayOnOurPage(ctx, error);
    if (isDatabaseUnreachable(error)) {
      ctx.status = 503;
      ctx.set("retry-after", String(RETRY_AFTER_SECONDS));
    }
    logger.error(
      { err: error, path: ctx.path, requestId: ctx.get("x-request-id") },
      "authorization server failed",
    );
  });
  return provider;
}

// Called before the provider decides between its error page and a redirect.
function stayOnOurPage(ctx: KoaContextWithOIDC, error: Error & { allow_redirect?: boolean }): void {
  if (!mayRedirectError(ctx)) error.allow_redirect = false;
}

function applyRedirectRules(provider: Provider): void {
  provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri: string) {
    return isRedirectAllowed(uri, this.redirectUris ?? []);
  };
}
