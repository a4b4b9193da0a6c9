import "server-only";

/** A client we know the ways of; `kind` is also the name of its instructions in the dashboard. */
interface KnownClient {
  kind: string;
  name: string;
  /** Exact address of its metadata document. */
  documents?: readonly string[];
  /** In what it calls itself when it registers. */
  called?: RegExp;
  /** In the User-Agent of its requests. */
  agent?: RegExp;
}

/** More special ones first. */
const KNOWN: readonly KnownClient[] = [
  {
    kind: "claude-code",
    name: "Claude Code",
    documents: ["https://claude.ai/oauth/claude-code-client-metadata"],
    called: /^claude code\b/i,
    agent: /\bclaude-code\//i,
  },
  {
    kind: "claude",
    name: "Claude",
    documents: ["https://claude.ai/oauth/mcp-oauth-client-metadata"],
    called: /^(claude|claudeai|claude-ai|anthropic)$/i,
    agent: /\bclaude-user\b/i,
  },
  {
    kind: "codex",
    name: "Codex",
    documents: ["https://chatgpt.com/oauth/codex/client.json"],
    called: /^codex\b/i,
    agent: /\bcodex[\w-]*\//i,
  },
  {
    kind: "chatgpt",
    name: "ChatGPT",
    documents: ["https://chatgpt.com/oauth/client.json"],
    called: /^(chatgpt|openai)\b/i,
    agent: /\b(openai-mcp|chatgpt-user)\b/i,
  },
  {
    kind: "vscode",
    name: "VS Code",
    documents: ["https://vscode.dev/oauth/client-metadata.json"],
    called: /^visual studio code\b/i,
    agent: /\b(visual studio code|vscode)\b/i,
  },
  { kind: "cursor", name: "Cursor", called: /^cursor\b/i, agent: /\bcursor\//i },
  { kind: "gemini-cli", name: "Gemini CLI", called: /^gemini cli\b/i, agent: /\bgemini-?cli\b/i },
  {
    kind: "mcp-remote",
    name: "mcp-remote",
    called: /^(mcp cli proxy|mcp-remote)\b/i,
    agent: /\bmcp-remote\b/i,
  },
  { kind: "inspector", name: "MCP Inspector", called: /^mcp inspector\b/i, agent: /\bmcp-?inspector\b/i },
  { kind: "mcporter", name: "mcporter", called: /^mcporter\b/i, agent: /\bmcporter\b/i },
  { kind: "claude-desktop", name: "caramel-mcp", called: /^caramel-mcp\b/i, agent: /\bcaramel-mcp\b/i },
  { kind: "zed", name: "Zed", documents: ["https://zed.dev/oauth/client-metadata.json"], agent: /\bzed\//i },
  {
    kind: "opencode",
    name: "OpenCode",
    documents: ["https://opencode.ai/oauth/opencode/client.json"],
    agent: /\bopencode\b/i,
  },
];

/** Clients that call from their maker's servers, so that nothing but a public https address reaches. */
export const HOSTED: ReadonlySet<string> = new Set(["claude", "chatgpt"]);

/** Everybody's document of ChatGPT's connectors has an id of its own in the path. */
const CHATGPT_DOCUMENT = /^https:\/\/chatgpt\.com\/oauth\/[\w-]+\/client\.json$/;

/** What is known of who tried. All but the document is the client's own word: for words on a page, never for a decision. */
export function recognise(facts: { clientId: string | null; name: string; userAgents: readonly string[] }): {
  kind: string;
  name: string;
} {
  const { clientId } = facts;
  const known =
    KNOWN.find(({ documents }) => clientId !== null && documents?.includes(clientId)) ??
    (clientId !== null && CHATGPT_DOCUMENT.test(clientId)
      ? KNOWN.find(({ kind }) => kind === "chatgpt")
      : undefined) ??
    KNOWN.find(({ called }) => called?.test(facts.name)) ??
    (facts.name === "" && !clientId?.startsWith("https://")
      ? KNOWN.find(({ agent }) => facts.userAgents.some((text) => agent?.test(text)))
      : undefined);
  if (known) return { kind: known.kind, name: known.name };
  const host = clientId?.startsWith("https://") ? URL.parse(clientId)?.host : undefined;
  const browser = facts.userAgents.length > 0 && facts.userAgents.every((text) => /^Mozilla\//.test(text));
  return {
    kind: "other",
    name: facts.name || host || (browser ? "A browser" : programOf(facts.userAgents)) || "An unknown client",
  };
}

/** First word of a User-Agent, without the version. */
function programOf(userAgents: readonly string[]): string | undefined {
  return userAgents.map((text) => /^[\w.-]{2,40}/.exec(text)?.[0]).find((word) => word !== undefined);
}
