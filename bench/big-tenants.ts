// Two organisations for the measurements on many rows: rows come by COPY, figures by the product's own rollups.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { operatorCaller } from "@/lib/auth/operator-caller";
import { DAY_SECONDS, HOUR_SECONDS } from "@/lib/core/clock";
import { ID_PREFIXES, type IdKind } from "@/lib/core/id-kinds";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { LIVE_SPAN_MS } from "@/lib/metrics/live-steps";
import { type CountedConversation, recordConversations } from "@/lib/metrics/record";
import { PLATFORM_MIX } from "@/scripts/demo/conversations";
import { realFile } from "@/scripts/real-file";
import { seededNumbers } from "@/scripts/seeded-numbers";

export interface TenantSize {
  name: string;
  conversations: number;
  messages: number;
  products: number;
}

export interface BigTenant {
  organisationId: string;
  /** Its one member. */
  userId: string;
  projects: { id: string; chatbotIds: string[] }[];
}

/** What each project has of its organisation's rows. */
const SHARES = [0.7, 0.2, 0.1];
const CHATBOTS = 3;
/** Days the history goes back. */
const DAYS = 400;
/** Relative length of conversations; 1 on average. */
const LENGTHS = [0.2, 0.3, 0.5, 0.8, 1, 1, 1.2, 1.5, 1.5, 2];
/** How busy each hour of the UTC day is. */
const HOURS = [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 12, 11, 12, 13, 12, 11, 10, 9, 8, 7, 6, 4, 3];
/** Conversations written at once, and counted in one transaction. */
const BATCH = 5_000;
const PART_WITH_VISITOR = 0.6;
const PART_WITH_LEAD = 0.05;
const PART_WITH_TICKET = 0.03;
const STAGES = ["new", "new", "contacted", "proposal", "won"];
const STATUSES = ["closed", "closed", "closed", "resolved", "resolved", "in_progress", "new"];

const MINUTE_MS = 60_000;
const HOUR_MS = HOUR_SECONDS * 1000;
const DAY_MS = DAY_SECONDS * 1000;

/**
 * Fills an empty migrated database with organisations of the given sizes. Triggers and foreign keys rest while rows come
 * in, and the indexes of messages and conversations are made afterwards.
 * @param adminUrl superuser's address of the server
 * @param now end of the history; it begins 400 days before
 */
export async function fillTenants(
  databaseUrl: string,
  adminUrl: string,
  sizes: readonly TenantSize[],
  { now = new Date(), progress = (_line: string) => {} } = {},
): Promise<BigTenant[]> {
  const superuser = new URL(adminUrl);
  superuser.pathname = new URL(databaseUrl).pathname;
  const load = await openLoad(superuser.href);
  const app = new pg.Client({ connectionString: databaseUrl });
  await app.connect();
  try {
    const texts = await readTexts(app);
    progress(`${texts.user.length + texts.agent.length} different texts`);
    const tenants: BigTenant[] = [];
    for (const size of sizes) tenants.push(await createTenant(app, size));
    const indexes = await dropIndexes(app);
    for (const [index, size] of sizes.entries()) {
      await writeHistory(load, tenants[index] as BigTenant, size, texts, now, progress);
    }
    for (const tenant of tenants) await assignConversations(load.clients[0] as pg.Client, tenant);
    progress("history written");
    // These few go through the triggers.
    await app.query("UPDATE ticket SET updated_at = updated_at");
    for (const [index, size] of sizes.entries()) {
      for (const { id } of (tenants[index] as BigTenant).projects.slice(0, 1))
        await writeProducts(app, id, size.products);
    }
    await countEvents(app, now);
    progress("tickets and products indexed");
    await Promise.all(
      indexes.map(async (statement, index) => {
        const client = load.clients[index % load.clients.length] as pg.Client;
        await client.query("SET maintenance_work_mem = '512MB'");
        await client.query(statement);
        progress(statement.slice(0, 90));
      }),
    );
    for (const table of [
      "message",
      "conversation",
      "visitor",
      "lead",
      "ticket",
      "ticket_entry",
      "product",
      "product_variant",
    ]) {
      await app.query(`VACUUM (ANALYZE) ${table}`);
    }
    await app.query("ANALYZE");
    progress("vacuumed and analysed");
    return tenants;
  } finally {
    await Promise.all([app.end(), ...load.clients.map((client) => client.end())]);
  }
}

const TABLES = {
  visitor: "project_id, id, name, email, created_at",
  conversation:
    "project_id, id, chatbot_id, visitor_id, platform, started_at, last_message_at, user_message_count, agent_message_count, preview",
  message: "project_id, id, conversation_id, position, role, sent_at, content, search",
  lead: "project_id, id, chatbot_id, conversation_id, visitor_id, name, email, qualification, stage, created_at, updated_at",
  ticket: "project_id, id, conversation_id, subject, status, created_at, updated_at",
  ticket_entry: "project_id, id, ticket_id, kind, body, author_kind, created_at",
} as const;
type Table = keyof typeof TABLES;

interface Load {
  clients: pg.Client[];
  /** Starts a COPY of each table; `write` takes whole lines. */
  open(): { write(table: Table, lines: string): Promise<void>; end(): Promise<void> };
}

async function openLoad(url: string): Promise<Load> {
  const tables = Object.keys(TABLES) as Table[];
  const clients = await Promise.all(
    tables.map(async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query("SET session_replication_role = replica; SET synchronous_commit = off");
      return client;
    }),
  );
  const open = () => {
    const streams = new Map(
      tables.map((table, index) => [
        table,
        (clients[index] as pg.Client).query(copyFrom(`COPY ${table} (${TABLES[table]}) FROM STDIN`)),
      ]),
    );
    // A refused line ends the stream while nobody waits for it.
    const failed = Promise.all([...streams.values()].map((stream) => once(stream, "finish")));
    failed.catch(() => {});
    return {
      async write(table: Table, lines: string) {
        const stream = streams.get(table);
        if (lines !== "" && stream?.write(lines) === false)
          await Promise.race([once(stream, "drain"), failed]);
      },
      async end() {
        for (const stream of streams.values()) stream.end();
        await failed;
      },
    };
  };
  return { clients, open };
}

/** A text as COPY takes it: content and search, and its beginning for the conversation's preview and a ticket's subject. */
interface Text {
  columns: string;
  preview: string;
  subject: string;
}

/** Every different text of the real history, each analysed once. */
async function readTexts(app: pg.Client): Promise<Record<"user" | "agent", Text[]>> {
  const texts = { user: new Set<string>(), agent: new Set<string>() };
  const lines = gunzipSync(readFileSync(realFile("support-conversations.jsonl.gz")))
    .toString("utf8")
    .split("\n");
  for (const line of lines.filter(Boolean)) {
    for (const { role, content } of (JSON.parse(line) as { turns: { role: string; content: string }[] })
      .turns) {
      if (role === "user" || role === "agent") texts[role].add(content);
    }
  }
  const analyse = async (contents: Set<string>) => {
    const { rows } = await app.query<{ content: string; search: string }>(
      "SELECT content, to_tsvector('english', plain_text(content))::text AS search FROM unnest($1::text[]) AS t(content)",
      [[...contents]],
    );
    return rows.map(({ content, search }) => ({
      columns: `${copyText(content)}\t${copyText(search)}`,
      preview: copyText(content.slice(0, 200).toWellFormed()),
      subject: copyText(content.slice(0, 60).toWellFormed()),
    }));
  };
  return { user: await analyse(texts.user), agent: await analyse(texts.agent) };
}

/** A value in the text format of COPY. */
function copyText(value: string): string {
  return value.replace(/\\/g, "\\\\").replace(/\t/g, "\\t").replace(/\n/g, "\\n").replace(/\r/g, "\\r");
}

async function createTenant(app: pg.Client, { name }: TenantSize): Promise<BigTenant> {
  const organisationId = newId("organisation");
  await app.query("INSERT INTO organisation (id, name, plan_id) VALUES ($1, $2, 'business')", [
    organisationId,
    name,
  ]);
  const userId = newId("user");
  await app.query(`INSERT INTO "user" (id, email, name) VALUES ($1, $2, 'Member')`, [
    userId,
    `${userId}@example.com`,
  ]);
  await app.query("INSERT INTO member (organisation_id, user_id, role) VALUES ($1, $2, 'owner')", [
    organisationId,
    userId,
  ]);
  const projects: BigTenant["projects"] = [];
  for (const index of SHARES.keys()) {
    const id = newId("project");
    const chatbotIds = Array.from({ length: CHATBOTS }, () => newId("chatbot"));
    await app.query("INSERT INTO project (id, organisation_id, name) VALUES ($1, $2, $3)", [
      id,
      organisationId,
      `${name} ${index + 1}`,
    ]);
    await app.query(
      `INSERT INTO chatbot (project_id, id, name, is_primary)
       SELECT $1, id, 'Chatbot ' || n, n = 1 FROM unnest($2::text[]) WITH ORDINALITY AS c(id, n)`,
      [id, chatbotIds],
    );
    projects.push({ id, chatbotIds });
  }
  return { organisationId, userId, projects };
}

/** One conversation of a hundred is unread, one of two hundred the member's, and one of two hundred answered by a person. */
async function assignConversations(load: pg.Client, { userId, projects }: BigTenant) {
  await load.query(
    `UPDATE conversation c
        SET is_unread = n.number = 0, assignee_id = CASE WHEN n.number = 1 THEN $2 END,
            handler = CASE WHEN n.number = 3 THEN 'person' ELSE 'chatbot' END::conversation_handler
       FROM (SELECT project_id, id, CASE WHEN hash % 100 = 0 THEN 0 ELSE hash % 200 END AS number
               FROM (SELECT project_id, id, abs(hashtext(id)::bigint) AS hash FROM conversation
                      WHERE project_id = ANY ($1)) h) n
      WHERE c.project_id = n.project_id AND c.id = n.id AND n.number IN (0, 1, 3)`,
    [projects.map(({ id }) => id), userId],
  );
}

/** Takes away what makes writing slow; returns the statements that bring it back. */
async function dropIndexes(app: pg.Client): Promise<string[]> {
  const { rows } = await app.query<{ drop: string; make: string }>(
    `SELECT CASE WHEN c.oid IS NULL THEN format('DROP INDEX %I', i.indexrelid::regclass)
                 ELSE format('ALTER TABLE %I DROP CONSTRAINT %I', i.indrelid::regclass, c.conname) END AS drop,
            CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
                 ELSE format('ALTER TABLE %I ADD CONSTRAINT %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
            END AS make
       FROM pg_index i
       LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'p'
      WHERE i.indrelid IN ('message'::regclass, 'conversation'::regclass)
        AND (c.oid IS NULL OR i.indrelid = 'message'::regclass)
      ORDER BY i.indrelid::regclass::text = 'conversation'`,
  );
  for (const { drop } of rows) await app.query(drop);
  return rows.map(({ make }) => make);
}

async function writeHistory(
  load: Load,
  tenant: BigTenant,
  size: TenantSize,
  texts: Record<"user" | "agent", Text[]>,
  now: Date,
  progress: (line: string) => void,
) {
  const random = seededNumbers(size.conversations);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  const caller = await operatorCaller(tenant.organisationId);
  const times = busyTimes(size.conversations, now);
  const copy = load.open();
  let left = size.messages;
  for (let first = 0; first < size.conversations; first += BATCH) {
    const lines: Record<Table, string> = {
      visitor: "",
      conversation: "",
      message: "",
      lead: "",
      ticket: "",
      ticket_entry: "",
    };
    const counted = new Map<string, CountedConversation[]>(tenant.projects.map(({ id }) => [id, []]));
    const end = Math.min(first + BATCH, size.conversations);
    for (let index = first; index < end; index += 1) {
      const project = tenant.projects[shareOf(random())] as BigTenant["projects"][0];
      const conversation = makeConversation({
        startedAt: times(index),
        now: now.getTime(),
        count: messageCount(left, size.conversations - index, pick(LENGTHS)),
        random,
      });
      left -= conversation.messages.length;
      const chatbotId = pick(project.chatbotIds);
      const platform = pick(PLATFORM_MIX);
      counted.get(project.id)?.push({ chatbotId, platform, ...conversation });
      writeRows(lines, project.id, chatbotId, platform, conversation, texts, random);
    }
    await Promise.all([
      ...(Object.keys(lines) as Table[]).map((table) => copy.write(table, lines[table])),
      ...[...counted].map(([projectId, conversations]) =>
        change(caller, {}, (db) => recordConversations(db, projectId, conversations)),
      ),
    ]);
    if (end % 50_000 === 0 || end === size.conversations) {
      progress(`${size.name}: ${end} conversations, ${size.messages - left} messages`);
    }
  }
  await copy.end();
}

function shareOf(value: number): number {
  let sum = 0;
  const found = SHARES.findIndex((share) => {
    sum += share;
    return value < sum;
  });
  return found === -1 ? 0 : found;
}

/** So many that the rest still gets one each, and that the last takes what is left. */
function messageCount(left: number, conversations: number, length: number): number {
  if (conversations === 1) return left;
  const wanted = Math.round((left / conversations) * length);
  return Math.max(1, Math.min(wanted, left - (conversations - 1)));
}

/** Times in order, more in the busy hours. */
function busyTimes(count: number, now: Date): (index: number) => Date {
  const start = now.getTime() - DAYS * DAY_MS;
  const sums = [0];
  for (let hour = 0; hour < DAYS * 24; hour += 1) {
    sums.push((sums[hour] as number) + (HOURS[new Date(start + hour * HOUR_MS).getUTCHours()] as number));
  }
  const total = sums.at(-1) as number;
  let hour = 0;
  return (index) => {
    const wanted = ((index + 0.5) / count) * total;
    while ((sums[hour + 1] as number) < wanted) hour += 1;
    const [from, to] = [sums[hour] as number, sums[hour + 1] as number];
    return new Date(Math.floor(start + (hour + (wanted - from) / (to - from)) * HOUR_MS));
  };
}

interface MadeConversation {
  startedAt: Date;
  messages: { role: "user" | "agent"; sentAt: Date }[];
}

function makeConversation(wanted: {
  startedAt: Date;
  now: number;
  count: number;
  random: () => number;
}): MadeConversation {
  const { startedAt, now, count, random } = wanted;
  let at = startedAt.getTime();
  let isUser = random() < 0.9;
  const messages = Array.from({ length: count }, () => {
    const message = {
      role: isUser ? ("user" as const) : ("agent" as const),
      sentAt: new Date(Math.min(at, now)),
    };
    at += Math.floor(5_000 + random() * 2 * MINUTE_MS);
    // Now and then somebody writes twice.
    if (random() < 0.9) isUser = !isUser;
    return message;
  });
  return { startedAt, messages };
}

function writeRows(
  lines: Record<Table, string>,
  projectId: string,
  chatbotId: string,
  platform: string,
  { startedAt, messages }: MadeConversation,
  texts: Record<"user" | "agent", Text[]>,
  random: () => number,
) {
  const started = startedAt.toJSON();
  const last = messages.at(-1)?.sentAt.toJSON() ?? started;
  const id = quickId("conversation", startedAt, random);
  let first: Text | undefined;
  let rows = "";
  for (const [position, { role, sentAt }] of messages.entries()) {
    const text = texts[role][Math.floor(random() * texts[role].length)] as Text;
    if (role === "user") first ??= text;
    const messageId = quickId("message", sentAt, random);
    rows += `${projectId}\t${messageId}\t${id}\t${position}\t${role}\t${sentAt.toJSON()}\t${text.columns}\n`;
  }
  lines.message += rows;
  const visitorId = random() < PART_WITH_VISITOR ? quickId("visitor", startedAt, random) : "\\N";
  const name = `Visitor ${visitorId.slice(-5)}`;
  const email = `${visitorId.slice(-10)}@example.com`;
  if (visitorId !== "\\N") lines.visitor += `${projectId}\t${visitorId}\t${name}\t${email}\t${started}\n`;
  const users = messages.filter(({ role }) => role === "user").length;
  lines.conversation += `${projectId}\t${id}\t${chatbotId}\t${visitorId}\t${platform}\t${started}\t${last}\t${users}\t${messages.length - users}\t${first?.preview ?? ""}\n`;
  if (visitorId !== "\\N" && random() < PART_WITH_LEAD / PART_WITH_VISITOR) {
    const stage = STAGES[Math.floor(random() * STAGES.length)];
    const qualification = stage === "new" ? "unqualified" : "qualified";
    lines.lead += `${projectId}\t${quickId("lead", startedAt, random)}\t${chatbotId}\t${id}\t${visitorId}\t${name}\t${email}\t${qualification}\t${stage}\t${last}\t${last}\n`;
  }
  if (random() < PART_WITH_TICKET) {
    const ticketId = quickId("ticket", startedAt, random);
    const status = STATUSES[Math.floor(random() * STATUSES.length)];
    lines.ticket += `${projectId}\t${ticketId}\t${id}\t${first?.subject ?? "Callback"}\t${status}\t${last}\t${last}\n`;
    lines.ticket_entry += `${projectId}\t${quickId("ticketEntry", startedAt, random)}\t${ticketId}\tmessage\t${first?.preview ?? ""}\tcustomer\t${last}\n`;
  }
}

/** Adds leads and tickets to the rollups that count conversations already. */
async function countEvents(app: pg.Client, now: Date) {
  const live = new Date(now.getTime() - LIVE_SPAN_MS);
  for (const [table, key, start, since] of [
    ["metric_hourly", "hour", "date_trunc('hour', e.created_at, 'UTC')", new Date(0)],
    ["metric_daily", "day", "(e.created_at AT TIME ZONE 'UTC')::date", new Date(0)],
    ["metric_live", "step", "date_bin('5 minutes', e.created_at, 'epoch')", live],
  ] as const) {
    for (const events of ["lead", "ticket"]) {
      await app.query(
        `INSERT INTO ${table} AS m (project_id, chatbot_id, platform, ${key}, ${events}s)
         SELECT c.project_id, c.chatbot_id, c.platform, ${start}, count(*)
           FROM ${events} e JOIN conversation c ON c.project_id = e.project_id AND c.id = e.conversation_id
          WHERE e.created_at >= $1
          GROUP BY 1, 2, 3, 4
         ON CONFLICT (project_id, ${key}, chatbot_id, platform) DO UPDATE SET ${events}s = excluded.${events}s`,
        [since],
      );
    }
  }
}

const COLOURS = ["Black", "White", "Red", "Navy", "Olive", "Sand", "Copper", "Silver", "Teal", "Plum"];
const MATERIALS = [
  "Cotton",
  "Linen",
  "Wool",
  "Leather",
  "Oak",
  "Steel",
  "Ceramic",
  "Glass",
  "Bamboo",
  "Canvas",
];
const THINGS = [
  ...["Shirt", "Jacket", "Lamp", "Chair", "Table", "Bottle", "Backpack", "Blanket", "Mug", "Planter"],
  ...["Notebook", "Scarf", "Boots", "Cushion", "Basket", "Mirror", "Shelf", "Kettle", "Candle", "Rug"],
];
const LINES = [
  "Harbour",
  "Meadow",
  "Alpine",
  "Studio",
  "Nordic",
  "Coastal",
  "Heritage",
  "Urban",
  "Classic",
  "Terra",
];

/** Products with two variants each; no two have the same title. */
async function writeProducts(app: pg.Client, projectId: string, count: number) {
  const random = seededNumbers(count + 1);
  for (let first = 0; first < count; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - first) }, (_, offset) => {
      const index = first + offset;
      const of = (words: string[], step: number) => words[Math.floor(index / step) % words.length] as string;
      const [thing, colour, material, line] = [
        of(THINGS, 1),
        of(COLOURS, 20),
        of(MATERIALS, 200),
        of(LINES, 2_000),
      ];
      const title = `${line} ${colour} ${material} ${thing} ${Math.floor(index / 20_000) + 1}`;
      return {
        id: quickId("product", new Date(index), random),
        variants: [
          quickId("variant", new Date(index), random),
          quickId("variant", new Date(index + 1), random),
        ],
        title,
        type: thing,
        vendor: `${line} House`,
        text: `${title} ${line} House ${thing} small large`.toLowerCase(),
        description: `A ${thing.toLowerCase()} in ${colour.toLowerCase()}, made of ${material.toLowerCase()} for every day.`,
        number: index,
      };
    });
    const json = JSON.stringify(rows);
    await app.query(
      `INSERT INTO product (project_id, id, handle, title, description, vendor, product_type, price_min, price_max, currency,
                            content_hash, search_text)
       SELECT $1, id, id, title, description, vendor, type, 1000 + number % 9000, 1500 + number % 9000, 'USD', id, text
         FROM jsonb_to_recordset($2) AS p(id text, title text, description text, vendor text, type text, text text, number int)`,
      [projectId, json],
    );
    await app.query(
      `INSERT INTO product_variant (project_id, id, product_id, position, title, sku, options, price)
       SELECT $1, v.id, p.id, v.position - 1, s.size, 'SKU-' || p.number || '-' || v.position,
              jsonb_build_object('Size', s.size), 1000 + p.number % 9000
         FROM jsonb_to_recordset($2) AS p(id text, variants text[], number int),
              unnest(p.variants) WITH ORDINALITY AS v(id, position),
              LATERAL (SELECT CASE v.position WHEN 1 THEN 'Small' ELSE 'Large' END AS size) s`,
      [projectId, json],
    );
  }
}

/** Two characters of an id for each ten bits; `newId` would take minutes for this many. */
const PAIRS = Array.from({ length: 1024 }, (_, value) => {
  const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  return `${alphabet[value >> 5]}${alphabet[value & 31]}`;
});

/** An id in the form of `newId`, sorted by time like those. */
function quickId(kind: IdKind, at: Date, random: () => number): string {
  let milliseconds = at.getTime();
  let time = "";
  for (let pair = 0; pair < 5; pair += 1) {
    time = `${PAIRS[milliseconds % 1024]}${time}`;
    milliseconds = Math.floor(milliseconds / 1024);
  }
  let id = `${ID_PREFIXES[kind]}_${time}`;
  for (let pair = 0; pair < 8; pair += 1) id += PAIRS[Math.floor(random() * 1024)];
  return id;
}
