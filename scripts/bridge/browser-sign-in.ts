import { hostname } from "node:os";
import {
  auth,
  type FetchLike,
  type OAuthClientInformationContext,
  type OAuthClientMetadata,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  OAuthError,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
  validateAuthorizationResponseIssuer,
} from "@modelcontextprotocol/client";
import { Callback } from "./callback";
import type { SignInStore } from "./sign-in-store";

/** A registration is used again for this long; the server forgets those that nobody uses after 30 days. */
const REUSE_CLIENT_MS = 20 * 86_400_000;

/** How long the person has for signing in and approving. */
const PERSON_MS = 5 * 60_000;

/** The person refused, took too long, or something on the way went wrong. */
export class SignInError extends Error {}

export interface BrowserSignInOptions {
  url: URL;
  store: SignInStore;
  /** Shows the page on which the person signs in. */
  show(address: URL): void;
  fetch?: FetchLike;
  signal: AbortSignal;
  /** From the server's challenge (RFC 9728 §5.1). */
  resourceMetadataUrl?: URL;
  scope?: string;
  personMs?: number;
}

/**
 * Has the person sign in and approve in the browser, and keeps the tokens: discovery (RFC 9728, RFC 8414), registration
 * (RFC 7591) unless there is one, PKCE, `resource` (RFC 8707), `state`, and the answer's `iss` (RFC 9207).
 * @throws SignInError with a sentence for the person
 */
export async function signInWithBrowser(options: BrowserSignInOptions): Promise<void> {
  const { url, store, scope, resourceMetadataUrl, fetch: fetchFn } = options;
  const callback = await Callback.listen();
  const person = AbortSignal.timeout(options.personMs ?? PERSON_MS);
  try {
    const provider = await PersonAtBrowser.prepare(store, callback, options.show);
    const request = { serverUrl: url, scope, resourceMetadataUrl, fetchFn };
    await auth(provider, { ...request, forceReauthorization: true });
    const answer = await callback.answer(AbortSignal.any([options.signal, person]));
    const { authorizationServerMetadata: metadata } = provider.discoveryState() ?? {};
    const iss = answer.get("iss") ?? undefined;
    validateAuthorizationResponseIssuer({
      iss,
      expectedIssuer: metadata?.issuer,
      issParameterSupported: metadata?.authorization_response_iss_parameter_supported === true,
    });
    const code = answer.get("code");
    if (!code) throw new SignInError(refusal(answer));
    await auth(provider, { ...request, authorizationCode: code, iss });
  } catch (error) {
    if (person.aborted) {
      // Perhaps the server no longer knows the registration, which it tells only the browser.
      await store.forget("client");
      throw new SignInError("Nobody signed in to Caramel in time. Try again.");
    }
    if (error instanceof OAuthError) {
      throw new SignInError(`Caramel refused the sign-in (${error.code}): ${error.message}`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    callback.close();
  }
}

function refusal(answer: URLSearchParams): string {
  const error = answer.get("error") ?? "no code";
  const description = answer.get("error_description");
  if (error === "access_denied") return "The connection was refused in the browser.";
  return `Caramel refused the sign-in (${error})${description ? `: ${description}` : "."}`;
}

/** What the SDK asks of an application that signs in. */
class PersonAtBrowser implements OAuthClientProvider {
  readonly redirectUrl: string;
  readonly #store: SignInStore;
  readonly #callback: Callback;
  readonly #show: (address: URL) => void;
  #client: StoredOAuthClientInformation | undefined;
  #discovery: OAuthDiscoveryState | undefined;
  #verifier = "";

  private constructor(store: SignInStore, callback: Callback, show: (address: URL) => void) {
    this.#store = store;
    this.#callback = callback;
    this.#show = show;
    this.redirectUrl = callback.url;
  }

  static async prepare(store: SignInStore, callback: Callback, show: (address: URL) => void) {
    const provider = new PersonAtBrowser(store, callback, show);
    const { client, issuedAt = 0 } = await store.read();
    if (issuedAt > Date.now() - REUSE_CLIENT_MS) provider.#client = client;
    return provider;
  }

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: `caramel-mcp on ${hostname()}`.slice(0, 60),
      // The port differs each time, and the server compares the rest.
      redirect_uris: [this.redirectUrl],
      application_type: "native",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  state(): string {
    return this.#callback.state;
  }

  clientInformation(): StoredOAuthClientInformation | undefined {
    return this.#client;
  }

  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.#client = client;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovery;
  }

  saveDiscoveryState(state: OAuthDiscoveryState): void {
    this.#discovery = state;
  }

  /** None: whoever comes here has to ask the person. */
  tokens(): undefined {
    return undefined;
  }

  async saveTokens(tokens: StoredOAuthTokens, _context?: OAuthClientInformationContext): Promise<void> {
    await this.#store.write({
      ...(await this.#store.read()),
      client: this.#client,
      server: this.#discovery,
    });
    await this.#store.saveTokens(tokens);
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  async invalidateCredentials(what: string): Promise<void> {
    if (what !== "client" && what !== "all") return;
    this.#client = undefined;
    await this.#store.forget("client");
  }

  redirectToAuthorization(address: URL): void {
    this.#show(address);
  }
}
