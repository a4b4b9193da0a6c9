import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "@/scripts/runtime.mjs";
import { type Answer, type Sending, send } from "./send";

interface ActionManifest {
  node: Record<string, { exportedName: string }>;
}

/** What a server action of the application answers; see lib/web/schema.ts. */
export type ActionAnswer<Data> =
  | { ok: true; data: Data }
  | { ok: false; error: { code: string; message: string } };

/**
 * A person's browser without pages: keeps cookies, and posts the dashboard's server actions as the pages do, to whichever
 * instance a test names.
 */
export class Browser {
  readonly publicUrl: string;
  readonly #jar = new Map<string, { name: string; value: string; path: string }>();

  constructor(publicUrl: string) {
    this.publicUrl = publicUrl;
  }

  /** Asks one instance; `pathname` may be a whole address of the installation. */
  async request(instanceUrl: string, pathname: string, sending: Sending = {}): Promise<Answer> {
    const { pathname: path_, search } = new URL(pathname, this.publicUrl);
    const answer = await send(`${instanceUrl}${path_}${search}`, {
      ...sending,
      publicUrl: this.publicUrl,
      headers: { accept: "text/html", cookie: this.#cookies(path_), ...sending.headers },
    });
    for (const text of answer.headers["set-cookie"] ?? []) this.#keep(text, path_);
    return answer;
  }

  /** Calls a server action by the name it is exported under, from a page that uses it. */
  async act<Data>(
    instanceUrl: string,
    page: string,
    action: string,
    args: unknown[],
  ): Promise<ActionAnswer<Data>> {
    const answer = await this.request(instanceUrl, page, {
      method: "POST",
      headers: {
        accept: "text/x-component",
        "content-type": "text/plain;charset=UTF-8",
        "next-action": actionId(action),
        origin: this.publicUrl,
      },
      body: JSON.stringify(args),
    });
    const line = answer.text.split("\n").find((text) => /^[0-9a-f]+:\{"ok":(true|false),/.test(text));
    if (!line) throw new Error(`${action} at ${page}: ${answer.status} ${answer.text.slice(0, 500)}`);
    return JSON.parse(line.slice(line.indexOf(":") + 1)) as ActionAnswer<Data>;
  }

  /** The same, for an action that has to work. */
  async do<Data>(instanceUrl: string, page: string, action: string, args: unknown[]): Promise<Data> {
    const answer = await this.act<Data>(instanceUrl, page, action, args);
    if (!answer.ok) throw new Error(`${action}: ${answer.error.code} ${answer.error.message}`);
    return answer.data;
  }

  async signIn(instanceUrl: string, email: string, password: string): Promise<void> {
    await this.do(instanceUrl, "/sign-in", "signInAction", [{ email, password }]);
  }

  /** Cookies that nobody else may know. A signed one is a name that stands in addresses too; its signature is not. */
  get secretCookies(): string[] {
    const cookies = [...this.#jar.values()];
    const names = new Set(cookies.map(({ name }) => name));
    return cookies.filter(({ name }) => !names.has(`${name}.sig`)).map(({ value }) => value);
  }

  #cookies(pathname: string): string {
    return [...this.#jar.values()]
      .filter(({ path }) => pathname === path || pathname.startsWith(path.replace(/\/?$/, "/")))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
  }

  #keep(text: string, requestPath: string): void {
    const [pair = "", ...attributes] = text.split(/;\s*/);
    const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    const attribute = (wanted: string) =>
      attributes.find((entry) => entry.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const cookiePath = attribute("path") ?? requestPath;
    const expires = attribute("expires");
    const key = `${name} ${cookiePath}`;
    if (value === "" || (expires && Date.parse(expires) < Date.now())) this.#jar.delete(key);
    else this.#jar.set(key, { name, value, path: cookiePath });
  }
}

/** Ids of server actions are hashes made by the build. */
function actionId(name: string): string {
  const file = path.join(ROOT, process.env.NEXT_DIST_DIR ?? ".next", "server/server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(file, "utf8")) as ActionManifest;
  const [id, ...more] = Object.keys(node).filter((key) => node[key]?.exportedName === name);
  if (!id || more.length > 0) throw new Error(`The build has no server action ${name}, or several.`);
  return id;
}
