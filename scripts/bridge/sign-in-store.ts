import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type {
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";

/** What is kept about the sign-in at one URL. */
export interface StoredSignIn {
  /** For people who look into the file. */
  url: string;
  /** How this program is registered there. */
  client?: StoredOAuthClientInformation;
  /** Where the tokens came from; they are sent nowhere else. */
  server?: OAuthDiscoveryState;
  tokens?: StoredOAuthTokens;
  /** Milliseconds since 1970 of the last answer with tokens, and when its access token ends. */
  issuedAt?: number;
  expiresAt?: number;
}

/** One file, which nobody but its user can read. */
export class SignInStore {
  readonly file: string;
  readonly #url: string;

  constructor(file: string, url: URL) {
    this.file = file;
    this.#url = url.href;
  }

  async read(): Promise<StoredSignIn> {
    try {
      const value: unknown = JSON.parse(await readFile(this.file, "utf8"));
      if (typeof value === "object" && value !== null && "url" in value && value.url === this.#url) {
        return value as StoredSignIn;
      }
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      // Half a file is as good as none: the person signs in again.
      if (!isMissing && !(error instanceof SyntaxError)) throw error;
    }
    return { url: this.#url };
  }

  /** Replaces the file in one step, so that another process never reads half of it. */
  async write(signIn: StoredSignIn): Promise<void> {
    const folder = path.dirname(this.file);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    const next = `${this.file}.${randomUUID()}`;
    try {
      await writeFile(next, JSON.stringify(signIn, null, 2), { mode: 0o600 });
      await rename(next, this.file);
    } finally {
      await rm(next, { force: true });
    }
  }

  async saveTokens(tokens: StoredOAuthTokens, now = Date.now()): Promise<void> {
    const seconds = tokens.expires_in;
    await this.write({
      ...(await this.read()),
      tokens,
      issuedAt: now,
      expiresAt: seconds === undefined ? undefined : now + seconds * 1000,
    });
  }

  /** Drops what the server no longer accepts. */
  async forget(...parts: ("tokens" | "client")[]): Promise<void> {
    const signIn = await this.read();
    for (const part of parts) delete signIn[part];
    await this.write(signIn);
  }

  async remove(): Promise<void> {
    await rm(this.file, { force: true });
  }
}
