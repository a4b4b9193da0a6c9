import { setTimeout as pause } from "node:timers/promises";
import { Browser } from "../http/browser";
import { callTool } from "../http/mcp-call";
import { connectionIdOf, OAuthClient, type TokenSet, tokensOf } from "../http/oauth-client";
import { send } from "../http/send";

/** Everything that was answered with a success, and so has to be there whatever happens. */
export interface Acknowledged {
  /** Import id to the number of messages of each of its conversations. */
  imports: Map<string, Map<string, number>>;
  keys: Map<string, { text: string; isRevoked: boolean }>;
  /** Request ids of tool calls. */
  calls: string[];
  /** Connection id to its newest tokens. */
  connections: Map<string, { tokens: TokenSet; isRevoked: boolean }>;
}

export interface Account {
  url: string;
  email: string;
  password: string;
  userId: string;
  organisationId: string;
  projectId: string;
}

const PAUSE_AFTER_FAILURE_MS = 50;

/**
 * People and assistants who write all the time, through the dashboard's own requests. What fails is given up, as by
 * somebody who closes the window; only what was answered with a success is noted.
 */
export class WriteLoad {
  readonly account: Account;
  readonly done: Acknowledged = { imports: new Map(), keys: new Map(), calls: [], connections: new Map() };
  /** Answers that are neither a success nor a broken connection, by what was asked and their status. */
  readonly refusals = new Map<string, number>();
  readonly client: OAuthClient;
  readonly #random: () => number;
  #isStopping = false;
  #workers: Promise<void>[] = [];
  #serial = 0;

  private constructor(account: Account, client: OAuthClient, random: () => number) {
    this.account = account;
    this.client = client;
    this.#random = random;
  }

  static async prepare(account: Account, random: () => number): Promise<WriteLoad> {
    return new WriteLoad(account, await OAuthClient.register(account.url, account.url), random);
  }

  get acknowledged(): number {
    const { imports, keys, calls, connections } = this.done;
    return imports.size + keys.size + calls.length + connections.size;
  }

  /** Signs in and starts to write. */
  async start(token: string): Promise<void> {
    this.#isStopping = false;
    const browsers = await Promise.all(Array.from({ length: 4 }, () => this.#signIn()));
    const [uploader, keeper, ...approvers] = browsers as [Browser, Browser, ...Browser[]];
    const tasks = [
      () => this.#upload(uploader),
      () => this.#makeOrRevokeKey(keeper),
      ...approvers.map((browser) => () => this.#connectRefreshRevoke(browser)),
      ...Array.from({ length: 3 }, () => () => this.#call(token)),
    ];
    this.#workers = tasks.map((task) => this.#repeat(task));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#workers);
  }

  async #signIn(): Promise<Browser> {
    const browser = new Browser(this.account.url);
    await browser.signIn(this.account.url, this.account.email, this.account.password);
    return browser;
  }

  async #repeat(task: () => Promise<void>): Promise<void> {
    while (!this.#isStopping) {
      try {
        await task();
      } catch {
        // Nobody was told that it worked. The next attempt should not find the server in the same instant.
        await pause(PAUSE_AFTER_FAILURE_MS);
      }
    }
  }

  #refused(what: string): Error {
    this.refusals.set(what, (this.refusals.get(what) ?? 0) + 1);
    return new Error(what);
  }

  async #upload(browser: Browser): Promise<void> {
    const { url, projectId } = this.account;
    const messages = new Map<string, number>();
    const lines = Array.from({ length: 300 }, () => {
      this.#serial += 1;
      const id = `conversation-${this.#serial}`;
      const count = 1 + Math.floor(this.#random() * 8);
      messages.set(id, count);
      const turns = Array.from({ length: count }, (_, index) => ({
        role: index % 2 ? "agent" : "user",
        content: `Message ${index} of ${id}`,
      }));
      return JSON.stringify({ id, turns });
    });
    const path = `/api/projects/${projectId}/imports?kind=conversations&file_name=history.jsonl`;
    const answer = await browser.request(url, path, {
      method: "POST",
      headers: { origin: url, "content-type": "application/octet-stream" },
      body: lines.join("\n"),
    });
    if (answer.status !== 202) throw this.#refused(`import ${answer.status}`);
    this.done.imports.set((JSON.parse(answer.text) as { id: string }).id, messages);
  }

  async #makeOrRevokeKey(browser: Browser): Promise<void> {
    const { url, organisationId } = this.account;
    const page = `/o/${organisationId}/api-keys`;
    const made = await browser.do<{ api_key: { id: string }; secret: string }>(
      url,
      page,
      "createApiKeyAction",
      [organisationId, { name: "Load", access: "full" }],
    );
    const key = { text: made.secret, isRevoked: false };
    this.done.keys.set(made.api_key.id, key);
    if (this.#random() < 0.5) return;
    // Until the answer is here nobody knows whether it works.
    this.done.keys.delete(made.api_key.id);
    await browser.do(url, page, "revokeApiKeyAction", [organisationId, { api_key_id: made.api_key.id }]);
    this.done.keys.set(made.api_key.id, { ...key, isRevoked: true });
  }

  async #connectRefreshRevoke(browser: Browser): Promise<void> {
    const { url, userId, organisationId } = this.account;
    const first = await this.client.connect(browser, url, { userId, organisationId });
    const id = connectionIdOf(first);
    const note = (tokens: TokenSet, isRevoked = false) =>
      this.done.connections.set(id, { tokens, isRevoked });
    note(first);
    const second = tokensOf(await this.client.refresh(url, first.refresh_token));
    note(second);
    if (this.#random() < 0.5) return;
    this.done.connections.delete(id);
    const answer = await this.client.revoke(url, second.refresh_token);
    if (answer.status !== 200) throw this.#refused(`revocation ${answer.status}`);
    note(second, true);
  }

  async #call(token: string): Promise<void> {
    this.#serial += 1;
    const requestId = `load-request-${this.#serial}`;
    const { url } = this.account;
    const headers = { "x-request-id": requestId };
    const answer = await callTool({ url, publicUrl: url, token, headers }, "list_chatbots");
    if (answer.status !== 200) throw this.#refused(`call ${answer.status}`);
    if (answer.structured === undefined) throw this.#refused(`call without an answer`);
    this.done.calls.push(requestId);
  }
}

/** Whether the server is ready for work. */
export async function isReady(url: string): Promise<boolean> {
  const answer = await send(`${url}/api/health/ready`).catch(() => null);
  return answer?.status === 200;
}
