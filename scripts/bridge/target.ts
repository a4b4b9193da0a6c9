import { createHash } from "node:crypto";
import { homedir } from "node:os";
import path from "node:path";

/** Something the person has to mend in the command or its settings. */
export class UsageError extends Error {}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The connection URL of a command line.
 * @throws UsageError it is none, or it would send secrets over the network in the clear
 */
export function parseTarget(text: string | undefined, { allowHttp = false } = {}): URL {
  if (!text) {
    throw new UsageError("Name the connection URL, as the dashboard shows it under Integrations, MCP.");
  }
  if (!URL.canParse(text))
    throw new UsageError(`"${text}" is not a URL, such as https://caramel.example/mcp`);
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new UsageError(`The URL starts with ${url.protocol}// instead of https://`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(
      "The URL must not contain a user name or password. Put an API key into CARAMEL_API_KEY.",
    );
  }
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname) && !allowHttp) {
    throw new UsageError(
      `${url.origin} is not encrypted, so others on the network could read your key and data. Use https, or add --allow-http if you trust the network.`,
    );
  }
  url.hash = "";
  return url;
}

/**
 * The API key of the environment; undefined when there is none and the browser is to be used.
 * @throws UsageError it can't be a key
 */
export function parseKey(text: string | undefined): string | undefined {
  const key = text?.trim();
  if (!key) return undefined;
  if (!/^cha_[\w-]+$/.test(key)) {
    throw new UsageError(
      'CARAMEL_API_KEY is not an API key of Caramel: those start with "cha_". Leave it empty to sign in with the browser.',
    );
  }
  return key;
}

/** Where this user's programs keep their settings. */
export function configFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.CARAMEL_MCP_CONFIG_DIR) return path.resolve(env.CARAMEL_MCP_CONFIG_DIR);
  const home = env.HOME || homedir();
  if (platform === "win32")
    return path.join(env.APPDATA || path.join(home, "AppData/Roaming"), "caramel-mcp");
  if (platform === "darwin") return path.join(home, "Library/Application Support/caramel-mcp");
  return path.join(env.XDG_CONFIG_HOME || path.join(home, ".config"), "caramel-mcp");
}

/** Where the sign-in at a URL is kept: each URL has its own, because a token is good for one URL only. */
export function signInFile(url: URL, folder = configFolder()): string {
  const name = createHash("sha256").update(url.href).digest("hex").slice(0, 32);
  return path.join(folder, `${name}.json`);
}
