// Rows of everything that customers, visitors, shops and assistants write, as if their text had come through unchecked.
import type pg from "pg";
import { newId } from "@/lib/core/ids";
import { XSS_PAYLOADS } from "./corpus/xss";
import type { Tenant } from "./tenants";

/** PostgreSQL keeps every character of these. */
export const TEXTS = XSS_PAYLOADS.map(({ text }) => text);
export const ALL_TEXTS = TEXTS.join("\n\n");

const PER_PAGE = 50;
const PER_ROW = Math.ceil(TEXTS.length / PER_PAGE);
/** As many rows as a list shows at once; the three texts of each hold all of them together. */
export const ROWS = Array.from({ length: Math.ceil(TEXTS.length / PER_ROW) }, (_, row) => {
  const own = TEXTS.slice(row * PER_ROW, (row + 1) * PER_ROW);
  const size = Math.ceil(PER_ROW / 3);
  return [0, 1, 2].map((part) => own.slice(part * size, (part + 1) * size).join(" ") || own[0] || "") as [
    string,
    string,
    string,
  ];
});

/** A shop's pictures come from wherever it says; what is no address of the web must not be asked for. */
export const NO_PICTURES = TEXTS.filter((text) => !/^\s*(https?:|[\\/]{2})/i.test(text));

export interface HostileRows {
  visitor: string;
  /** Its messages are all of them, from everybody who can write, with all of them as sources. */
  conversation: string;
  ticket: string;
  source: string;
  product: string;
  feed: string;
  importRun: string;
  revision: string;
  call: string;
  /** A lead, opened beside the list. */
  lead: string;
}

/** Fills a tenant's first project. */
export async function fillHostileRows(db: pg.Client, tenant: Tenant): Promise<HostileRows> {
  const [{ id: project, chatbotId, conversationId, ticketId, productId, sourceId }] = tenant.projects;
  const { organisationId } = tenant;
  const made: Partial<HostileRows> = {
    conversation: conversationId,
    ticket: ticketId,
    product: productId,
    source: sourceId,
  };
  await db.query("BEGIN");
  const insert = (table: string, row: Record<string, unknown>) =>
    db
      .query(
        `INSERT INTO "${table}" (${Object.keys(row).join(", ")})
         VALUES (${Object.keys(row).map((_, index) => `$${index + 1}`)})`,
        Object.values(row),
      )
      .catch((error: Error) => {
        throw new Error(`${table}: ${error.message}`);
      });
  const inProject = (table: string, row: Record<string, unknown>) =>
    insert(table, { project_id: project, ...row });

  for (const [index, [a, b, c]] of ROWS.entries()) {
    const visitor = newId("visitor");
    const conversation = newId("conversation");
    made.visitor = visitor;
    await inProject("visitor", {
      id: visitor,
      external_id: `${index} ${a}`,
      name: a,
      email: b,
      phone: c,
      attributes: JSON.stringify({ [a]: b, note: c }),
    });
    await inProject("conversation", {
      id: conversation,
      chatbot_id: chatbotId,
      visitor_id: visitor,
      external_id: `${index} ${b}`,
      started_at: "2026-03-02T10:00:00Z",
      last_message_at: "2026-03-02T10:00:00Z",
      user_message_count: 1,
      preview: c,
      page_url: a,
      is_unread: true,
      handler: index % 2 === 0 ? "person" : "chatbot",
    });
    const lead = newId("lead");
    made.lead = lead;
    await inProject("lead", {
      id: lead,
      chatbot_id: chatbotId,
      conversation_id: conversation,
      name: a,
      email: b,
      phone: c,
      stage: ["new", "contacted"][index % 2],
      source: "form",
      consent_at: "2026-03-02T10:00:00Z",
      consent_text: c,
      attributes: JSON.stringify({ [c]: a }),
    });
    await inProject("ticket", { id: newId("ticket"), subject: `${a} ${b}`, email: c, opened_by: "visitor" });
    await inProject("product", {
      id: newId("product"),
      handle: `${index} ${c}`,
      title: a,
      description: b,
      vendor: b,
      product_type: c,
      tags: [a, b],
      price_min: 100,
      price_max: 200,
      currency: "USD",
      content_hash: "-",
      search_text: a,
      image_url: NO_PICTURES[index % NO_PICTURES.length],
      url: b,
    });
    await inProject("product_variant", {
      id: newId("variant"),
      product_id: productId,
      position: index + 1,
      title: a,
      sku: b,
      barcode: c,
      options: JSON.stringify({ [b]: a }),
      price: 100,
      image_url: NO_PICTURES[(7 * index) % NO_PICTURES.length],
    });
    await inProject("product_image", {
      id: newId("image"),
      product_id: productId,
      position: index,
      url: NO_PICTURES[(11 * index) % NO_PICTURES.length],
      alt: b,
    });
    await inProject("knowledge_source", {
      id: newId("source"),
      kind: index % 2 === 0 ? "custom" : "document",
      title: a,
      body: b,
      origin: c,
      content_hash: newId("source"),
      ...(index % 2 === 1 && { url: b, refresh_hours: 24, fetch_error: c }),
    });
    await insert("call_log", {
      id: newId("call"),
      organisation_id: organisationId,
      project_id: project,
      client_name: a,
      tool: "search",
      endpoint: "/mcp",
      outcome: "error",
      error_code: "invalid_input",
      arguments: JSON.stringify({ query: b, [c]: [a] }),
    });
    await insert("audit_entry", {
      id: newId("audit"),
      organisation_id: organisationId,
      actor_kind: "person",
      actor_id: index % 2 === 0 ? tenant.userId : a,
      action: "project.rename",
      target_kind: "project",
      target_id: index % 3 === 0 ? b : project,
      details: JSON.stringify({ before: b, after: c, [a]: c }),
    });
  }

  // One of each whose page shows much.
  for (const [index, text] of ROWS.map((row) => row.join("\n\n")).entries()) {
    const at = new Date(Date.parse("2026-03-01T11:00:00Z") + index * 1_000);
    const author = ([null, "chatbot", "person", "rule", "ticket"] as const)[index % 5];
    await inProject("message", {
      id: newId("message"),
      conversation_id: conversationId,
      position: index + 2,
      role: author === null ? "user" : "agent",
      author_kind: author,
      author_id: author === "person" ? tenant.userId : null,
      content: text,
      sources: JSON.stringify([
        {
          kind: index % 2 === 0 ? "document" : "product",
          id: index % 2 === 0 ? sourceId : productId,
          title: text,
          url: text,
          locator: text,
          position: 0,
          quote: text,
        },
      ]),
      sent_at: at,
    });
    await inProject("ticket_entry", {
      id: newId("ticketEntry"),
      ticket_id: ticketId,
      kind: ["message", "reply", "note"][index % 3],
      body: text,
      author_kind: index % 3 === 0 ? "customer" : "person",
      author_id: index % 3 === 0 ? null : tenant.userId,
      mail_error: text,
      mail_state: index % 3 === 1 ? "failed" : "none",
      created_at: at,
    });
  }
  await db.query(
    "UPDATE conversation SET last_message_at = '2026-03-01T12:00:00Z' WHERE project_id = $1 AND id = $2",
    [project, conversationId],
  );
  const importRun = newId("import");
  await inProject("import_run", {
    id: importRun,
    kind: "products",
    file_name: TEXTS[0],
    file_bytes: 1,
    status: "failed",
    error: ALL_TEXTS,
    rejected: TEXTS.length,
  });
  for (const [index, text] of TEXTS.entries()) {
    await inProject("import_rejection", {
      import_id: importRun,
      line: index + 1,
      field: text,
      reason: text,
      excerpt: text,
    });
  }
  const feed = newId("feed");
  await inProject("product_feed", { id: feed, name: TEXTS[30], url: TEXTS[130], last_error: ALL_TEXTS });
  await inProject("import_run", {
    id: newId("import"),
    feed_id: feed,
    kind: "products",
    file_name: TEXTS[31],
    file_bytes: 1,
    status: "failed",
    error: ALL_TEXTS,
  });
  const revision = newId("revision");
  await inProject("revision", {
    id: revision,
    subject_kind: "chatbot",
    subject_id: chatbotId,
    action: "update",
    before: JSON.stringify({ instructions: ALL_TEXTS, name: TEXTS[0] }),
    after: JSON.stringify({ instructions: [...TEXTS].reverse().join("\n"), name: TEXTS[1] }),
    actor_kind: "person",
    actor_id: tenant.userId,
  });
  const call = newId("call");
  await insert("call_log", {
    id: call,
    organisation_id: organisationId,
    project_id: project,
    client_name: TEXTS[0],
    tool: "search",
    endpoint: TEXTS[1],
    arguments: JSON.stringify({ query: TEXTS, ...Object.fromEntries(TEXTS.map((text) => [text, text])) }),
  });
  for (const text of ROWS.map(([first]) => first)) {
    await inProject("sales_rule", {
      id: newId("salesRule"),
      chatbot_id: chatbotId,
      name: text,
      trigger: "page_address",
      page_part: text,
      message: text,
    });
  }
  await db.query(
    `UPDATE chatbot SET name = $2, description = $3, instructions = $3, welcome_message = $4, input_placeholder = $5,
            thinking_label = $6, submit_label = $7, consent_text = $8, allowed_origins = '{*}', ticket_words = $9,
            seen_origin = $10, seen_at = now()
      WHERE project_id = $1`,
    [project, TEXTS[31], ALL_TEXTS, ALL_TEXTS, ...TEXTS.slice(32, 36), TEXTS.slice(0, 20), TEXTS[36]],
  );
  await db.query(
    "UPDATE product SET title = $3, description = $2, image_url = NULL WHERE project_id = $1 AND id = $4",
    [project, ALL_TEXTS, TEXTS[33], productId],
  );
  await db.query("UPDATE knowledge_source SET title = $3, body = $2 WHERE project_id = $1 AND id = $4", [
    project,
    ALL_TEXTS,
    TEXTS[33],
    sourceId,
  ]);
  await db.query("UPDATE ticket SET updated_at = now() WHERE project_id = $1 AND id = $2", [
    project,
    ticketId,
  ]);
  await db.query("COMMIT");
  return { ...made, importRun, feed, revision, call } as HostileRows;
}
