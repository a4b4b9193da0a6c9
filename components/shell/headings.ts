/** What the pages that take a moment to read are called: the same before and after they are there. */
export const HEADINGS = {
  overview: { title: "Overview" },
  live: { title: "Live", description: "What your customers and chatbots are doing right now." },
  analytics: {
    title: "Analytics",
    description: "How much is asked, how fast it is answered, and what comes of it.",
  },
  tickets: { title: "Tickets", description: "What customers need help with, and who takes care of it." },
  leads: { title: "Leads", description: "People who are interested, and how far each sale has come." },
  visitors: {
    title: "Visitors",
    description: "Everybody who wrote to your chatbots, and what is known of them.",
  },
  products: { title: "Products", description: "The catalogue your chatbots and assistants answer from." },
  feeds: {
    title: "Product feeds",
    description: "Addresses from which your catalogue is kept up to date by itself.",
  },
  chatbots: { title: "Chatbots", description: "Who answers your customers, and how." },
  knowledge: { title: "Knowledge", description: "What your chatbots answer from, besides your products." },
  approvals: {
    title: "Approvals",
    description: "Changes that assistants want to make through connections that ask first.",
  },
  history: {
    title: "History",
    description: "Every change of a chatbot or sales rule, by people and by assistants.",
  },
  mcp: {
    title: "Model Context Protocol",
    description: "Connect an AI assistant to Caramel, see every connection, and end any of them at once.",
  },
  import: { title: "Import", description: "Bring in past conversations and your product catalogue." },
  members: {
    title: "Members",
    description: "Who works in this organisation. A person's role also bounds what their assistants may do.",
  },
  models: {
    title: "AI models",
    description:
      "Whose models write your chatbots' replies. Without one, the built-in answerer quotes your products and knowledge.",
  },
  apiKeys: {
    title: "API keys",
    description: "For scripts and assistants that can't sign in through a browser.",
  },
  mcpSessions: { title: "MCP sessions" },
  usage: {
    title: "Usage",
    description: "What assistants and scripts used of the plan's limits, and what is left.",
  },
  auditLog: {
    title: "Audit log",
    description: "Who changed what in this organisation, through what, and when.",
  },
} as const satisfies Record<string, { title: string; description?: string }>;
