type Id = string;

/** Pages of one project. */
const project = (projectId: Id) => {
  const root = `/p/${encodeURIComponent(projectId)}` as const;
  return {
    overview: root,
    live: `${root}/live`,
    analytics: `${root}/analytics`,
    conversations: `${root}/conversations`,
    conversation: (conversationId: Id) =>
      `${root}/conversations/${encodeURIComponent(conversationId)}` as const,
    visitors: `${root}/visitors`,
    visitor: (visitorId: Id) => `${root}/visitors/${encodeURIComponent(visitorId)}` as const,
    tickets: `${root}/tickets`,
    ticket: (ticketId: Id) => `${root}/tickets/${encodeURIComponent(ticketId)}` as const,
    leads: `${root}/leads`,
    products: `${root}/products`,
    feeds: `${root}/products/feeds`,
    feed: (feedId: Id) => `${root}/products/feeds/${encodeURIComponent(feedId)}` as const,
    product: (productId: Id) => `${root}/products/${encodeURIComponent(productId)}` as const,
    chatbots: `${root}/chatbots`,
    chatbot: (chatbotId: Id) => `${root}/chatbots/${encodeURIComponent(chatbotId)}` as const,
    salesRules: (chatbotId: Id) => `${root}/chatbots/${encodeURIComponent(chatbotId)}/sales-rules` as const,
    chatbotWebsite: (chatbotId: Id) => `${root}/chatbots/${encodeURIComponent(chatbotId)}/website` as const,
    chatbotEmbed: (chatbotId: Id) => `${root}/chatbots/${encodeURIComponent(chatbotId)}/embed` as const,
    chatbotHistory: (chatbotId: Id) => `${root}/chatbots/${encodeURIComponent(chatbotId)}/history` as const,
    revisions: `${root}/revisions`,
    revision: (revisionId: Id) => `${root}/revisions/${encodeURIComponent(revisionId)}` as const,
    knowledge: `${root}/knowledge`,
    knowledgeSource: (sourceId: Id) => `${root}/knowledge/${encodeURIComponent(sourceId)}` as const,
    approvals: `${root}/approvals`,
    approval: (approvalId: Id) => `${root}/approvals/${encodeURIComponent(approvalId)}` as const,
    import: `${root}/import`,
    settings: `${root}/settings`,
    integrations: `${root}/integrations`,
    mcp: `${root}/integrations/mcp`,
    mcpDoctor: `${root}/integrations/mcp/doctor`,
    mcpConnection: (connectionId: Id) =>
      `${root}/integrations/mcp/${encodeURIComponent(connectionId)}` as const,
  } as const;
};

/** Pages of one organisation. */
const organisation = (organisationId: Id) => {
  const root = `/o/${encodeURIComponent(organisationId)}` as const;
  return {
    projects: `${root}/projects`,
    newProject: `${root}/projects/new`,
    members: `${root}/members`,
    apiKeys: `${root}/api-keys`,
    mcpSessions: `${root}/mcp-sessions`,
    mcpSession: (callId: Id) => `${root}/mcp-sessions/${encodeURIComponent(callId)}` as const,
    usage: `${root}/usage`,
    modelProviders: `${root}/model-providers`,
    settings: `${root}/settings`,
    auditLog: `${root}/audit-log`,
    data: `${root}/data`,
  } as const;
};

/** Every address of the dashboard; pages and links take theirs from here. */
export const routes = {
  home: "/",
  account: "/account",
  newOrganisation: "/organisations/new",
  signIn: "/sign-in",
  /** A public page with the chat on it. */
  demo: (chatbotId: Id) => `/demo/${encodeURIComponent(chatbotId)}` as const,
  signInByEmail: "/sign-in/by-email",
  forgotPassword: "/forgot-password",
  project,
  organisation,
} as const;

const SECTIONS = [
  "live",
  "analytics",
  "conversations",
  "visitors",
  "tickets",
  "leads",
  "products",
  "chatbots",
  "revisions",
  "knowledge",
  "approvals",
  "import",
  "integrations",
  "settings",
] as const;

/** The same section in another project, so that switching projects does not lose one's place. */
export function sameSectionIn(pathname: string, projectId: Id): string {
  const [, area, , section] = pathname.split("/");
  const target = routes.project(projectId);
  const known = SECTIONS.find((name) => area === "p" && name === section);
  return known ? target[known] : target.overview;
}
