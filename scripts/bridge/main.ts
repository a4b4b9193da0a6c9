#!/usr/bin/env node
// The command `caramel-mcp`. Standard output carries the protocol and nothing else; words for the person go to standard error.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SdkError } from "@modelcontextprotocol/client";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { Bridge } from "./bridge";
import { SignInError } from "./browser-sign-in";
import { logOut } from "./log-out";
import { openBrowser } from "./open-browser";
import { SignIn } from "./sign-in";
import { SignInStore } from "./sign-in-store";
import { parseKey, parseTarget, signInFile, UsageError } from "./target";

const USAGE = `Connects programs that start MCP servers on stdio with a Caramel.

  caramel-mcp connect <url>   passes messages between standard input and output and the connection URL
  caramel-mcp login <url>     signs in beforehand, in the browser
  caramel-mcp logout <url>    ends the connection and forgets the sign-in at this URL

  --allow-http   accepts a URL that is not encrypted; without it only one of this computer
  --help         shows this
  --version      shows the version

The API key comes from the environment: CARAMEL_API_KEY=cha_… Without one, a browser window opens to sign in and approve.
The sign-in is kept in the user's settings folder, or in CARAMEL_MCP_CONFIG_DIR.
`;

const log = (line: string) => void process.stderr.write(`caramel-mcp: ${line}\n`);
const ending = new AbortController();

// Whatever a package prints must not end up between the messages.
console.log = console.error;
console.info = console.error;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(0));
process.stderr.on("error", () => {});

try {
  await run();
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) process.exit(2);
  if (!(error instanceof SignInError) && !(error instanceof SdkError) && process.env.DEBUG)
    console.error(error);
  process.exit(1);
}
process.exit(0);

async function run(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return show(USAGE);
  if (values.version) return show(`${version()}\n`);
  const [command, address, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`What is "${rest[0]}"? There is one URL.`);
  if (command !== "connect" && command !== "login" && command !== "logout") {
    throw new UsageError(`${command ? `There is no command "${command}".` : "Name a command."}\n\n${USAGE}`);
  }
  const url = parseTarget(address, { allowHttp: values["allow-http"] });
  const store = new SignInStore(signInFile(url), url);
  if (command === "logout") return log(await logOut(url, store));
  const key = command === "connect" ? parseKey(process.env.CARAMEL_API_KEY) : undefined;
  const signIn = new SignIn({ url, store, log, signal: ending.signal, show: showSignIn });
  if (command === "login") {
    await signIn.start();
    return log(`Signed in at ${url.href}`);
  }
  await new Bridge({ url, log, stdio: new StdioServerTransport(), credential: key ?? signIn }).run();
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        "allow-http": { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function showSignIn(address: URL): void {
  log(`Sign in and approve in the browser: ${address.href}`);
  openBrowser(address, (reason) => log(`No browser could be opened (${reason}). Open the address above.`));
}

/** For `--help` and `--version` alone, after which nothing follows. */
function show(text: string): void {
  process.stdout.write(text);
}

function version(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}
