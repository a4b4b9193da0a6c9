import {
  type AuthProvider,
  extractWWWAuthenticateParams,
  type FetchLike,
  OAuthError,
  refreshAuthorization,
} from "@modelcontextprotocol/client";
import { SignInError, signInWithBrowser } from "./browser-sign-in";
import { withFileLock } from "./file-lock";
import type { SignInStore, StoredSignIn } from "./sign-in-store";

/** An access token is renewed this long before it ends, so that no request meets its last second. */
const RENEW_BEFORE_MS = 30_000;

/** After a refusal nobody is asked again for this long, however many messages come. */
const QUIET_MS = 30_000;

/** The server that gives tokens could not be asked; nothing was sent to the MCP endpoint. */
export class RenewalError extends Error {}

export interface SignInOptions {
  url: URL;
  store: SignInStore;
  /** Opens the browser. */
  show(address: URL): void;
  log(line: string): void;
  signal: AbortSignal;
  fetch?: FetchLike;
  personMs?: number;
  quietMs?: number;
}

type Challenge = ReturnType<typeof extractWWWAuthenticateParams>;

/**
 * Tokens for the transport. Several bridges may use the same sign-in: whoever renews or asks the person holds a lock, and
 * the others take what it got, so no refresh token is used twice and one window opens.
 */
export class SignIn implements AuthProvider {
  readonly #options: SignInOptions;
  #working: Promise<void> | undefined;
  #failed: { at: number; error: Error } | undefined;
  /** The token that requests carry at present. */
  #given: string | undefined;
  /** The page that waits for the person, while one does. */
  waitingAt: URL | undefined;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  async token(): Promise<string | undefined> {
    const { tokens, expiresAt } = await this.#options.store.read();
    const isEnding = expiresAt !== undefined && expiresAt - RENEW_BEFORE_MS < Date.now();
    if (tokens?.refresh_token && isEnding) {
      await this.#once(() => this.#renew(tokens.access_token));
      this.#given = (await this.#options.store.read()).tokens?.access_token;
    } else this.#given = tokens?.access_token;
    return this.#given;
  }

  async onUnauthorized({ response }: { response: Response }): Promise<void> {
    const { quietMs = QUIET_MS } = this.#options;
    if (this.#failed && Date.now() - this.#failed.at < quietMs) throw this.#failed.error;
    await this.#once(() => this.#renew(this.#given, extractWWWAuthenticateParams(response)));
  }

  /** Asks the person now, whatever is stored. */
  async start(): Promise<void> {
    const refused = (await this.#options.store.read()).tokens?.access_token;
    await this.#once(() => this.#locked(refused, () => this.#askPerson({})));
  }

  /** Requests that come meanwhile wait for the same answer. */
  #once(work: () => Promise<void>): Promise<void> {
    this.#working ??= work().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  /**
   * Renews with the refresh token; without one, or when it is over, asks the person.
   * @param challenge absent: the person is not asked yet
   */
  async #renew(refused: string | undefined, challenge?: Challenge): Promise<void> {
    await this.#locked(refused, async (signIn) => {
      if (await this.#refresh(signIn)) return;
      if (challenge) await this.#askPerson(challenge);
    });
  }

  /** Runs `work` unless another process has got tokens other than the refused one meanwhile. */
  async #locked(refused: string | undefined, work: (signIn: StoredSignIn) => Promise<void>): Promise<void> {
    const { store, signal } = this.#options;
    await withFileLock(
      `${store.file}.lock`,
      async () => {
        const signIn = await store.read();
        if (signIn.tokens && signIn.tokens.access_token !== refused) return;
        await work(signIn);
      },
      { signal },
    );
  }

  async #refresh({ tokens, client, server }: StoredSignIn): Promise<boolean> {
    const { store, fetch: fetchFn, log } = this.#options;
    if (!tokens?.refresh_token || !client || !server) return false;
    try {
      const renewed = await refreshAuthorization(server.authorizationServerUrl, {
        metadata: server.authorizationServerMetadata,
        clientInformation: client,
        refreshToken: tokens.refresh_token,
        resource: server.resourceMetadata?.resource,
        fetchFn,
      });
      await store.saveTokens({ ...tokens, ...renewed });
      return true;
    } catch (error) {
      const code = error instanceof OAuthError ? error.code : undefined;
      if (code === "invalid_client" || code === "unauthorized_client") await store.forget("tokens", "client");
      else if (code === "invalid_grant") await store.forget("tokens");
      else throw new RenewalError(`The sign-in could not be renewed: ${reasonOf(error)}`, { cause: error });
      log("The connection was ended in Caramel, or nobody used it for long. It needs a new sign-in.");
      return false;
    }
  }

  async #askPerson({ resourceMetadataUrl, scope }: Challenge): Promise<void> {
    const { url, store, signal, personMs, fetch: fetchFn } = this.#options;
    this.#failed = undefined;
    try {
      await signInWithBrowser({
        url,
        store,
        signal,
        personMs,
        resourceMetadataUrl,
        scope,
        fetch: fetchFn,
        show: (address) => {
          this.waitingAt = address;
          this.#options.show(address);
        },
      });
    } catch (error) {
      if (error instanceof SignInError) this.#failed = { at: Date.now(), error };
      throw error;
    } finally {
      this.waitingAt = undefined;
    }
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error
    ? cause.message || String((cause as NodeJS.ErrnoException).code)
    : String(error);
}
