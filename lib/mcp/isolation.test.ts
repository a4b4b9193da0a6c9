// Every tool in every situation in which its caller may not have, do or see something, in both eras of the protocol.
// What each cell must answer follows from the rules below and from the tool's own definition; nothing is recorded.
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fillEveryText } from "@/e2e/canaries";
import { ERAS } from "@/e2e/http/mcp-call";
import {
  ACCOUNT,
  atProject,
  eachOf,
  type InProcessAnswer,
  type Place,
  READONLY,
  sendInProcess as send,
} from "@/e2e/in-process";
import { rowsOf, rowsWithoutTraces } from "@/e2e/rows-of";
import { type SeededProject, seedTenant, type Tenant } from "@/e2e/tenants";
import { type IdField, idFields, NAMED, TOOL_ROWS } from "@/e2e/tool-rows";
import { settleAttempts } from "@/lib/auth/connect-attempts";
import * as auth from "@/lib/auth/testing";
import { PERMISSIONS, type Permission, type Tier } from "@/lib/auth/values";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { logger } from "@/lib/core/logger";
import { prisma } from "@/lib/db/client";
import { buildCatalogue } from "./catalogue";
import type { AnyTool } from "./define-tool";
import { productCatalogue, toolsetOf } from "./product-toolset";
import { verdictOn } from "./schema";
import { serveMcp } from "./serve";
import type { Toolset } from "./session";
import { tools } from "./tools/registry";

/** What may come of a call, and the one line it leaves in the caller's own log; null for none. */
const OUTCOMES = {
  ok: { status: 200, says: null, log: "ok" },
  no_credential: { status: 401, says: "unauthorized", log: null },
  bad_credential: { status: 401, says: "invalid_token", log: null },
  scope: { status: 403, says: "insufficient_scope", log: "denied insufficient_scope" },
  permission: { status: 200, says: "insufficient_permission", log: "denied insufficient_permission" },
  readonly: { status: 200, says: "insufficient_permission readonly", log: "denied insufficient_permission" },
  tier: { status: 200, says: "tier_required", log: "denied tier_required" },
  limited: { status: 200, says: "rate_limited day_limit", log: "denied rate_limited" },
  not_found: { status: 200, says: "not_found", log: "error not_found" },
  bad_state: { status: 200, says: "-32602", log: "error invalid_request" },
  no_session: { status: 404, says: "-32001", log: null },
} as const;
type Outcome = keyof typeof OUTCOMES;

/** One call, and what must come of it. */
interface Shot {
  at?: Place;
  token: string | null;
  args: Record<string, unknown>;
  /** Beside name and arguments. */
  params?: Record<string, unknown>;
  /** Of a stream to answer on. */
  sessionId?: string;
  toolset?: Toolset;
  outcome: Outcome;
  /** The same call with what nobody has: `[what is somebody's, what nobody has]`. Both must answer alike. */
  twin?: [string, string];
}

type Column = (tool: AnyTool) => Shot[];

/** An organisation with rows of everything, and what `lib/auth/testing` makes credentials of. */
type World = Tenant & { planId: string; projectIds: string[] };

let db: pg.Client;
let ours: World;
let theirs: World;
/** Of the starter tier. */
let small: World;
/** With the day's limit reached. */
let spent: World;
let gone: SeededProject;
let tokens: Record<string, string>;
let withoutPermission: Map<Permission | "any", string>;
let streams: Record<"theirs" | "neighbour", { id: string; frames: string[] }>;
/** Of approvals that wait: of the other organisation, of another connection of ours, and of the asking one itself. */
let calls: Record<"theirs" | "neighbour", string>;
let states: Record<"theirs" | "neighbour" | "own", Map<string, string>>;
const logged: string[] = [];

const isReading = (tool: AnyTool) => tool.annotations.readOnlyHint;
const rowOf = ({ name }: AnyTool) => {
  const row = TOOL_ROWS[name];
  if (!row) throw new Error(`${name} has no row in e2e/tool-rows.ts.`);
  return row;
};

/** A call of the tool on a project's own things, which changes nothing. */
function own(tool: AnyTool, project: SeededProject, at: Place = ACCOUNT): Record<string, unknown> {
  const args = { ...rowOf(tool).own(project), ...(!isReading(tool) && { dry_run: true }) };
  if (at.options.endpoint !== "project") return args;
  const { project_id: _, ...rest } = args as Record<string, unknown>;
  return rest;
}

/** The call with each id of somebody else that it can name. */
function foreignIds(tool: AnyTool, at: Place, token: string, mine: SeededProject, foreign: SeededProject) {
  const { ids } = rowOf(tool);
  const isPinned = at.options.endpoint === "project";
  return ids.flatMap((field: IdField): Shot[] => {
    if (field === "project_id" && isPinned) return [];
    return NAMED[field].flatMap(({ kind, of }) => {
      const taken = of(foreign);
      // Somebody who is in both is nobody else.
      if (taken === of(mine)) return [];
      const args: Record<string, unknown> = {
        ...(field === "project_id" ? own(tool, mine, at) : own(tool, foreign, at)),
        ...(!isReading(tool) && !isPinned && { project_id: mine.id }),
        [field]: taken,
      };
      return [{ at, token, args, outcome: "not_found", twin: [taken, newId(kind)] }];
    });
  });
}

const tierOf = (tier: Tier, permissions: readonly Permission[] = PERMISSIONS, isReadonly = false) => ({
  tier,
  permissions: new Set(permissions),
  isReadonly,
});
const first = () => ours.projects[0];
const second = () => ours.projects[1] as SeededProject;
const token = (name: string) => {
  const found = tokens[name];
  if (!found) throw new Error(`no token ${name}`);
  return found;
};

/** Every tool of the product as if it needed the highest tier: none of today's does. */
const dearTools = tools.map((tool): AnyTool => ({ ...tool, tier: "business" }));
const dearToolset = toolsetOf(buildCatalogue(dearTools));

/** The places where a token can be for. */
const places = () => [ACCOUNT, READONLY, atProject(first().id), atProject(second().id)];

const COLUMNS: Record<string, Column> = {
  "another organisation": (tool) => [
    ...foreignIds(tool, ACCOUNT, token("whole"), first(), theirs.projects[0]),
    ...foreignIds(tool, atProject(first().id), token("whole"), first(), theirs.projects[0]),
    { token: token("whole"), args: own(tool, first()), outcome: "ok" },
    {
      at: atProject(theirs.projects[0].id),
      token: token("whole"),
      args: own(tool, first(), atProject("")),
      outcome: "bad_credential",
      twin: [theirs.projects[0].id, newId("project")],
    },
  ],
  "another project of the same organisation": (tool) => [
    ...foreignIds(tool, ACCOUNT, token("first"), first(), second()),
    ...foreignIds(tool, atProject(first().id), token("whole"), first(), second()),
    { token: token("first"), args: own(tool, first()), outcome: "ok" },
    {
      at: atProject(second().id),
      token: token("first"),
      args: own(tool, first(), atProject("")),
      outcome: "bad_credential",
      twin: [second().id, newId("project")],
    },
  ],
  "a revoked token": (tool) =>
    ["revoked", "revokedKey"].map((name) => ({
      token: token(name),
      args: own(tool, first()),
      outcome: "bad_credential",
    })),
  "an expired token": (tool) =>
    ["expired", "endedConnection", "endedKey"].map((name) => ({
      token: token(name),
      args: own(tool, first()),
      outcome: "bad_credential",
    })),
  "a token for another endpoint": (tool) =>
    places().flatMap((at) =>
      places()
        .filter(({ path }) => path !== at.path)
        .map(({ path }) => ({
          at,
          token: token(`for ${path}`),
          args: own(tool, first(), at),
          outcome: "bad_credential",
        })),
    ),
  "the read-only endpoint": (tool) => [
    {
      at: READONLY,
      token: token("whole"),
      args: own(tool, first()),
      outcome: isReading(tool) ? "ok" : "readonly",
    },
    {
      at: { ...ACCOUNT, path: "/mcp?access=readonly" },
      token: token("full"),
      args: own(tool, first()),
      outcome: isReading(tool) ? "ok" : "readonly",
    },
  ],
  "a read-only key": (tool) => [
    { token: token("readonlyKey"), args: own(tool, first()), outcome: isReading(tool) ? "ok" : "readonly" },
  ],
  "too little scope or permission": (tool) => [
    { token: token("readScope"), args: own(tool, first()), outcome: isReading(tool) ? "ok" : "scope" },
    {
      token: withoutPermission.get(tool.permission) ?? "",
      args: own(tool, first()),
      outcome: tool.permission === "any" ? "ok" : "permission",
    },
  ],
  "a lower plan": (tool) => [
    {
      token: token("small"),
      args: own(tool, small.projects[0]),
      outcome:
        verdictOn({ ...tool, isReading: isReading(tool) }, tierOf("starter")) === "callable" ? "ok" : "tier",
    },
    { token: token("small"), toolset: dearToolset, args: own(tool, small.projects[0]), outcome: "tier" },
    { token: token("spent"), args: own(tool, spent.projects[0]), outcome: tool.isFree ? "ok" : "limited" },
  ],
  "no token": (tool) =>
    places().map((at) => ({ at, token: null, args: own(tool, first(), at), outcome: "no_credential" })),
  "a deleted person or project": (tool) => [
    ...["disabledUser", "deletedUser", "formerMember", "goneKey"].map(
      (name): Shot => ({ token: token(name), args: own(tool, first()), outcome: "bad_credential" }),
    ),
    ...foreignIds(tool, ACCOUNT, token("whole"), first(), gone),
    {
      at: atProject(gone.id),
      token: token("whole"),
      args: own(tool, first(), atProject("")),
      outcome: "bad_credential",
      twin: [gone.id, newId("project")],
    },
  ],
  "somebody else's handle": (tool) => [
    ...Object.values(streams).map(
      ({ id }): Shot => ({
        token: token("whole"),
        sessionId: id,
        args: own(tool, first()),
        outcome: "no_session",
        twin: [id, "A".repeat(id.length)],
      }),
    ),
    ...(isReading(tool)
      ? []
      : Object.values(calls).map(
          (id): Shot => ({
            token: token("asking"),
            args: { call_id: id },
            outcome: "not_found",
            twin: [id, newId("call")],
          }),
        )),
    ...[states.theirs, states.neighbour].map((of): Shot => stateShot(tool, anyState(of, tool))),
  ],
  "a changed requestState": (tool) => {
    const state = anyState(states.own, tool);
    const changed = [
      `${state.slice(0, -8)}${state.at(-8) === "A" ? "B" : "A"}${state.slice(-7)}`,
      state.slice(0, -4),
      `${state}AAAA`,
      "",
      "v1..",
      // Ours and whole, and of another tool's call.
      ...[...states.own]
        .filter(([name]) => name !== tool.name)
        .map(([, other]) => other)
        .slice(0, 1),
    ];
    return changed.map((text) => stateShot(tool, text));
  },
};

/** The state of a call of this tool if it has any, else of some tool. */
function anyState(of: Map<string, string>, { name }: AnyTool): string {
  return of.get(name) ?? (of.values().next().value as string);
}

/** The 2025 revisions know no such parameter; whoever sends it there is refused all the same. */
function stateShot(tool: AnyTool, requestState: string): Shot {
  return {
    token: token("asking"),
    args: own(tool, first()),
    params: { requestState, inputResponses: { approval: { action: "accept" } } },
    outcome: "bad_state",
  };
}

type Sent = InProcessAnswer;

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with what they should be.
type Loose = any;

/** What an answer says went wrong, in one line; null for a result. */
function saysOf({ text }: Sent): string | null {
  const answer = JSON.parse(text) as Loose;
  if (typeof answer.error === "string") return answer.error;
  if (answer.error) return String(answer.error.code);
  const error = answer.result._meta?.["caramel/error"];
  if (!error) return answer.result.isError ? "an error without a code" : null;
  return error.reason ? `${error.code} ${error.reason}` : error.code;
}

/** An answer without what differs between any two: its request id and what is left of the limits. */
function comparable({ status, headers, text, requestId }: Sent, id: string): string {
  const { "x-request-id": _, ratelimit, ...rest } = headers;
  return JSON.stringify({ status, rest, text, limits: ratelimit?.replace(/r=\d+/g, "r=") })
    .replaceAll(id, "<id>")
    .replaceAll(requestId, "<request>")
    .replace(/(\\"left\\":)\d+/g, "$1<left>");
}

const canariesOf = ({ canary, projects }: Tenant) => [canary, ...projects.map((project) => project.canary)];

/** One of these stands in what the tool tells of its caller's own things, or no word of others would tell anything. */
function ownWords(tool: AnyTool, mine: World): string[] {
  const { says } = rowOf(tool);
  return says === undefined ? canariesOf(mine) : [says];
}

/** Words that may not reach this caller. */
function foreignWords(shot: Shot): string[] {
  const others = [ours, theirs, small, spent].filter((world) => !ownTokens(world).has(shot.token ?? ""));
  const words = others.flatMap(canariesOf);
  // The organisation's own word stands in every project's rows, the project's word only in its own.
  if (shot.token === tokens.first || shot.at?.path.endsWith(first().id)) words.push(second().canary);
  return words;
}

function ownTokens(world: World): Set<string> {
  if (world === small) return new Set([token("small")]);
  if (world === spent) return new Set([token("spent")]);
  if (world === theirs) return new Set([token("theirs")]);
  const others = new Set(["small", "spent", "theirs"]);
  const named = Object.entries(tokens).flatMap(([name, text]) => (others.has(name) ? [] : [text]));
  return new Set([...named, ...withoutPermission.values()]);
}

async function world(options: Parameters<typeof seedTenant>[1] = {}): Promise<World> {
  const tenant = await seedTenant(db, options);
  await fillEveryText(db, tenant);
  return { ...tenant, projectIds: tenant.projects.map(({ id }) => id) };
}

beforeAll(async () => {
  for (const level of ["trace", "debug", "info", "warn", "error", "fatal"] as const) {
    vi.spyOn(logger, level).mockImplementation((...words: unknown[]) => {
      logged.push(
        JSON.stringify(words, (_, value) =>
          value instanceof Error
            ? { ...value, message: value.message, stack: value.stack, cause: value.cause }
            : value,
        ),
      );
    });
  }
  db = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await db.connect();
  [ours, theirs, small, spent] = [
    await world({ projects: 3 }),
    await world(),
    await world(),
    await world({ limits: { perDay: 5 } }),
  ];
  await db.query("UPDATE plan SET tier = 'starter' WHERE id = $1", [small.planId]);
  await db.query(
    `INSERT INTO usage_daily (organisation_id, day, calls)
     SELECT $1, (now() AT TIME ZONE 'UTC')::date + shift, 5 FROM generate_series(0, 1) AS shift`,
    [spent.organisationId],
  );
  gone = ours.projects[2] as SeededProject;
  const goneKey = (await auth.createKey(ours, { projectId: gone.id })).text;
  await deleteProject(gone.id);
  ours.projects.splice(2);

  const key = async (of: World, options: auth.CredentialOptions = {}) =>
    (await auth.createKey(of, options)).text;
  const signed = async (...[of, options]: Parameters<typeof auth.createConnection>) =>
    auth.signToken(await auth.createConnection(of, options));
  const cut = async (data: Parameters<typeof prisma.connection.update>[0]["data"]) => {
    const connection = await auth.createConnection(ours);
    await prisma.connection.update({ where: { id: connection.id }, data });
    return auth.signToken(connection);
  };
  const past = new Date(Date.now() - 60_000);
  const seconds = Math.floor(Date.now() / 1000);
  const revokedKey = await auth.createKey(ours);
  await prisma.apiKey.update({ where: { id: revokedKey.id }, data: { revokedAt: past } });
  const leaver = async () => {
    const userId = newId("user");
    await prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name: "Leaver" } });
    await prisma.member.create({ data: { organisationId: ours.organisationId, userId, role: "owner" } });
    return { userId, token: await signed({ ...ours, userId }) };
  };
  const [disabled, deleted, former] = [await leaver(), await leaver(), await leaver()];
  await prisma.user.update({ where: { id: disabled.userId }, data: { disabledAt: past } });
  await prisma.user.delete({ where: { id: deleted.userId } });
  await prisma.member.deleteMany({ where: { userId: former.userId } });
  const [asking, neighbour, stranger] = [
    await auth.createConnection(ours),
    await auth.createConnection(ours),
    await auth.createConnection(theirs),
  ];
  await prisma.connection.updateMany({
    where: { id: { in: [asking.id, neighbour.id, stranger.id] } },
    data: { asksFirst: true },
  });
  tokens = {
    whole: await key(ours),
    first: await key(ours, { projectId: first().id }),
    readonlyKey: await key(ours, { access: "readonly" }),
    small: await key(small),
    spent: await key(spent),
    theirs: await auth.signToken(stranger),
    full: await signed(ours),
    readScope: await signed(ours, { scopes: ["mcp:read"] }),
    revoked: await cut({ revokedAt: past }),
    revokedKey: revokedKey.text,
    expired: await auth.signToken(await auth.createConnection(ours), {
      iat: seconds - 700,
      exp: seconds - 100,
    }),
    endedConnection: await cut({ expiresAt: past }),
    endedKey: await key(ours, { expiresAt: past }),
    disabledUser: disabled.token,
    deletedUser: deleted.token,
    formerMember: former.token,
    goneKey,
    asking: await auth.signToken(asking),
    neighbour: await auth.signToken(neighbour),
  };
  for (const { path, options } of places()) {
    const projectId = options.endpoint === "project" ? options.projectId : undefined;
    tokens[`for ${path}`] = await signed(ours, { resource: `${env.baseUrl}${path}`, projectId });
  }
  withoutPermission = new Map();
  for (const permission of new Set(tools.map((tool) => tool.permission))) {
    const permissions = PERMISSIONS.filter(
      (name) => name !== permission,
    ) as auth.CredentialOptions["permissions"];
    withoutPermission.set(permission, await key(ours, { permissions }));
  }
  streams = { theirs: await openStream(token("theirs")), neighbour: await openStream(token("full")) };
  states = { own: new Map(), neighbour: new Map(), theirs: new Map() };
  calls = { neighbour: "", theirs: "" };
  for (const tool of tools.filter((tool) => !isReading(tool)).slice(0, 2)) {
    for (const [name, of] of [
      ["own", "asking"],
      ["neighbour", "neighbour"],
      ["theirs", "theirs"],
    ] as const) {
      const { dry_run: _, ...args } = own(tool, name === "theirs" ? theirs.projects[0] : first());
      const params = { name: tool.name, arguments: args };
      const shown = JSON.parse(
        (await send("2026-07-28", "tools/call", params, { token: token(of) })).text,
      ) as Loose;
      states[name].set(tool.name, shown.result.requestState);
      if (name !== "own") {
        const connectionId = { neighbour, theirs: stranger }[name].id;
        const row = await prisma.approval.findFirstOrThrow({ where: { connectionId } });
        calls[name] = row.callId;
      }
    }
  }
  logged.length = 0;
});

afterAll(async () => {
  for (const { close } of openStreams) await close();
  globalThis.caramelStopListening?.();
  await db?.end();
});

/** As a person deletes it. Conversations and chatbots refuse to go in any order but theirs. */
async function deleteProject(projectId: string) {
  for (const table of ["ticket", "lead", "conversation", "visitor"] as const) {
    await db.query(`DELETE FROM ${table} WHERE project_id = $1`, [projectId]);
  }
  await db.query("DELETE FROM project WHERE id = $1", [projectId]);
}

const openStreams: { close(): Promise<void> }[] = [];

/** A stream of the HTTP+SSE transport, with what came down it so far. */
async function openStream(token: string) {
  const response = await serveMcp(
    new Request(`${env.baseUrl}/mcp`, {
      headers: { accept: "text/event-stream", authorization: `Bearer ${token}` },
    }),
    ACCOUNT.options,
  );
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  openStreams.push({ close: () => reader.cancel().catch(() => {}) });
  const decoder = new TextDecoder();
  const opened = decoder.decode((await reader.read()).value);
  const id = /sessionId=([\w-]+)/.exec(opened)?.[1];
  if (!id) throw new Error(`no stream: ${response.status} ${opened}`);
  const frames: string[] = [];
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done) return;
      frames.push(decoder.decode(value));
    }
  })();
  return { id, frames };
}

it("has a row for every tool, with every id it takes", () => {
  expect(Object.keys(TOOL_ROWS).toSorted()).toEqual(tools.map(({ name }) => name).toSorted());
  for (const { tool, listed } of productCatalogue.entries) {
    expect(idFields(listed.projects.callable.inputSchema as { properties?: object }), tool.name).toEqual(
      rowOf(tool).ids.toSorted(),
    );
    expect(rowOf(tool).isWriting ?? false, tool.name).toBe(!isReading(tool));
  }
});

describe("the matrix", () => {
  it("answers every cell as the rules say, and leaves every row as it was", {
    timeout: 300_000,
  }, async () => {
    const everything = async () => ({
      theirs: await rowsOf(db, theirs),
      ours: await rowsWithoutTraces(db, ours),
    });
    const before = await everything();
    const cells = tools.flatMap((tool) =>
      ERAS.flatMap((era) => Object.entries(COLUMNS).map(([column, shots]) => ({ tool, era, column, shots }))),
    );
    expect(Object.keys(COLUMNS)).toHaveLength(13);
    expect(cells).toHaveLength(tools.length * 13 * 2);
    expect(cells.length).toBeGreaterThanOrEqual(30 * 13 * 2);

    const wrong: string[] = [];
    const asked: { where: string; outcome: Outcome; requestId: string; token: string | null }[] = [];
    let compared = 0;
    await eachOf(cells, async ({ tool, era, column, shots }) => {
      const all = shots(tool);
      if (all.length === 0) wrong.push(`${tool.name}, ${column}, ${era}: nothing is tried`);
      for (const shot of all) {
        const where = `${tool.name}, ${column}, ${era}, ${JSON.stringify(shot.args).slice(0, 120)}`;
        const fire = (change: (text: string) => string) =>
          send(
            era,
            "tools/call",
            {
              name: tool.name,
              arguments: JSON.parse(change(JSON.stringify(shot.args))),
              ...shot.params,
            },
            {
              ...shot,
              ...(shot.at && { at: JSON.parse(change(JSON.stringify(shot.at))) }),
              ...(shot.sessionId && { sessionId: change(shot.sessionId) }),
            },
          );
        const sent = await fire((text) => text);
        const { status, says } = OUTCOMES[shot.outcome];
        if (sent.status !== status || saysOf(sent) !== says) {
          wrong.push(`${where}: ${shot.outcome} expected, ${sent.status} ${sent.text.slice(0, 300)}`);
        }
        const answers = [sent];
        asked.push({ where, outcome: shot.outcome, requestId: sent.requestId, token: shot.token });
        if (shot.twin) {
          const [taken, unknown] = shot.twin;
          const other = await fire((text) => text.replaceAll(taken, unknown));
          answers.push(other);
          asked.push({ where, outcome: shot.outcome, requestId: other.requestId, token: shot.token });
          if (comparable(sent, taken) !== comparable(other, unknown)) {
            wrong.push(
              `${where}: differs from what nobody has: ${comparable(sent, taken)} ${comparable(other, unknown)}`,
            );
          }
          compared += 1;
        }
        const words = foreignWords(shot);
        const mine = [small, spent].find((world) => ownTokens(world).has(shot.token ?? "")) ?? ours;
        if (shot.outcome === "ok" && !ownWords(tool, mine).some((word) => sent.text.includes(word))) {
          wrong.push(`${where}: nothing of its own ${sent.text.slice(0, 300)}`);
        }
        for (const answer of answers) {
          const seen = `${answer.text} ${JSON.stringify(answer.headers)}`;
          for (const word of words) if (seen.includes(word)) wrong.push(`${where}: a word of somebody else`);
        }
      }
    });
    expect(wrong).toEqual([]);

    // One line for each call that was let in, in the caller's own log; none for the others.
    const { rows } = await db.query<{ request_id: string; organisation_id: string; line: string }>(
      `SELECT request_id, organisation_id, outcome || coalesce(' ' || error_code, '') AS line FROM call_log
        WHERE request_id = ANY ($1)`,
      [asked.map(({ requestId }) => requestId)],
    );
    const lines = Map.groupBy(rows, (row) => row.request_id);
    const organisationOf = (text: string | null) =>
      [small, spent].find((world) => ownTokens(world).has(text ?? ""))?.organisationId ?? ours.organisationId;
    const unlogged = asked.flatMap(({ where, outcome, requestId, token }) => {
      const { log } = OUTCOMES[outcome];
      const found = (lines.get(requestId) ?? []).map((row) => `${row.organisation_id} ${row.line}`);
      const right = log === null ? [] : [`${organisationOf(token)} ${log}`];
      return JSON.stringify(found) === JSON.stringify(right)
        ? []
        : [`${where}: ${found} instead of ${right}`];
    });
    expect(unlogged).toEqual([]);

    await settleAttempts();
    expect(await everything()).toEqual(before);
    const words = [ours, theirs, small, spent].flatMap(canariesOf);
    for (const line of logged) for (const word of words) expect(line).not.toContain(word);
    // Nothing but the address to post to and signs of life came down anybody's stream.
    for (const { frames } of Object.values(streams)) expect(frames.join("")).not.toMatch(/event:|data:/);
    expect(compared).toBeGreaterThan(300);
    console.info(`${cells.length} cells, ${asked.length} calls, ${compared} pairs compared`);
  });
});

describe("the list", () => {
  it("shows each caller exactly what it can call, in both eras", async () => {
    const full = tierOf("business");
    const reading = tierOf("business", PERMISSIONS, true);
    const cases = [
      { token: token("whole"), access: full },
      { token: token("first"), access: full },
      { token: token("whole"), at: atProject(first().id), access: full },
      { token: token("whole"), at: READONLY, access: reading },
      { token: token("whole"), at: { ...ACCOUNT, path: "/mcp?access=readonly" }, access: reading },
      { token: token("readonlyKey"), access: reading },
      { token: token("readScope"), access: reading },
      { token: token("asking"), access: full },
      { token: token("small"), access: tierOf("starter") },
      { token: token("small"), access: tierOf("starter"), toolset: dearToolset, of: dearTools },
      ...[...withoutPermission].map(([permission, text]) => ({
        token: text,
        access: tierOf(
          "business",
          PERMISSIONS.filter((name) => name !== permission),
        ),
      })),
    ];
    for (const { access, of = tools, ...shot } of cases as (Omit<Shot, "args" | "outcome"> & {
      access: typeof full;
      of?: readonly AnyTool[];
    })[]) {
      const verdicts = of.map((tool) => ({
        name: tool.name,
        verdict: verdictOn({ ...tool, isReading: isReading(tool) }, access),
      }));
      const wanted = verdicts.filter(({ verdict }) => verdict !== "hidden").map(({ name }) => name);
      for (const era of ERAS) {
        const { result } = JSON.parse((await send(era, "tools/list", {}, shot)).text) as Loose;
        expect(result.tools.map(({ name }: Loose) => name)).toEqual(wanted.toSorted());
        const noted = result.tools.filter(
          (tool: Loose) => tool._meta["caramel/unavailable"] === "tier_required",
        );
        expect(noted.length).toBe(verdicts.filter(({ verdict }) => verdict === "tier_required").length);
        for (const word of canariesOf(theirs)) expect(JSON.stringify(result)).not.toContain(word);
      }
    }
  });
});
