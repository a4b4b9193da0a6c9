import { randomUUID } from "node:crypto";
import type { OAuthClientProvider } from "@modelcontextprotocol/client";

type Registration = Awaited<ReturnType<OAuthClientProvider["clientInformation"]>>;
type Tokens = Awaited<ReturnType<OAuthClientProvider["tokens"]>>;

/**
 * What an application gives the SDK so that it can sign in: remembers registration, tokens and verifier, and hands the
 * authorization URL to the browser. Serves both major versions of the SDK, whose interfaces agree in this part.
 */
export class MemoryOAuth implements OAuthClientProvider {
  readonly redirectUrl: string;
  readonly clientMetadata;
  readonly expectedState = randomUUID();
  #registration: Registration;
  #tokens: Tokens;
  #verifier = "";
  #open: ((url: URL) => void) | undefined;
  /** The page the person has to visit. */
  readonly authorizationUrl = new Promise<URL>((resolve) => {
    this.#open = resolve;
  });

  constructor(name: string, redirectUrl: string) {
    this.redirectUrl = redirectUrl;
    this.clientMetadata = {
      client_name: name,
      redirect_uris: [redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  state(): string {
    return this.expectedState;
  }

  clientInformation(): Registration {
    return this.#registration;
  }

  saveClientInformation(registration: NonNullable<Registration>): void {
    this.#registration = registration;
  }

  tokens(): Tokens {
    return this.#tokens;
  }

  saveTokens(tokens: NonNullable<Tokens>): void {
    this.#tokens = tokens;
  }

  redirectToAuthorization(url: URL): void {
    this.#open?.(url);
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }
}
