// An assistant as its makers build it: the official SDK, with a browser for the person to sign in.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { CallbackServer } from "./clients/callback-server";
import { MemoryOAuth } from "./clients/memory-oauth";

export class Assistant {
  readonly name: string;
  readonly url: URL;
  readonly callbacks: CallbackServer;
  readonly oauth: MemoryOAuth;
  /** Status of each answer of the MCP endpoint, in order. */
  readonly statuses: number[] = [];
  #client: Client | undefined;

  private constructor(name: string, url: string, callbacks: CallbackServer) {
    this.name = name;
    this.url = new URL(url);
    this.callbacks = callbacks;
    this.oauth = new MemoryOAuth(name, callbacks.url);
  }

  static async start(name: string, url: string): Promise<Assistant> {
    return new Assistant(name, url, await CallbackServer.start());
  }

  /** Tries to connect without a token. @returns the page that the person has to visit */
  async ask(): Promise<string> {
    const refused = await this.#connect().catch((error: Error) => error);
    if (!(refused instanceof Error)) throw new Error("The endpoint let a client in without a token.");
    return (await this.oauth.authorizationUrl).href;
  }

  /** What the browser came back with. */
  answer(): Promise<URLSearchParams> {
    return this.callbacks.next();
  }

  /** Redeems the code and connects. */
  async finish(answer: URLSearchParams): Promise<Client> {
    if (answer.get("state") !== this.oauth.expectedState)
      throw new Error("The state is not the one that was sent.");
    await this.#transport().finishAuth(answer);
    return this.#connect();
  }

  get client(): Client {
    if (!this.#client) throw new Error(`${this.name} is not connected.`);
    return this.#client;
  }

  async stop(): Promise<void> {
    await this.#client?.close();
    await this.callbacks.stop();
  }

  async #connect(): Promise<Client> {
    const client = new Client({ name: this.name, version: "1.0.0" });
    await client.connect(this.#transport());
    this.#client = client;
    return client;
  }

  #transport(): StreamableHTTPClientTransport {
    return new StreamableHTTPClientTransport(this.url, {
      authProvider: this.oauth,
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (new URL(String(input)).href === this.url.href) this.statuses.push(response.status);
        return response;
      },
    });
  }
}
