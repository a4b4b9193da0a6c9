// Every page of the application with the states in which it is looked at.
import { readdirSync } from "node:fs";
import path from "node:path";

/** What the pages of a prepared installation are about. */
export interface Places {
  organisation: string;
  /** Has conversations, products, imports and a connection. */
  project: string;
  conversation: string;
  /** Who wrote it. */
  visitor: string;
  /** Opened from a conversation, with a reply, a note and changes. */
  ticket: string;
  /** Saved from a conversation. */
  lead: string;
  /** A source of the chatbots' knowledge. */
  source: string;
  product: string;
  /** A feed whose last run was withheld or failed. */
  feed: string;
  chatbot: string;
  /** A change of the chatbot. */
  revision: string;
  /** A tool call of the connection. */
  call: string;
  /** An assistant's approval that stands. */
  connection: string;
  /** An import of which lines were rejected. */
  importRun: string;
  /** A project in which nothing has happened yet. */
  empty: string;
  /** A change that waits for a person, and one that was refused. */
  approval: string;
  refusedApproval: string;
  /** Secret of an invitation that nobody used. */
  invitation: string;
  /** Address of a link that sets a new password and was not used. */
  resetLink: string;
  /** Address at which an app's request waits for its answer, in the browser that asks for it. */
  startRequest: () => Promise<string>;
}

export interface PageState {
  name: string;
  address: (places: Places) => string | Promise<string>;
  isSignedOut?: boolean;
  /** The page answers 404, which browsers log as an error. */
  isMissing?: boolean;
}

const project = (rest: string) => (places: Places) => `/p/${places.project}${rest}`;
const empty = (rest: string) => (places: Places) => `/p/${places.empty}${rest}`;
const organisation = (rest: string) => (places: Places) => `/o/${places.organisation}${rest}`;
const both = (rest: string): PageState[] => [
  { name: "with data", address: project(rest) },
  { name: "empty", address: empty(rest) },
];

/** By the folder in `app/`. */
export const EVERY_PAGE: Record<string, PageState[]> = {
  "": [
    { name: "home", address: () => "/" },
    { name: "not found", address: () => "/nothing-is-here", isMissing: true },
  ],
  "(auth)/sign-in": [
    { name: "plain", address: () => "/sign-in", isSignedOut: true },
    { name: "after a failed sign-in", address: () => "/sign-in?error=NoAccount", isSignedOut: true },
  ],
  "(auth)/sign-in/by-email": [{ name: "form", address: () => "/sign-in/by-email", isSignedOut: true }],
  "(auth)/sign-in/link": [{ name: "used", address: () => "/sign-in/link?token=used", isSignedOut: true }],
  "(auth)/forgot-password": [{ name: "form", address: () => "/forgot-password", isSignedOut: true }],
  "(auth)/setup": [{ name: "used", address: () => "/setup?token=used", isSignedOut: true }],
  "(auth)/invitation/[token]": [
    { name: "for somebody new", address: ({ invitation }) => `/invitation/${invitation}`, isSignedOut: true },
    { name: "for a member", address: ({ invitation }) => `/invitation/${invitation}` },
    { name: "over", address: () => "/invitation/over", isSignedOut: true },
  ],
  "(auth)/reset-password": [
    { name: "with a link that works", address: ({ resetLink }) => resetLink, isSignedOut: true },
    { name: "used", address: () => "/reset-password?token=used", isSignedOut: true },
  ],
  "oauth/consent/[uid]": [
    { name: "asking", address: ({ startRequest }) => startRequest() },
    { name: "over", address: () => "/oauth/consent/over" },
  ],
  "(dashboard)/account": [{ name: "own", address: () => "/account" }],
  "(dashboard)/organisations/new": [{ name: "form", address: () => "/organisations/new" }],
  "(dashboard)/o/[organisationId]/projects": [{ name: "list", address: organisation("/projects") }],
  "(dashboard)/o/[organisationId]/projects/new": [{ name: "form", address: organisation("/projects/new") }],
  "(dashboard)/o/[organisationId]/members": [{ name: "list", address: organisation("/members") }],
  "(dashboard)/o/[organisationId]/api-keys": [{ name: "list", address: organisation("/api-keys") }],
  "(dashboard)/o/[organisationId]/mcp-sessions/(list)": [
    { name: "list", address: organisation("/mcp-sessions") },
    { name: "nothing found", address: organisation("/mcp-sessions?tool=get_usage&outcome=running") },
    { name: "wrong filter", address: organisation("/mcp-sessions?from=2026-03-02&to=2026-03-01") },
  ],
  "(dashboard)/o/[organisationId]/mcp-sessions/[callId]": [
    { name: "call", address: ({ organisation, call }) => `/o/${organisation}/mcp-sessions/${call}` },
    { name: "missing", address: organisation("/mcp-sessions/cal_missing"), isMissing: true },
  ],
  "(dashboard)/o/[organisationId]/usage": [{ name: "figures", address: organisation("/usage") }],
  "(dashboard)/o/[organisationId]/model-providers": [
    { name: "providers", address: organisation("/model-providers") },
  ],
  "(dashboard)/o/[organisationId]/settings": [{ name: "form", address: organisation("/settings") }],
  "(dashboard)/o/[organisationId]/data": [{ name: "page", address: organisation("/data") }],
  "(dashboard)/o/[organisationId]/audit-log": [
    { name: "list", address: organisation("/audit-log") },
    { name: "nothing found", address: organisation("/audit-log?to=2001-01-01") },
    { name: "wrong filter", address: organisation("/audit-log?from=2026-03-02&to=2026-03-01") },
  ],
  "(dashboard)/p/[projectId]/(overview)": both(""),
  // Outside of a benchmark it is not there.
  "(dashboard)/p/[projectId]/bench-empty": [
    { name: "absent", address: project("/bench-empty"), isMissing: true },
  ],
  "(dashboard)/p/[projectId]/live": both("/live"),
  "(dashboard)/p/[projectId]/analytics": [
    ...both("/analytics"),
    { name: "a year by week", address: project("/analytics?days=365") },
    { name: "wrong range", address: project("/analytics?from=2026-03-02&to=2026-03-01") },
  ],
  "(dashboard)/p/[projectId]/conversations/(list)": [
    ...both("/conversations"),
    { name: "nothing unread", address: empty("/conversations?view=unread") },
    { name: "search", address: project("/conversations?q=refund") },
    { name: "nothing found", address: project("/conversations?q=xylophone&platform=whatsapp") },
    { name: "wrong filter", address: project("/conversations?from=2026-03-02&to=2026-03-01") },
  ],
  "(dashboard)/p/[projectId]/conversations/[conversationId]": [
    { name: "transcript", address: (places) => `/p/${places.project}/conversations/${places.conversation}` },
    { name: "missing", address: project("/conversations/cnv_missing"), isMissing: true },
  ],
  "(dashboard)/p/[projectId]/visitors/(list)": [
    ...both("/visitors"),
    { name: "nothing found", address: project("/visitors?q=xylophone") },
  ],
  "(dashboard)/p/[projectId]/visitors/[visitorId]": [
    { name: "everything of one", address: (places) => `/p/${places.project}/visitors/${places.visitor}` },
    { name: "missing", address: project("/visitors/vis_missing"), isMissing: true },
  ],
  "(dashboard)/p/[projectId]/tickets/(list)": [
    ...both("/tickets"),
    { name: "all, of nobody", address: project("/tickets?status=all&assignee=nobody&q=refund") },
    { name: "wrong filter", address: project("/tickets?status=broken") },
  ],
  "(dashboard)/p/[projectId]/tickets/[ticketId]": [
    { name: "thread", address: (places) => `/p/${places.project}/tickets/${places.ticket}` },
    { name: "missing", address: project("/tickets/tkt_missing"), isMissing: true },
  ],
  "(dashboard)/p/[projectId]/leads": [
    ...both("/leads"),
    { name: "nothing found", address: project("/leads?q=xylophone") },
    { name: "board", address: project("/leads?view=board") },
    { name: "board, empty", address: empty("/leads?view=board") },
    { name: "details", address: ({ project: id, lead }) => `/p/${id}/leads?view=board&lead=${lead}` },
    { name: "wrong filter", address: project("/leads?view=board&from=2026-03-02&to=2026-03-01") },
  ],
  "(dashboard)/p/[projectId]/products/(list)": [
    ...both("/products"),
    { name: "nothing found", address: project("/products?q=xylophone") },
    { name: "by price", address: project("/products?availability=yes&price_from=5&price_to=100") },
    { name: "wrong filter", address: project("/products?price_from=9&price_to=1") },
  ],
  "(dashboard)/p/[projectId]/products/feeds/(list)": both("/products/feeds"),
  "(dashboard)/p/[projectId]/products/feeds/[feedId]": [
    { name: "one that failed", address: (places) => `/p/${places.project}/products/feeds/${places.feed}` },
    { name: "missing", address: project("/products/feeds/fed_missing"), isMissing: true },
  ],
  "(dashboard)/p/[projectId]/products/[productId]": [
    { name: "variants", address: (places) => `/p/${places.project}/products/${places.product}` },
  ],
  "(dashboard)/p/[projectId]/chatbots/(list)": both("/chatbots"),
  "(dashboard)/p/[projectId]/chatbots/[chatbotId]": [
    { name: "settings", address: (places) => `/p/${places.project}/chatbots/${places.chatbot}` },
  ],
  "(dashboard)/p/[projectId]/chatbots/[chatbotId]/website": [
    { name: "forms", address: (places) => `/p/${places.project}/chatbots/${places.chatbot}/website` },
  ],
  "(dashboard)/p/[projectId]/chatbots/[chatbotId]/embed": [
    { name: "code", address: (places) => `/p/${places.project}/chatbots/${places.chatbot}/embed` },
  ],
  "demo/[chatbotId]": [
    { name: "shop", address: ({ chatbot }) => `/demo/${chatbot}`, isSignedOut: true },
    { name: "missing", address: () => `/demo/bot_missing`, isSignedOut: true, isMissing: true },
  ],
  "(dashboard)/p/[projectId]/chatbots/[chatbotId]/sales-rules": [
    { name: "list", address: (places) => `/p/${places.project}/chatbots/${places.chatbot}/sales-rules` },
  ],
  "(dashboard)/p/[projectId]/chatbots/[chatbotId]/history": [
    { name: "list", address: (places) => `/p/${places.project}/chatbots/${places.chatbot}/history` },
  ],
  "(dashboard)/p/[projectId]/revisions/(list)": [
    ...both("/revisions"),
    { name: "nothing found", address: project("/revisions?kind=sales_rule&author=api_key") },
    { name: "wrong filter", address: project("/revisions?kind=shop") },
  ],
  "(dashboard)/p/[projectId]/revisions/[revisionId]": [
    { name: "change", address: (places) => `/p/${places.project}/revisions/${places.revision}` },
    { name: "missing", address: project("/revisions/rev_missing"), isMissing: true },
  ],
  "(dashboard)/p/[projectId]/approvals/(list)": both("/approvals"),
  "(dashboard)/p/[projectId]/approvals/[approvalId]": [
    { name: "waiting", address: (places) => `/p/${places.project}/approvals/${places.approval}` },
    { name: "refused", address: (places) => `/p/${places.project}/approvals/${places.refusedApproval}` },
    { name: "missing", address: project("/approvals/apr_missing"), isMissing: true },
  ],
  "(dashboard)/p/[projectId]/knowledge/(list)": [
    ...both("/knowledge"),
    { name: "no web page", address: project("/knowledge?from=web") },
    { name: "wrong filter", address: project("/knowledge?kind=pdf") },
  ],
  "(dashboard)/p/[projectId]/knowledge/[sourceId]": [
    { name: "editing", address: (places) => `/p/${places.project}/knowledge/${places.source}` },
    { name: "missing", address: project("/knowledge/src_missing"), isMissing: true },
  ],
  "(dashboard)/p/[projectId]/settings": [{ name: "form", address: project("/settings") }],
  "(dashboard)/p/[projectId]/import/(list)": both("/import"),
  "(dashboard)/p/[projectId]/import/[importId]": [
    { name: "rejected lines", address: (places) => `/p/${places.project}/import/${places.importRun}` },
  ],
  "(dashboard)/p/[projectId]/integrations/(list)": both("/integrations"),
  "(dashboard)/p/[projectId]/integrations/mcp/(list)": both("/integrations/mcp"),
  "(dashboard)/p/[projectId]/integrations/mcp/doctor": both("/integrations/mcp/doctor"),
  "(dashboard)/p/[projectId]/integrations/mcp/[connectionId]": [
    { name: "standing", address: (places) => `/p/${places.project}/integrations/mcp/${places.connection}` },
    { name: "missing", address: project("/integrations/mcp/con_missing"), isMissing: true },
  ],
};

/** Folders in `app/` that hold a page. */
export function foldersWithPage(): string[] {
  const app = path.resolve(import.meta.dirname, "../app");
  return readdirSync(app, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => (path.dirname(file) === "." ? "" : path.dirname(file).split(path.sep).join("/")));
}
