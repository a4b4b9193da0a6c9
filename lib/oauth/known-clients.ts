import "server-only";
import { isLoopback } from "./redirect-uris";

/** A client that is told apart by the document only its maker can publish, and where its approvals go. */
interface KnownClient {
  /** Exact client id. */
  document: string;
  /** Exact https addresses, or one with a final `*` for an id at the end of the path. */
  redirects: readonly string[];
}

/**
 * Clients whose name is shown with a trust mark. Never by domain or name: claude.ai and chatgpt.com also publish
 * documents of clients that run on a person's computer, where anybody may listen on the port.
 */
const KNOWN_CLIENTS: readonly KnownClient[] = [
  {
    document: "https://claude.ai/oauth/mcp-oauth-client-metadata",
    redirects: ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"],
  },
  { document: "https://claude.ai/oauth/claude-code-client-metadata", redirects: [] },
  {
    document: "https://chatgpt.com/oauth/client.json",
    redirects: [
      "https://chatgpt.com/connector_platform_oauth_redirect",
      "https://chatgpt.com/connector/oauth/*",
    ],
  },
  { document: "https://chatgpt.com/oauth/codex/client.json", redirects: [] },
  {
    document: "https://vscode.dev/oauth/client-metadata.json",
    redirects: ["https://vscode.dev/redirect", "https://insiders.vscode.dev/redirect"],
  },
  { document: "https://zed.dev/oauth/client-metadata.json", redirects: [] },
  { document: "https://opencode.ai/oauth/opencode/client.json", redirects: [] },
];

/** Whether this approval goes to a known client at an address only its maker controls. Loopback never is. */
export function isVerified(clientId: string, redirectUri: string): boolean {
  if (isLoopback(redirectUri)) return false;
  const known = KNOWN_CLIENTS.find((client) => client.document === clientId);
  return known?.redirects.some((pattern) => matches(pattern, redirectUri)) ?? false;
}

function matches(pattern: string, redirectUri: string): boolean {
  if (!pattern.endsWith("*")) return pattern === redirectUri;
  const start = pattern.slice(0, -1);
  return redirectUri.startsWith(start) && /^[A-Za-z0-9_-]+$/.test(redirectUri.slice(start.length));
}
