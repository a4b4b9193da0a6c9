/** Where an assistant connects, and how it proves who sent it. */
export interface ConnectionTarget {
  /** The connection URL, such as `https://caramel.example/mcp`. */
  url: string;
  /** An API key; a placeholder while none is shown. */
  apiKey: string;
}

/** Stands where a person puts their own key. */
export const KEY_PLACEHOLDER = "cha_YOUR_API_KEY";

/** Under this name clients list the connection. */
const SERVER_NAME = "caramel";

/** One thing to do: words, or text to copy with what it is. */
export type InstructionStep =
  | { kind: "text"; text: string }
  | {
      kind: "copy";
      name: "terminal command" | "configuration" | "connection URL" | "file path";
      title?: string;
      code: string;
    };

export interface ClientInstructions {
  id: string;
  label: string;
  /** With sign-in in the browser (OAuth). */
  signIn: readonly InstructionStep[];
  /** With an API key; null when the client takes none, `keyNote` says why. */
  withKey: readonly InstructionStep[] | null;
  keyNote?: string;
  /** The client calls from its maker's servers, so the URL must be https and reachable from the internet. */
  isHosted: boolean;
}

const text = (words: string): InstructionStep => ({ kind: "text", text: words });
const command = (code: string): InstructionStep => ({
  kind: "copy",
  name: "terminal command",
  title: "Terminal",
  code,
});
const file = (title: string, code: string): InstructionStep => ({
  kind: "copy",
  name: "configuration",
  title,
  code,
});
const filePath = (system: string, code: string): InstructionStep => ({
  kind: "copy",
  name: "file path",
  title: system,
  code,
});
const json = (value: unknown) => JSON.stringify(value, null, 2);

const SIGN_IN = "A browser window opens. Sign in to Caramel, choose what it may do, and approve.";

/** What to do in each client, in the order of the tabs. Whoever prints or runs these commands takes them from here. */
export function clientInstructions(target: ConnectionTarget): ClientInstructions[] {
  const { url } = target;
  const bearer = `Bearer ${target.apiKey}`;
  return [
    {
      id: "claude",
      label: "Claude",
      isHosted: true,
      signIn: [
        text(
          "In Claude (web or desktop app), open Settings, then Connectors, and press “Add custom connector”.",
        ),
        text("Name it Caramel and paste this as the remote MCP server URL:"),
        { kind: "copy", name: "connection URL", code: url },
        text(`Press Add, then Connect. ${SIGN_IN}`),
      ],
      withKey: null,
      keyNote:
        "Claude's connectors sign in through the browser and take no API keys. For a key, see Claude Desktop (local) or Claude Code.",
    },
    {
      id: "claude-desktop",
      label: "Claude Desktop (local)",
      isHosted: false,
      signIn: [
        text(
          "For a Caramel that Claude's servers can't reach: Claude Desktop starts a small program on this computer, which needs Node.js 20 or newer. Sign in first, in a terminal:",
        ),
        command(`npx -y ${bridgePackage(url)} login ${bridgeTarget(url)}`),
        text(SIGN_IN),
        ...claudeDesktopFile(bridge(url)),
      ],
      withKey: [
        text("Claude Desktop starts a small program on this computer, which needs Node.js 20 or newer."),
        ...claudeDesktopFile(bridge(url, target.apiKey)),
      ],
    },
    {
      id: "claude-code",
      label: "Claude Code",
      isHosted: false,
      signIn: [
        command(`claude mcp add --transport http --scope user ${SERVER_NAME} ${url}`),
        command(`claude mcp login ${SERVER_NAME}`),
        text(`${SIGN_IN} Inside Claude Code, /mcp shows the connection.`),
      ],
      withKey: [command(claudeCodeWithKey(target))],
    },
    {
      id: "chatgpt",
      label: "ChatGPT",
      isHosted: true,
      signIn: [
        text(
          "In ChatGPT on the web, open Settings, then “Apps & Connectors”, then “Advanced settings”, and turn on developer mode.",
        ),
        text(
          "Go back, press Create, name the connector Caramel, choose OAuth, and paste this as the MCP server URL:",
        ),
        { kind: "copy", name: "connection URL", code: url },
        text(`Press Create. ${SIGN_IN}`),
      ],
      withKey: null,
      keyNote: "ChatGPT's connectors sign in through the browser and take no API keys.",
    },
    {
      id: "gemini-cli",
      label: "Gemini CLI",
      isHosted: false,
      signIn: [
        command(`gemini mcp add --transport http --scope user ${SERVER_NAME} ${url}`),
        text(`Start Gemini CLI and type /mcp auth ${SERVER_NAME}. ${SIGN_IN}`),
      ],
      withKey: [
        command(
          `gemini mcp add --transport http --scope user ${SERVER_NAME} ${url} --header "Authorization: ${bearer}"`,
        ),
      ],
    },
    {
      id: "cursor",
      label: "Cursor",
      isHosted: false,
      signIn: [
        file("~/.cursor/mcp.json", json({ mcpServers: { [SERVER_NAME]: { url } } })),
        text(`Open Cursor's settings, then MCP, and press “Connect” beside caramel. ${SIGN_IN}`),
      ],
      // Cursor ignores configured headers where a server also offers OAuth, so the key goes through the bridge.
      withKey: [
        file("~/.cursor/mcp.json", json({ mcpServers: { [SERVER_NAME]: bridge(url, target.apiKey) } })),
      ],
    },
    {
      id: "vscode",
      label: "VS Code",
      isHosted: false,
      signIn: [
        command(`code --add-mcp '${JSON.stringify({ name: SERVER_NAME, type: "http", url })}'`),
        text(`Open the Chat view in agent mode; VS Code asks to start caramel. ${SIGN_IN}`),
      ],
      withKey: [
        file(
          ".vscode/mcp.json",
          json({
            inputs: [
              { type: "promptString", id: "caramel-key", description: "Caramel API key", password: true },
            ],
            servers: {
              [SERVER_NAME]: {
                type: "http",
                url,
                headers: { Authorization: `Bearer \${input:caramel-key}` },
              },
            },
          }),
        ),
        text("VS Code asks for the key the first time and keeps it in its secret storage."),
      ],
    },
    {
      id: "codex",
      label: "Codex",
      isHosted: false,
      signIn: [
        command(`codex mcp add ${SERVER_NAME} --url ${url}`),
        text(`${SIGN_IN} If none opens, or to sign in again: codex mcp login ${SERVER_NAME}`),
      ],
      withKey: [
        command(`export CARAMEL_API_KEY=${target.apiKey}`),
        command(`codex mcp add ${SERVER_NAME} --url ${url} --bearer-token-env-var CARAMEL_API_KEY`),
      ],
    },
    {
      id: "mcp-remote",
      label: "mcp-remote",
      isHosted: false,
      signIn: [
        text("For programs that only start local servers. mcp-remote is made by others and needs Node.js."),
        file("mcpServers", json({ mcpServers: { [SERVER_NAME]: mcpRemote(url) } })),
        text(SIGN_IN),
      ],
      withKey: [file("mcpServers", json({ mcpServers: { [SERVER_NAME]: mcpRemote(url, bearer) } }))],
    },
    {
      id: "inspector",
      label: "MCP Inspector",
      isHosted: false,
      signIn: [
        command("npx -y @modelcontextprotocol/inspector"),
        text("Choose Streamable HTTP, paste this URL and press Connect:"),
        { kind: "copy", name: "connection URL", code: url },
        text(SIGN_IN),
      ],
      withKey: [
        command(
          `npx -y @modelcontextprotocol/inspector --cli ${url} --transport http --method tools/list --header "Authorization: ${bearer}"`,
        ),
      ],
    },
    {
      id: "mcporter",
      label: "mcporter",
      isHosted: false,
      signIn: [
        text("For scripts. In the folder where they run, in config/mcporter.json (needs Node.js 24):"),
        file(
          "config/mcporter.json",
          json({ mcpServers: { [SERVER_NAME]: { baseUrl: url, auth: "oauth" } } }),
        ),
        command(`npx -y mcporter auth ${SERVER_NAME}`),
        text(SIGN_IN),
        command(`npx -y mcporter call ${SERVER_NAME}.list_projects`),
      ],
      withKey: [
        file(
          "config/mcporter.json",
          json({ mcpServers: { [SERVER_NAME]: { baseUrl: url, headers: { Authorization: bearer } } } }),
        ),
        command(`npx -y mcporter call ${SERVER_NAME}.list_projects`),
      ],
    },
  ];
}

/** The one command that connects Claude Code with a key. */
export function claudeCodeWithKey({ url, apiKey }: ConnectionTarget): string {
  return `claude mcp add --transport http --scope user ${SERVER_NAME} ${url} --header "Authorization: Bearer ${apiKey}"`;
}

/** The npm package of the bridge, which this Caramel serves itself. */
function bridgePackage(url: string): string {
  return new URL("/caramel-mcp.tgz", url).href;
}

/** Both bridges send nothing to a plain http address of another computer unless they are told to. */
function allowsHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

function bridgeTarget(url: string): string {
  return allowsHttp(url) ? `${url} --allow-http` : url;
}

function bridge(url: string, apiKey?: string) {
  const args = ["-y", bridgePackage(url), "connect", ...bridgeTarget(url).split(" ")];
  return { command: "npx", args, ...(apiKey === undefined ? {} : { env: { CARAMEL_API_KEY: apiKey } }) };
}

function claudeDesktopFile(server: object): InstructionStep[] {
  return [
    text("In Claude Desktop, open Settings, then Developer, and press “Edit Config”. It opens this file:"),
    filePath("macOS", "~/Library/Application Support/Claude/claude_desktop_config.json"),
    filePath("Windows", "%APPDATA%\\Claude\\claude_desktop_config.json"),
    text(
      "Put this into it, beside other entries of mcpServers if there are any, and restart Claude Desktop:",
    ),
    file("claude_desktop_config.json", json({ mcpServers: { [SERVER_NAME]: server } })),
  ];
}

/** The space of the header stands in the variable, because some programs split arguments at spaces. */
function mcpRemote(url: string, bearer?: string) {
  const args = ["-y", "mcp-remote", url, ...(allowsHttp(url) ? ["--allow-http"] : [])];
  if (bearer === undefined) return { command: "npx", args };
  return {
    command: "npx",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: mcp-remote fills the variable in.
    args: [...args, "--header", "Authorization:${CARAMEL_AUTHORIZATION}"],
    env: { CARAMEL_AUTHORIZATION: bearer },
  };
}

/** Whether a hosted assistant, which calls from the internet, can reach a URL. */
export function isReachableFromInternet(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const isLocal =
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname.endsWith(".local") ||
    hostname.endsWith(".internal") ||
    /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(hostname) ||
    hostname.startsWith("[");
  return protocol === "https:" && !isLocal;
}
