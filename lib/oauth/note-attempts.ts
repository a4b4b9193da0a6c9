import "server-only";
import type { KoaContextWithOIDC, Provider } from "oidc-provider";
import { type AttemptFacts, noteAttempt, sourceOf } from "@/lib/auth/connect-attempts";
import { canonicalResource } from "@/lib/auth/resources";

/** Notes what clients try at the authorization server, for the page that tells people why a connection failed. */
export function noteAttempts(provider: Provider): void {
  provider.on("registration_create.success", (ctx, client) => {
    note(ctx, {
      step: "registration",
      outcome: "ok",
      clientId: client.clientId,
      clientName: client.clientName,
    });
  });
  provider.on("registration_create.error", (ctx, error) => {
    note(ctx, { step: "registration", ...failure(error) });
  });
  provider.on("interaction.started", (ctx) => note(ctx, { step: "authorization", outcome: "asked" }));
  provider.on("authorization.error", (ctx, error) => {
    // After a person has answered, the answer is what counts; the consent page notes it.
    if (ctx.oidc?.route !== "resume") note(ctx, { step: "authorization", ...failure(error) });
  });
  provider.on("grant.success", (ctx) => {
    // A refresh of a connection that works is no attempt to connect.
    if (ctx.oidc.params?.grant_type === "authorization_code") note(ctx, { step: "token", outcome: "ok" });
  });
  provider.on("grant.error", (ctx, error) => note(ctx, { step: "token", ...failure(error) }));
}

function note(ctx: KoaContextWithOIDC, facts: AttemptFacts): void {
  const params = ctx.oidc?.params ?? {};
  const client = ctx.oidc?.client;
  const { AuthorizationCode: code, RefreshToken: token } = ctx.oidc?.entities ?? {};
  const asked = typeof params.resource === "string" ? canonicalResource(params.resource) : null;
  noteAttempt(sourceOf({ get: (name) => ctx.get(name) || null }), {
    clientId: client?.clientId ?? text(params.client_id),
    clientName: client?.clientName,
    endpoint: asked?.path,
    connectionId: code?.grantId ?? token?.grantId,
    ...facts,
  });
}

function failure(error: Error & { error?: string; error_description?: string; error_detail?: string }) {
  return {
    outcome: "failed",
    errorCode: error.error ?? "server_error",
    detail: [error.error_description, error.error_detail].filter(Boolean).join("; "),
  } as const;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
