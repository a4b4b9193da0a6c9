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
      name: "terminal command" | "configuration" | "connection URL";
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
        "Claude's connectors sign in through the browser and take no API keys. For a key, use Claude Code or Claude Desktop with mcp-remote.",
    },
    {
      id: "claude-code",
      label: "Claude Code",
      isHosted: false,
      signIn: [
        command(`claude mcp add --transport http ${SERVER_NAME} ${url}`),
        text(`Start Claude Code, type /mcp, choose caramel and “Authenticate”. ${SIGN_IN}`),
      ],
      withKey: [
        command(`claude mcp add --transport http ${SERVER_NAME} ${url} --header "Authorization: ${bearer}"`),
      ],
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
        command(`gemini mcp add --transport http ${SERVER_NAME} ${url}`),
        text(`Start Gemini CLI and type /mcp auth ${SERVER_NAME}. ${SIGN_IN}`),
      ],
      withKey: [
        file(
          "~/.gemini/settings.json",
          json({ mcpServers: { [SERVER_NAME]: { httpUrl: url, headers: { Authorization: bearer } } } }),
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
        file("~/.cursor/mcp.json", json({ mcpServers: { [SERVER_NAME]: bridgeWithKey(url, bearer) } })),
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
        command(`codex mcp login ${SERVER_NAME}`),
        text(SIGN_IN),
      ],
      withKey: [
        command(`export CARAMEL_API_KEY=${target.apiKey}`),
        command(`codex mcp add ${SERVER_NAME} --url ${url} --bearer-token-env-var CARAMEL_API_KEY`),
      ],
    },
    {
      id: "mcp-remote",
      label: "Claude Desktop (stdio)",
      isHosted: false,
      signIn: [
        text(
          "For programs that only start local servers: mcp-remote passes everything on. It needs Node.js on this computer.",
        ),
        file("claude_desktop_config.json", json({ mcpServers: { [SERVER_NAME]: bridge(url) } })),
        text(`Restart Claude Desktop. ${SIGN_IN}`),
      ],
      withKey: [
        file(
          "claude_desktop_config.json",
          json({ mcpServers: { [SERVER_NAME]: bridgeWithKey(url, bearer) } }),
        ),
        text("Restart Claude Desktop."),
      ],
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
  ];
}

/** A plain http address other than this computer's is refused by the bridge unless it is told to. */
function bridgeArguments(url: string): string[] {
  const { protocol, hostname } = new URL(url);
  const isOwnComputer = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
  return ["-y", "mcp-remote", url, ...(protocol === "http:" && !isOwnComputer ? ["--allow-http"] : [])];
}

function bridge(url: string) {
  return { command: "npx", args: bridgeArguments(url) };
}

/** The space of the header stands in the variable, because some programs split arguments at spaces. */
function bridgeWithKey(url: string, bearer: string) {
  return {
    command: "npx",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: mcp-remote fills the variable in.
    args: [...bridgeArguments(url), "--header", "Authorization:${CARAMEL_AUTHORIZATION}"],
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
