// A word of its own for each organisation, in every text that its rows can hold.
import type pg from "pg";
import { newId } from "@/lib/core/ids";
import type { Tenant } from "./tenants";

/** Tables that hold nothing of an organisation, or nothing that a tool, page or route shows. */
const OUT_OF_REACH: Record<string, string> = {
  _prisma_migrations: "which migrations ran",
  event_stream: "hashes of stream ids; the test opens streams of its own",
  event_stream_message: "answers on their way down a stream",
  installation_key: "sealed keys of the installation",
  oauth_artifact: "codes and tokens as hashes",
  oauth_client: "clients are the installation's; what a connection shows is copied into it",
  one_time_token: "hashes of links",
  plan: "the installation's plans, the same for everybody",
  usage_window: "counters under an id",
};

/** Texts that only ever hold one of a few words, so that no customer's word can stand in them. */
const FIXED_WORDS = new Set([
  "api_key.permissions",
  "approval.permission",
  "approval.tool",
  "audit_entry.actor_kind",
  "audit_entry.target_kind",
  "call_log.era",
  "call_log.error_code",
  "call_log.outcome",
  "call_log.tool",
  "chatbot.background_color",
  "chatbot.language",
  "chatbot.model",
  "chatbot.primary_color",
  "chatbot.text_color",
  "connect_attempt.error_code",
  "connect_attempt.outcome",
  "connect_attempt.step",
  "connection.permissions",
  "connection.scopes",
  "knowledge_chunk.source_kind",
  "lead.lost_from",
  "lead.qualification",
  "lead.source",
  "lead.stage",
  "message.author_kind",
  "model_provider.kind",
  "product.currency",
  "project.currency",
  "project.search_language",
  "project.time_zone",
  "revision.action",
  "revision.actor_kind",
  "revision.subject_kind",
  "ticket.opened_by",
  "ticket.priority",
  "ticket_entry.author_kind",
  "ticket_entry.kind",
  "ticket_entry.mail_state",
  "token_usage_daily.model",
  "tool_usage_daily.tool",
  "training.actor_kind",
  "user.time_zone",
  "user_identity.provider",
]);

/** Addresses and credentials that would no longer work, or be themselves, with a word added. */
const LEFT_ALONE: Record<string, string> = {
  "api_key.secret_hash": "the hash of the key",
  "api_key.url_token_hash": "the hash of the secret address",
  "approval.change_hash": "compared with the hash of the arguments",
  "connection.resource": "the address of an endpoint, compared with the token's",
  "invitation.token_hash": "the hash of the link",
  "knowledge_source.content_hash": "a hash",
  "model_provider.sealed_key": "encrypted",
  "product.content_hash": "a hash",
  "product_feed.content_hash": "a hash",
  "product_feed.etag": "a validator of the other server, shown nowhere",
  "product_feed.last_modified": "a validator of the other server, shown nowhere",
  "sales_rule_showing.visitor_hash": "the hash of a token",
  "user.password_hash": "a hash",
};

interface TextColumn {
  table: string;
  column: string;
  type: string;
}

/** Every column of text within reach, from the database's own catalogue: a new one is among them at once. */
async function textColumns(db: pg.Client): Promise<TextColumn[]> {
  const { rows } = await db.query<TextColumn>(
    `SELECT c.table_name AS table, c.column_name AS column, c.udt_name AS type
       FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
        AND c.udt_name IN ('text', 'varchar', 'bpchar', 'citext', 'json', 'jsonb', '_text', '_varchar', 'bytea')
      ORDER BY 1, 2`,
  );
  // An id is made by us and says nothing.
  return rows.filter(
    ({ table, column }) =>
      !(table in OUT_OF_REACH) &&
      !/(^|_)id$/.test(column) &&
      !FIXED_WORDS.has(`${table}.${column}`) &&
      !(`${table}.${column}` in LEFT_ALONE),
  );
}

/** Which rows of a table belong to an organisation, given its id and those of its projects and its owner. */
const OWN_ROWS: Record<string, string> = {
  organisation: "id = $1",
  project: "organisation_id = $1",
  user: "id = $3",
  user_identity: "user_id = $3",
};

async function ownRows(db: pg.Client, table: string): Promise<string> {
  const known = OWN_ROWS[table];
  if (known) return known;
  const { rows } = await db.query<{ column_name: string }>(
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1",
    [table],
  );
  const names = rows.map(({ column_name }) => column_name);
  if (names.includes("organisation_id")) return "organisation_id = $1";
  if (names.includes("project_id")) return "project_id = ANY ($2)";
  throw new Error(`Whose rows are those of ${table}? Name it in e2e/canaries.ts.`);
}

const ADD_WORD: Record<string, (column: string) => string> = {
  jsonb: (column) =>
    `${column} = jsonb_set(CASE jsonb_typeof(${column}) WHEN 'object' THEN ${column} ELSE '{}' END, '{note}', to_jsonb($4::text))`,
  _text: (column) => `${column} = array_append(${column}, $4::text)`,
  bytea: (column) => `${column} = convert_to($4::text, 'UTF8')`,
};
const addWord = (type: string, column: string) =>
  (ADD_WORD[type] ?? ((name) => `${name} = btrim(coalesce(${name}, '') || ' ' || $4::text)`))(column);

/**
 * Puts the organisation's word into every text within reach, after rows of each kind that `seedTenant` leaves out.
 * @throws Error a text is left without it: a table has no row here, or a column refuses the word
 */
export async function fillEveryText(db: pg.Client, tenant: Tenant): Promise<void> {
  await addRows(db, tenant);
  const values = [
    tenant.organisationId,
    tenant.projects.map(({ id }) => id),
    tenant.userId,
    tenant.canary,
  ] as const;
  const missing: string[] = [];
  // The search columns of these tables are computed from the texts.
  for (const { table, column, type } of await textColumns(db)) {
    const [name, own] = [`"${column}"`, await ownRows(db, table)];
    // Numbered parameters must all be used, and have types.
    const used = "$1::text IS NOT NULL AND $2::text[] IS NOT NULL AND $3::text IS NOT NULL";
    const holds = `position($4::text IN ${type === "bytea" ? `encode(${name}, 'escape')` : `${name}::text`}) > 0`;
    // Changes belong to a list of fields, whose form the pages read; the words of the products come from their texts.
    if (!(table === "approval" && column === "changes") && table !== "product_word") {
      await db
        .query(
          `UPDATE "${table}" SET ${addWord(type, name)} WHERE ${own} AND ${used} AND (${holds}) IS NOT TRUE`,
          [...values],
        )
        .catch((error: Error) => {
          throw new Error(`${table}.${column}: ${error.message}`);
        });
    }
    const { rows } = await db.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM "${table}" WHERE ${own} AND ${used} AND ${holds}`,
      [...values],
    );
    if (rows[0]?.count === 0) missing.push(`${table}.${column}`);
  }
  if (missing.length > 0) {
    throw new Error(
      `These texts hold no word of the organisation: ${missing.join(", ")}. Add a row in e2e/canaries.ts, or name why not.`,
    );
  }
}

async function addRows(db: pg.Client, { organisationId, userId, canary, projects }: Tenant) {
  const insert = (table: string, row: Record<string, unknown>) =>
    db.query(
      `INSERT INTO "${table}" (${Object.keys(row).join(", ")})
       VALUES (${Object.keys(row).map((_, index) => `$${index + 1}`)})`,
      Object.values(row),
    );
  const connection = newId("connection");
  await insert("connection", {
    id: connection,
    organisation_id: organisationId,
    user_id: userId,
    client_id: "test-client",
    client_name: canary,
    redirect_uri: "http://127.0.0.1/callback",
    label: canary,
    resource: "https://elsewhere.example/mcp",
    access: "full",
    permissions: ["chatbots:read"],
    scopes: ["mcp:read"],
  });
  await insert("api_key", {
    id: newId("apiKey"),
    organisation_id: organisationId,
    name: canary,
    secret_hash: newId("apiKey"),
    hint: "…",
    access: "readonly",
    permissions: ["chatbots:read"],
  });
  await insert("invitation", {
    id: newId("invitation"),
    organisation_id: organisationId,
    role: "agent",
    email: `${canary}@example.com`,
    token_hash: newId("invitation"),
    created_by_id: userId,
    expires_at: "2030-01-01",
  });
  await insert("user_identity", { provider: "google", subject: canary, user_id: userId });
  await insert("audit_entry", {
    id: newId("audit"),
    organisation_id: organisationId,
    actor_kind: "person",
    actor_id: userId,
    action: "project.rename",
    target_kind: "project",
    target_id: projects[0].id,
    details: JSON.stringify({ before: canary, after: canary }),
  });
  await insert("connect_attempt", {
    id: newId("attempt"),
    step: "call",
    outcome: "failed",
    organisation_id: organisationId,
    address: canary,
  });
  await insert("tool_usage_daily", { organisation_id: organisationId, day: "2026-03-01", tool: "search" });
  await insert("model_provider", {
    organisation_id: organisationId,
    id: newId("modelProvider"),
    kind: "openai-compatible",
    key_hint: "…",
    base_url: `https://models.example/${canary}/v1`,
    embedding_model: canary,
    last_error: canary,
  });
  for (const { id, chatbotId, conversationId, productId } of projects) {
    await insert("reply", {
      project_id: id,
      id: newId("reply"),
      chatbot_id: chatbotId,
      conversation_id: conversationId,
      question_id: newId("message"),
      state: "failed",
      model: canary,
      strictness: "strict",
      error_code: "provider_timeout",
      error_detail: canary,
      alive_until: "2026-03-01",
    });
    await insert("call_log", {
      id: newId("call"),
      organisation_id: organisationId,
      project_id: id,
      client_name: canary,
      tool: "search",
      endpoint: "/mcp",
      arguments: JSON.stringify({ query: canary }),
    });
    await insert("product_image", {
      project_id: id,
      id: newId("image"),
      product_id: productId,
      position: 0,
      url: `https://shop.example/${canary}.png`,
      alt: canary,
    });
    await insert("product_feed", {
      project_id: id,
      id: newId("feed"),
      name: canary,
      url: `https://shop.example/${canary}.xml`,
      last_error: canary,
    });
    const importId = newId("import");
    await insert("import_run", {
      project_id: id,
      id: importId,
      kind: "products",
      file_name: canary,
      file_bytes: 1,
      file: Buffer.from(canary),
      status: "failed",
      error: canary,
    });
    await insert("import_rejection", {
      project_id: id,
      import_id: importId,
      line: 1,
      reason: canary,
      excerpt: canary,
    });
    await insert("revision", {
      project_id: id,
      id: newId("revision"),
      subject_kind: "chatbot",
      subject_id: chatbotId,
      action: "update",
      before: JSON.stringify({ instructions: canary }),
      after: JSON.stringify({ instructions: `${canary}.` }),
      actor_kind: "person",
    });
    await insert("token_usage_daily", { project_id: id, day: "2026-03-01", model: "built-in" });
    await insert("approval", {
      project_id: id,
      id: newId("approval"),
      connection_id: connection,
      call_id: newId("call"),
      tool: "update_chatbot_instructions",
      permission: "chatbots:write",
      arguments: JSON.stringify({ instructions: canary }),
      change_hash: "-",
      changes: JSON.stringify([{ field: "instructions", before: null, after: canary }]),
      result: JSON.stringify({ message: canary }),
      expires_at: "2030-01-01",
      reason: canary,
    });
  }
}
