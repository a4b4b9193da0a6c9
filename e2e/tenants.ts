import type pg from "pg";
import { newApiKey } from "@/lib/auth/api-key";
import { hashPassword } from "@/lib/auth/passwords";
import { PERMISSIONS, type Role } from "@/lib/auth/values";
import { type IdKind, newId } from "@/lib/core/ids";
import { fillKnowledge } from "./knowledge";

export interface PlanLimits {
  perMinute: number;
  perDay: number;
  perProjectMinute: number;
}

export interface SeededProject {
  id: string;
  /** The organisation's owner, who works on the project's ticket. */
  ownerId: string;
  chatbotId: string;
  conversationId: string;
  visitorId: string;
  productId: string;
  ticketId: string;
  leadId: string;
  /** Something its chatbot has learned. */
  sourceId: string;
  /** Stands in every text of every row of the project. */
  canary: string;
}

export interface Tenant {
  organisationId: string;
  planId: string;
  userId: string;
  email: string;
  /** Stands in the texts of the organisation itself. */
  canary: string;
  projects: [SeededProject, ...SeededProject[]];
}

export const PASSWORD = "correct horse battery staple";

/** Room for any test that is not about limits: an ordinary row, no way around them. */
const WIDE: PlanLimits = { perMinute: 1_000_000, perDay: 1_000_000, perProjectMinute: 1_000_000 };

let counter = 0;

/** A text that stands nowhere else. */
export function newCanary(): string {
  counter += 1;
  return `canary${counter.toString(36)}x${Math.random().toString(36).slice(2, 12)}`;
}

/** An organisation with an owner who can sign in, and projects with a row of everything that tools show. */
export async function seedTenant(
  db: pg.Client,
  options: { limits?: Partial<PlanLimits>; plan?: string; projects?: number } = {},
): Promise<Tenant> {
  const canary = newCanary();
  const organisationId = newId("organisation");
  const limits = { ...WIDE, ...options.limits };
  const planId = options.plan ?? `plan-${organisationId}`;
  if (!options.plan) {
    await db.query(
      `INSERT INTO plan (id, name, tier, tool_calls_per_minute, tool_calls_per_day, project_calls_per_minute, ai_credits_per_month)
       VALUES ($1, 'Test runs', 'business', $2, $3, $4, 0)`,
      [planId, limits.perMinute, limits.perDay, limits.perProjectMinute],
    );
  }
  await db.query("INSERT INTO organisation (id, name, plan_id) VALUES ($1, $2, $3)", [
    organisationId,
    `Organisation ${canary}`,
    planId,
  ]);
  const { userId, email } = await seedMember(db, organisationId, "owner");
  const projects: SeededProject[] = [];
  for (let index = 0; index < (options.projects ?? 1); index += 1) {
    projects.push(await seedProject(db, organisationId, userId));
  }
  const [first, ...more] = projects;
  if (!first) throw new Error("A tenant has a project.");
  return { organisationId, planId, userId, email, canary, projects: [first, ...more] };
}

/** Somebody with a role in an organisation. */
export async function seedMember(db: pg.Client, organisationId: string, role: Role) {
  const userId = newId("user");
  const email = `${userId}@example.com`;
  passwordHash ??= hashPassword(PASSWORD);
  await db.query(`INSERT INTO "user" (id, email, name, password_hash) VALUES ($1, $2, $3, $4)`, [
    userId,
    email,
    `Person ${newCanary()}`,
    await passwordHash,
  ]);
  await db.query("INSERT INTO member (organisation_id, user_id, role) VALUES ($1, $2, $3)", [
    organisationId,
    userId,
    role,
  ]);
  return { userId, email };
}

/** One password for everybody, hashed once: hashing is slow on purpose. */
let passwordHash: Promise<string> | undefined;

async function seedProject(db: pg.Client, organisationId: string, ownerId: string): Promise<SeededProject> {
  const canary = newCanary();
  const text = (what: string) => `${what} ${canary}`;
  const id = newId("project");
  const make = (kind: IdKind) => newId(kind);
  const project = {
    id,
    ownerId,
    chatbotId: make("chatbot"),
    conversationId: make("conversation"),
    visitorId: make("visitor"),
    productId: make("product"),
    ticketId: make("ticket"),
    leadId: make("lead"),
    sourceId: "",
    canary,
  };
  const insert = (table: string, row: Record<string, unknown>) => {
    const names = Object.keys(row);
    const places = names.map((_, index) => `$${index + 1}`);
    return db.query(
      `INSERT INTO ${table} (${names.join(", ")}) VALUES (${places.join(", ")})`,
      Object.values(row),
    );
  };
  await insert("project", { id, organisation_id: organisationId, name: text("Project") });
  await insert("chatbot", {
    project_id: id,
    id: project.chatbotId,
    name: text("Chatbot"),
    description: text("About"),
    is_primary: true,
    instructions: text("Instructions"),
    welcome_message: text("Welcome"),
    input_placeholder: text("Placeholder"),
    thinking_label: text("Thinking"),
    submit_label: text("Send"),
  });
  await insert("sales_rule", {
    project_id: id,
    id: make("salesRule"),
    chatbot_id: project.chatbotId,
    name: text("Leaving"),
    trigger: "exit_intent",
    message: text("Can we help?"),
  });
  await insert("visitor", {
    project_id: id,
    id: project.visitorId,
    external_id: text("visitor"),
    name: text("Visitor"),
    email: `${canary}@example.com`,
    phone: text("+1"),
    attributes: JSON.stringify({ note: text("Note") }),
  });
  await insert("conversation", {
    project_id: id,
    id: project.conversationId,
    chatbot_id: project.chatbotId,
    visitor_id: project.visitorId,
    external_id: text("conversation"),
    started_at: "2026-03-01T10:00:00Z",
    last_message_at: "2026-03-01T10:01:00Z",
    user_message_count: 1,
    agent_message_count: 1,
    preview: text("Where is my order?"),
  });
  for (const [position, role] of ["user", "agent"].entries()) {
    await insert("message", {
      project_id: id,
      id: make("message"),
      conversation_id: project.conversationId,
      position,
      role,
      content: text(role === "user" ? "Where is my order?" : "On its way."),
      sent_at: `2026-03-01T10:0${position}:00Z`,
    });
  }
  await insert("product", {
    project_id: id,
    id: project.productId,
    handle: text("handle"),
    title: text("Stoneware mug"),
    description: text("Holds a third of a litre."),
    vendor: text("Harbour"),
    product_type: text("Kitchen"),
    tags: [text("clay")],
    price_min: 900,
    price_max: 900,
    currency: "USD",
    content_hash: text("hash"),
    search_text: text("stoneware mug"),
    image_url: `https://shop.example/${canary}.png`,
    url: `https://shop.example/${canary}`,
  });
  await insert("product_variant", {
    project_id: id,
    id: make("variant"),
    product_id: project.productId,
    position: 0,
    title: text("Small"),
    sku: text("MUG"),
    barcode: text("4000"),
    options: JSON.stringify({ Size: text("Small") }),
    price: 900,
  });
  await insert("ticket", {
    project_id: id,
    id: project.ticketId,
    conversation_id: project.conversationId,
    assignee_id: ownerId,
    subject: text("Late order"),
  });
  const thread = [
    {
      kind: "message",
      author_kind: "customer",
      author_id: project.visitorId,
      body: text("Where is my order?"),
    },
    { kind: "reply", author_kind: "operator", body: text("On its way.") },
    { kind: "status", author_kind: "operator", to_status: "new" },
  ];
  for (const [index, entry] of thread.entries()) {
    await insert("ticket_entry", {
      project_id: id,
      id: make("ticketEntry"),
      ticket_id: project.ticketId,
      created_at: `2026-03-01T10:0${2 + index}:00Z`,
      ...entry,
    });
  }
  // The search words are made from the thread when the ticket changes.
  await db.query("UPDATE ticket SET updated_at = '2026-03-01T10:04:00Z' WHERE project_id = $1", [id]);
  await insert("lead", {
    project_id: id,
    id: project.leadId,
    chatbot_id: project.chatbotId,
    conversation_id: project.conversationId,
    visitor_id: project.visitorId,
    name: text("Visitor"),
    email: `${canary}@example.com`,
    phone: text("+1"),
    stage: "contacted",
    created_at: "2026-03-01T10:01:00Z",
  });
  project.sourceId = await fillKnowledge(db, id, text("Where is my order?"), text("On its way."));
  return project;
}

export interface SeededKey {
  id: string;
  text: string;
}

/** A key with every permission; of one project when it names one. */
export async function seedKey(
  db: pg.Client,
  organisationId: string,
  options: { projectId?: string; access?: "full" | "readonly" } = {},
): Promise<SeededKey> {
  const id = newId("apiKey");
  const key = newApiKey();
  await db.query(
    `INSERT INTO api_key (id, organisation_id, project_id, name, secret_hash, hint, access, permissions)
     VALUES ($1, $2, $3, 'Test', $4, $5, $6, $7)`,
    [
      id,
      organisationId,
      options.projectId ?? null,
      key.hash,
      key.hint,
      options.access ?? "full",
      [...PERMISSIONS],
    ],
  );
  return { id, text: key.text };
}
