// What each tool takes to find the things of a project, for every test that calls them all.
import type { IdKind } from "@/lib/core/ids";
import type { SeededProject } from "./tenants";

/** Where a project's own things go in a tool's arguments, and what else the tool needs. */
export interface ToolRow {
  own: (project: SeededProject) => Record<string, unknown>;
  /** Arguments that name something by its id. Each is tried with an id of somebody else. */
  ids: IdField[];
  /** What an answer about our own things says, for tools that only count. */
  says?: string;
  /** Not offered where only reading is allowed. */
  isWriting?: true;
}

const anything = { own: () => ({}) };

/** A tool that changes a chatbot, for a caller who may be in several projects. */
function writing(values: Record<string, unknown>): ToolRow {
  return {
    own: ({ id, chatbotId }) => ({ project_id: id, chatbot_id: chatbotId, ...values }),
    ids: ["chatbot_id", "project_id"],
    isWriting: true,
  };
}

/** Every tool there is. The tests that walk this table fail on a tool that is missing here, and on an id it takes. */
export const TOOL_ROWS: Record<string, ToolRow> = {
  get_analytics: { own: ({ chatbotId }) => ({ chatbot_id: chatbotId }), ids: ["chatbot_id", "project_id"] },
  fetch: { own: ({ conversationId }) => ({ id: conversationId }), ids: ["id", "project_id"] },
  get_capabilities: { ...anything, ids: [] },
  get_chatbot: { own: ({ chatbotId }) => ({ chatbot_id: chatbotId }), ids: ["chatbot_id", "project_id"] },
  get_chatbot_metrics: {
    own: ({ chatbotId }) => ({ chatbot_id: chatbotId }),
    ids: ["chatbot_id", "project_id"],
  },
  get_conversation: {
    own: ({ conversationId }) => ({ conversation_id: conversationId }),
    ids: ["conversation_id", "project_id"],
  },
  get_daily_usage: { ...anything, ids: ["project_id"] },
  get_dashboard_overview: { ...anything, ids: ["project_id"] },
  get_lead_funnel: {
    own: ({ chatbotId }) => ({ chatbot_id: chatbotId }),
    ids: ["chatbot_id", "project_id"],
    says: "total: 1",
  },
  get_live_metrics: {
    own: ({ chatbotId }) => ({ chatbot_id: chatbotId }),
    ids: ["chatbot_id", "project_id"],
  },
  get_ticket: { own: ({ ticketId }) => ({ ticket_id: ticketId }), ids: ["ticket_id", "project_id"] },
  get_usage: { ...anything, ids: ["business_id"] },
  list_businesses: { ...anything, ids: [] },
  list_chatbots: { ...anything, ids: ["project_id"] },
  list_conversations: {
    own: ({ chatbotId }) => ({ chatbot_id: chatbotId, query: "order" }),
    ids: ["chatbot_id", "project_id"],
  },
  list_leads: {
    own: ({ chatbotId, conversationId }) => ({ chatbot_id: chatbotId, conversation_id: conversationId }),
    ids: ["chatbot_id", "conversation_id", "project_id"],
  },
  list_products: { ...anything, ids: ["project_id"] },
  list_projects: { ...anything, ids: [] },
  list_sales_agent_rules: {
    own: ({ chatbotId }) => ({ chatbot_id: chatbotId }),
    ids: ["chatbot_id", "project_id"],
  },
  list_tickets: {
    own: ({ conversationId }) => ({ conversation_id: conversationId, query: "order" }),
    ids: ["assignee_id", "conversation_id", "project_id"],
  },
  read_conversation: {
    own: ({ conversationId }) => ({ conversation_id: conversationId }),
    ids: ["conversation_id", "project_id"],
  },
  retrain_chatbot: writing({}),
  search: { own: () => ({ query: "order" }), ids: ["project_id"] },
  search_products: { own: () => ({ query: "stonware mug" }), ids: ["project_id"] },
  update_chatbot_appearance: writing({ position: "left" }),
  update_chatbot_instructions: writing({ instructions: "Be brief." }),
  update_chatbot_labels: writing({ submit_label: "Go" }),
  update_chatbot_language: writing({ language: "de" }),
  update_chatbot_model: writing({ temperature: 0.5 }),
  update_chatbot_settings: writing({ strictness: "strict" }),
};

/** The kinds of things a field may name, with a project's own of each. */
export const NAMED = {
  business_id: [{ kind: "project", of: ({ id }) => id }],
  assignee_id: [{ kind: "user", of: ({ ownerId }) => ownerId }],
  chatbot_id: [{ kind: "chatbot", of: ({ chatbotId }) => chatbotId }],
  conversation_id: [{ kind: "conversation", of: ({ conversationId }) => conversationId }],
  id: [
    { kind: "conversation", of: ({ conversationId }) => conversationId },
    { kind: "product", of: ({ productId }) => productId },
    { kind: "ticket", of: ({ ticketId }) => ticketId },
    { kind: "source", of: ({ sourceId }) => sourceId },
  ],
  project_id: [{ kind: "project", of: ({ id }) => id }],
  ticket_id: [{ kind: "ticket", of: ({ ticketId }) => ticketId }],
} as const satisfies Record<string, readonly { kind: IdKind; of: (project: SeededProject) => string }[]>;

export type IdField = keyof typeof NAMED;

/** The fields of a tool's advertised input that name something by its id. */
export function idFields(inputSchema: { properties?: object }): string[] {
  return Object.keys(inputSchema.properties ?? {})
    .filter((field) => /(^|_)id$/.test(field))
    .toSorted();
}
