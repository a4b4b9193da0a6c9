import "server-only";

/** One table of an export. */
export interface ExportedTable {
  name: string;
  /** Whether its rows name the project or the organisation they belong to. */
  of: "project" | "organisation";
  /** Columns that together are different for each row of one project or organisation, with their types. */
  key: readonly (readonly [column: string, type: "text" | "int" | "date" | "timestamptz"])[];
  /** Secrets, hashes of them, and what is computed from other columns. */
  without?: readonly string[];
}

const ID = [["id", "text"]] as const;
const ofProject = (name: string, without: readonly string[] = []): ExportedTable => ({
  name,
  of: "project",
  key: ID,
  without,
});
const ofOrganisation = (name: string, without: readonly string[] = []): ExportedTable => ({
  name,
  of: "organisation",
  key: ID,
  without,
});
const COUNTED = [
  ["chatbot_id", "text"],
  ["platform", "text"],
] as const;

/** What an export holds besides the organisation and its members, in this order. A test compares it with the database. */
export const EXPORTED_TABLES: readonly ExportedTable[] = [
  ofOrganisation("project"),
  ofOrganisation("invitation", ["token_hash"]),
  ofOrganisation("connection"),
  ofOrganisation("api_key", ["secret_hash", "url_token_hash"]),
  ofOrganisation("model_provider", ["sealed_key"]),
  ofProject("chatbot"),
  ofProject("sales_rule"),
  ofProject("knowledge_source"),
  ofProject("training"),
  ofProject("product_feed"),
  ofProject("product", ["search"]),
  ofProject("product_variant"),
  ofProject("product_image"),
  ofProject("visitor", ["token_hash"]),
  ofProject("conversation"),
  ofProject("message", ["search"]),
  ofProject("reply"),
  ofProject("lead"),
  ofProject("ticket", ["search"]),
  ofProject("ticket_entry"),
  ofProject("import_run", ["file"]),
  {
    name: "import_rejection",
    of: "project",
    key: [
      ["import_id", "text"],
      ["line", "int"],
    ],
  },
  ofProject("revision"),
  ofProject("approval"),
  { name: "metric_hourly", of: "project", key: [["hour", "timestamptz"], ...COUNTED] },
  { name: "metric_daily", of: "project", key: [["day", "date"], ...COUNTED] },
  {
    name: "token_usage_daily",
    of: "project",
    key: [
      ["day", "date"],
      ["model", "text"],
    ],
  },
  { name: "usage_daily", of: "organisation", key: [["day", "date"]] },
  {
    name: "tool_usage_daily",
    of: "organisation",
    key: [
      ["day", "date"],
      ["project_id", "text"],
      ["tool", "text"],
    ],
  },
  {
    name: "call_log",
    of: "organisation",
    // In the order of an index, since there are many.
    key: [["started_at", "timestamptz"], ...ID],
  },
  ofOrganisation("connect_attempt"),
  ofOrganisation("audit_entry"),
];

/** Tables of an organisation that an export leaves out, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  feed_sighting: "what a feed held while it is being read",
  knowledge_chunk: "passages cut from sources and products, made anew by each training",
  member: "told with names and addresses, as `member` lines",
  metric_live: "the last two days in small steps, counted in the other figures",
  product_word: "words of the products, for spelling mistakes in searches",
  passage_word: "words of the passages, for spelling mistakes in questions",
  sales_rule_showing: "hashes of visitors' tokens; rules hold how often they were shown",
};
