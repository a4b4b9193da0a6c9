// What belongs to somebody else does not exist: not in answers, not in errors, not by the difference between two errors.
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { newId } from "@/lib/core/ids";
import { ROOT } from "@/scripts/runtime.mjs";
import { callTool, ERAS, type McpRequest, mcp, readJson, type ToolAnswer } from "../http/mcp-call";
import { rowsOf } from "../rows-of";
import { type SeededProject, seedKey, seedTenant, type Tenant } from "../tenants";
import { idFields, NAMED, TOOL_ROWS } from "../tool-rows";
import { atOnce, type Pair, startPair } from "./start";

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
  expect(Object.keys(TOOL_ROWS).toSorted()).toEqual(files.toSorted());
  const request = { url: pair.urls[0], publicUrl: pair.baseUrl, token: keys.whole };
  const { result } = readJson(await mcp(request, "tools/list", {}));
  const listed = (result?.tools ?? []) as { name: string; inputSchema: { properties?: object } }[];
  expect(listed.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
  for (const { name, inputSchema } of listed) {
    expect(idFields(inputSchema), name).toEqual(TOOL_ROWS[name]?.ids.toSorted());
  }
});

test("every tool finds our own things", async () => {
  for (const [name, { own, says }] of Object.entries(TOOL_ROWS)) {
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
    for (const [tool, { own, ids, isWriting }] of Object.entries(TOOL_ROWS)) {
      if (isWriting && request.endpoint === "/mcp-readonly") continue;
      for (const field of ids) {
        const isPinned = request.endpoint?.startsWith("/mcp/projects/");
        if (field === "project_id" && isPinned) continue;
        const { project_id: _, ...rest } = field === "project_id" ? own(ours.projects[0]) : own(foreign);
        if (isWriting && !isPinned) Object.assign(rest, { project_id: ours.projects[0].id });
        const [{ kind, of }] = NAMED[field];
        const taken = of(foreign);
        const unknown = newId(kind);
        const [one, other] = await Promise.all(
          [taken, unknown].map((id, index) =>
            callTool({ ...request, url: pair.urls[index % 2] as string }, tool, { ...rest, [field]: id }),
          ),
        );
        const where = `${tool} ${field} ${way}`;
        expect(comparable(one as ToolAnswer, taken), where).toBe(comparable(other as ToolAnswer, unknown));
        expect(one?.error?.code, `${where} ${one?.text}`).toBe("not_found");
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
  const before = await rowsOf(pair.db, theirs);
  const [first, second] = ours.projects as [SeededProject, SeededProject];
  const words = { foreign: canariesOf(theirs), second: [second.canary] };
  for (const { request } of ways()) {
    const isFirstOnly = request.token === keys.first || request.endpoint?.includes(first.id);
    const unwanted = [...words.foreign, ...(isFirstOnly ? words.second : [])];
    for (const [tool, { own }] of Object.entries(TOOL_ROWS)) {
      for (const args of [own(first), { ...own(first), limit: 100 }]) {
        const answer = await callTool({ ...request, url: pair.urls[0] }, tool, args);
        for (const canary of unwanted) expect(answer.text, tool).not.toContain(canary);
      }
    }
    const listed = await mcp({ ...request, url: pair.urls[1] }, "tools/list", {});
    for (const canary of unwanted) expect(listed.text).not.toContain(canary);
  }
  expect(await rowsOf(pair.db, theirs)).toEqual(before);
});

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
        expect(readJson(answer).id, answer.text).toBe(id);
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
