// What belongs to somebody else does not exist: not in answers, not in errors, not by the difference between two errors.
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { newId } from "@/lib/core/ids";
import { ROOT } from "@/scripts/runtime.mjs";
import { callTool, ERAS, type McpRequest, mcp, readJson, type ToolAnswer } from "../http/mcp-call";
import { type SeededProject, seedKey, seedTenant, type Tenant } from "../tenants";
import { atOnce, type Pair, startPair } from "./start";

/** Where a project's own things go in a tool's arguments, and what else the tool needs. */
interface Row {
  own: (project: SeededProject) => Record<string, unknown>;
  /** Arguments that name something by its id. Each is tried with an id of somebody else. */
  ids: (keyof typeof KINDS)[];
  /** What an answer about our own things says, for tools that only count. */
  says?: string;
  /** Not offered where only reading is allowed. */
  isWriting?: true;
}

const anything = { own: () => ({}) };

/** A tool that changes a chatbot, for a caller who may be in several projects. */
function writing(values: Record<string, unknown>): Row {
  return {
    own: ({ id, chatbotId }) => ({ project_id: id, chatbot_id: chatbotId, ...values }),
    ids: ["chatbot_id", "project_id"],
    isWriting: true,
  };
}

/** Every tool there is. One that is missing here fails the first test. */
const TOOLS: Record<string, Row> = {
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

const KINDS = {
  business_id: "project",
  assignee_id: "user",
  chatbot_id: "chatbot",
  conversation_id: "conversation",
  id: "conversation",
  project_id: "project",
  ticket_id: "ticket",
} as const;
const FIELDS = {
  business_id: "id",
  assignee_id: "ownerId",
  chatbot_id: "chatbotId",
  conversation_id: "conversationId",
  id: "conversationId",
  project_id: "id",
  ticket_id: "ticketId",
} as const;

test.describe.configure({ mode: "serial" });

let pair: Pair;
let ours: Tenant;
let theirs: Tenant;
/** Of our organisation, and of its first project alone. */
let keys: { whole: string; first: string; readonly: string };
let theirKey: string;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  pair = await startPair();
  ours = await seedTenant(pair.db, { projects: 2 });
  theirs = await seedTenant(pair.db);
  const key = async (options: { projectId?: string; access?: "readonly" } = {}) =>
    (await seedKey(pair.db, ours.organisationId, options)).text;
  keys = {
    whole: await key(),
    first: await key({ projectId: ours.projects[0].id }),
    readonly: await key({ access: "readonly" }),
  };
  theirKey = (await seedKey(pair.db, theirs.organisationId)).text;
});

test.afterAll(async () => {
  await pair?.stop();
});

/** Every way one of our keys can be used, with the project whose things it must not find. */
function ways(): { request: Omit<McpRequest, "url">; foreign: SeededProject; name: string }[] {
  const [first, second] = ours.projects as [SeededProject, SeededProject];
  const at = (token: string, endpoint: string, foreign: SeededProject) =>
    ERAS.map((era) => ({
      name: `${endpoint} ${era}`,
      request: { publicUrl: pair.baseUrl, token, endpoint, era },
      foreign,
    }));
  return [
    ...at(keys.whole, "/mcp", theirs.projects[0]),
    ...at(keys.readonly, "/mcp-readonly", theirs.projects[0]),
    ...at(keys.whole, `/mcp/projects/${first.id}`, theirs.projects[0]),
    ...at(keys.whole, `/mcp/projects/${first.id}`, second),
    ...at(keys.first, "/mcp", second),
    ...at(keys.first, "/mcp-readonly", second),
  ];
}

const canariesOf = ({ canary, projects }: Tenant) => [canary, ...projects.map((project) => project.canary)];

/** An answer without what differs between any two requests: their ids, and what is left of the limits. */
function comparable(answer: ToolAnswer, id: string): string {
  const { date: _, "x-request-id": __, ratelimit, ...headers } = answer.headers;
  const text = JSON.stringify({
    text: answer.text,
    headers,
    limits: String(ratelimit).replace(/r=\d+/g, "r="),
  });
  return text
    .replaceAll(id, "<id>")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<request>")
    .replace(/(\\"left\\":)\d+/g, "$1<left>");
}

test("the table has every tool, and every id it takes", async () => {
  const files = readdirSync(path.join(ROOT, "lib/mcp/tools"))
    .filter((file) => file.endsWith(".ts") && !/^registry\.ts$|\.test\.ts$/.test(file))
    .map((file) => file.replace(/\.ts$/, "").replaceAll("-", "_"));
  expect(Object.keys(TOOLS).toSorted()).toEqual(files.toSorted());
  const request = { url: pair.urls[0], publicUrl: pair.baseUrl, token: keys.whole };
  const { result } = readJson(await mcp(request, "tools/list", {}));
  const listed = (result?.tools ?? []) as { name: string; inputSchema: { properties?: object } }[];
  expect(listed.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
  for (const { name, inputSchema } of listed) {
    const ids = Object.keys(inputSchema.properties ?? {}).filter((field) => /(^|_)id$/.test(field));
    expect(ids.toSorted(), name).toEqual(TOOLS[name]?.ids.toSorted());
  }
});

test("every tool finds our own things", async () => {
  for (const [name, { own, says }] of Object.entries(TOOLS)) {
    for (const url of pair.urls) {
      const request = { url, publicUrl: pair.baseUrl, token: keys.whole };
      const answer = await callTool(request, name, own(ours.projects[0]));
      expect(answer.isError, `${name} ${answer.text}`).toBe(false);
      const canary = name === "get_capabilities" ? ours.canary : ours.projects[0].canary;
      expect(answer.text, name).toContain(says ?? canary);
    }
  }
});

test("ids of another organisation or project answer exactly as ids that nobody has", async () => {
  let compared = 0;
  for (const { request, foreign, name: way } of ways()) {
    for (const [tool, { own, ids, isWriting }] of Object.entries(TOOLS)) {
      if (isWriting && request.endpoint === "/mcp-readonly") continue;
      for (const field of ids) {
        const isPinned = request.endpoint?.startsWith("/mcp/projects/");
        if (field === "project_id" && isPinned) continue;
        const { project_id: _, ...rest } = field === "project_id" ? own(ours.projects[0]) : own(foreign);
        if (isWriting && !isPinned) Object.assign(rest, { project_id: ours.projects[0].id });
        const taken = foreign[FIELDS[field]];
        const unknown = newId(KINDS[field]);
        const [one, other] = await Promise.all(
          [taken, unknown].map((id, index) =>
            callTool({ ...request, url: pair.urls[index % 2] as string }, tool, { ...rest, [field]: id }),
          ),
        );
        const where = `${tool} ${field} ${way}`;
        expect(comparable(one as ToolAnswer, taken), where).toBe(comparable(other as ToolAnswer, unknown));
        // A filter by what does not exist may find nothing; anything that is named must not be found.
        const isFilter = tool === "list_conversations" && field === "chatbot_id";
        if (!isFilter) expect(one?.error?.code, `${where} ${one?.text}`).toBe("not_found");
        expect(one?.text, where).not.toContain(foreign.canary);
        compared += 1;
      }
    }
  }
  expect(compared).toBeGreaterThan(80);
});

test("an endpoint of another organisation's project answers as one that does not exist", async () => {
  for (const era of ERAS) {
    const [one, other] = await Promise.all(
      [theirs.projects[0].id, newId("project")].map(async (id) => {
        const request = { publicUrl: pair.baseUrl, token: keys.whole, endpoint: `/mcp/projects/${id}`, era };
        const answer = await callTool({ ...request, url: pair.urls[0] }, "list_chatbots");
        expect(answer.status).toBe(401);
        return comparable(answer, id);
      }),
    );
    expect(one).toBe(other);
  }
  const request = { url: pair.urls[0], publicUrl: pair.baseUrl, token: keys.first };
  const second = await callTool(
    { ...request, endpoint: `/mcp/projects/${ours.projects[1]?.id}` },
    "list_chatbots",
  );
  expect(second.status).toBe(401);
});

test("no answer of any tool holds a word of somebody else, and a refused call changes nothing", async () => {
  const before = await rowsOf(theirs);
  const [first, second] = ours.projects as [SeededProject, SeededProject];
  const words = { foreign: canariesOf(theirs), second: [second.canary] };
  for (const { request } of ways()) {
    const isFirstOnly = request.token === keys.first || request.endpoint?.includes(first.id);
    const unwanted = [...words.foreign, ...(isFirstOnly ? words.second : [])];
    for (const [tool, { own }] of Object.entries(TOOLS)) {
      for (const args of [own(first), { ...own(first), limit: 100 }]) {
        const answer = await callTool({ ...request, url: pair.urls[0] }, tool, args);
        for (const canary of unwanted) expect(answer.text, tool).not.toContain(canary);
      }
    }
    const listed = await mcp({ ...request, url: pair.urls[1] }, "tools/list", {});
    for (const canary of unwanted) expect(listed.text).not.toContain(canary);
  }
  expect(await rowsOf(theirs)).toEqual(before);
});

/** One hash for everything an organisation has. */
async function rowsOf({ organisationId, projects }: Tenant) {
  const ids = projects.map(({ id }) => id);
  const { rows: tables } = await pair.db.query<{ table_name: string; column_name: string }>(
    `SELECT c.table_name, c.column_name FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
        AND c.column_name IN ('organisation_id', 'project_id') ORDER BY 1, 2`,
  );
  const hashes: Record<string, string> = {};
  for (const { table_name, column_name } of tables) {
    const { rows } = await pair.db.query(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS hash
         FROM "${table_name}" t WHERE "${column_name}" = ANY ($1)`,
      [column_name === "project_id" ? ids : [organisationId]],
    );
    hashes[`${table_name}.${column_name}`] = rows[0].hash;
  }
  return hashes;
}

test("two organisations that call at once with the same request ids get their own answers", async () => {
  const both = [
    { token: keys.whole, mine: ours, other: theirs },
    { token: theirKey, mine: theirs, other: ours },
  ];
  const crowds = await Promise.all(
    both.map(({ token, mine, other }) =>
      atOnce(pair, 200, async (url, index) => {
        // Only two ids for four hundred calls: an answer that is matched by id alone goes astray.
        const id = index % 2;
        const era = ERAS[Math.floor(index / 2) % 2];
        const request = { url, publicUrl: pair.baseUrl, token, id, era };
        const answer = await callTool(request, "get_conversation", {
          conversation_id: mine.projects[0].conversationId,
        });
        expect(answer.isError, answer.text).toBe(false);
        expect(readJson(answer).id).toBe(id);
        expect(answer.text).toContain(mine.projects[0].canary);
        return canariesOf(other).filter((canary) => answer.text.includes(canary));
      }),
    ),
  );
  expect(crowds.flat(2)).toEqual([]);
});

test("the instances' logs hold nobody's words", async () => {
  const logs = pair.stack.instances.map((instance) => instance.output()).join("\n");
  // They do tell who asked for what.
  expect(logs).toContain(`/mcp/projects/${ours.projects[0].id}`);
  for (const canary of [...canariesOf(ours), ...canariesOf(theirs)]) expect(logs).not.toContain(canary);
});
