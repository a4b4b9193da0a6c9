// Every route of the dashboard, asked by somebody who may not have what it tells. A route without a row fails.
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { fillEveryText } from "@/e2e/canaries";
import { rowsOf } from "@/e2e/rows-of";
import { seedMember, seedTenant, type Tenant } from "@/e2e/tenants";
import { SESSION_COOKIE, toSessionToken } from "@/lib/auth/session-cookie";
import { newVisitorToken } from "@/lib/auth/visitor-token";
import { env } from "@/lib/core/env";
import { type IdKind, newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { stopBoss } from "@/lib/jobs/boss";

const { jar, incoming } = vi.hoisted(() => ({
  jar: new Map<string, { value: string }>(),
  incoming: new Headers(),
}));

vi.mock("next/headers", () => ({
  headers: async () => incoming,
  cookies: async () => ({
    get: (name: string) => jar.get(name),
    set: (name: string, value: string) => jar.set(name, { value }),
  }),
}));

/** Whose thing the address names. */
type Params = Record<string, string>;

interface Row {
  /** Of the address. */
  params: (tenant: Tenant) => Params;
  /** What kind of thing each part of the address names. */
  kinds: Record<string, IdKind>;
  query?: string;
  body?: string;
  /** The row whose answer makes the credential of this one, in place of the session. */
  tokenFrom?: { route: string; field: string };
  /** Says nothing of the organisation's own. */
  isSilent?: true;
}

const ofProject = {
  params: ({ projects }: Tenant) => ({ projectId: projects[0].id }),
  kinds: { projectId: "project" },
} as const;
const ofOrganisation = {
  params: ({ organisationId }: Tenant) => ({ organisationId }),
  kinds: { organisationId: "organisation" },
} as const;

/** Method and folder of every route that tells or takes something of an organisation. */
const ROUTES: Record<string, Row> = {
  "GET organisations/[organisationId]/api-keys": ofOrganisation,
  "POST organisations/[organisationId]/api-keys": {
    ...ofOrganisation,
    body: JSON.stringify({ name: "Reports" }),
    isSilent: true,
  },
  // After those that show the key it ends.
  "DELETE organisations/[organisationId]/api-keys/[apiKeyId]": {
    params: ({ organisationId }) => ({ organisationId, apiKeyId: keys.get(organisationId) ?? "" }),
    kinds: { organisationId: "organisation", apiKeyId: "apiKey" },
  },
  // Packed, so that no word of it is seen here; lib/organisations looks at what is inside.
  "POST organisations/[organisationId]/data": { ...ofOrganisation, isSilent: true },
  "GET organisations/[organisationId]/members.csv": ofOrganisation,
  "GET organisations/[organisationId]/usage.csv": { ...ofOrganisation, isSilent: true },
  "GET organisations/[organisationId]/api-keys.csv": ofOrganisation,
  "GET organisations/[organisationId]/audit.csv": ofOrganisation,
  "GET organisations/[organisationId]/calls.csv": ofOrganisation,
  // Attempts to connect, of which there are none here; lib/doctor looks at who sees which.
  "GET projects/[projectId]/doctor": { ...ofProject, isSilent: true },
  "POST projects/[projectId]/doctor/self-test": { ...ofProject, isSilent: true },
  "GET projects/[projectId]/analytics.csv": { ...ofProject, isSilent: true },
  "GET projects/[projectId]/approvals.csv": ofProject,
  "GET projects/[projectId]/connections.csv": ofProject,
  "GET projects/[projectId]/imports.csv": ofProject,
  "GET projects/[projectId]/leads": ofProject,
  "GET projects/[projectId]/leads.csv": ofProject,
  "GET projects/[projectId]/tickets.csv": ofProject,
  "GET projects/[projectId]/revisions.csv": ofProject,
  // What it finds depends on the words; lib/search looks at who finds what.
  "GET projects/[projectId]/search": { ...ofProject, query: "?query=canary", isSilent: true },
  "GET projects/[projectId]/conversations": ofProject,
  "GET projects/[projectId]/conversations/[conversationId]": {
    params: ({ projects }) => ({
      projectId: projects[0].id,
      conversationId: conversations.get(projects[0].id) ?? "",
    }),
    kinds: { projectId: "project", conversationId: "conversation" },
  },
  "GET projects/[projectId]/conversations.csv": ofProject,
  "GET projects/[projectId]/feeds": ofProject,
  "GET projects/[projectId]/feeds/[feedId]": {
    params: ({ projects }) => ({ projectId: projects[0].id, feedId: feeds.get(projects[0].id) ?? "" }),
    kinds: { projectId: "project", feedId: "feed" },
  },
  "GET projects/[projectId]/products.csv": ofProject,
  "GET projects/[projectId]/imports": ofProject,
  "POST projects/[projectId]/imports": {
    ...ofProject,
    query: "?kind=conversations&file_name=history.jsonl",
    body: JSON.stringify({ id: "a", turns: [{ role: "user", content: "hi" }] }),
    isSilent: true,
  },
  "GET projects/[projectId]/imports/[importId]": {
    params: ({ projects }) => ({ projectId: projects[0].id, importId: imports.get(projects[0].id) ?? "" }),
    kinds: { projectId: "project", importId: "import" },
  },
  "GET projects/[projectId]/knowledge": ofProject,
  "POST projects/[projectId]/knowledge": {
    ...ofProject,
    query: "?file_name=returns.md",
    body: "# Returns\n\nWithin thirty days.",
    isSilent: true,
  },
  "GET projects/[projectId]/knowledge/sources.csv": ofProject,
  "GET projects/[projectId]/live": {
    ...ofProject,
    tokenFrom: { route: "POST projects/[projectId]/live/token", field: "real_time_access_token" },
    isSilent: true,
  },
  "GET projects/[projectId]/visitors.csv": ofProject,
  "GET projects/[projectId]/visitors/[visitorId]/export": {
    params: ({ projects }) => ({ projectId: projects[0].id, visitorId: visitors.get(projects[0].id) ?? "" }),
    kinds: { projectId: "project", visitorId: "visitor" },
  },
  "POST projects/[projectId]/live/token": { ...ofProject, isSilent: true },
};

/**
 * Routes of the widget, whose caller is a visitor's token and the page's origin: what the widget sends, and the reading of
 * what is somebody's own.
 */
const OF_VISITORS: Record<
  string,
  { body: object; params?: (visitor: WidgetVisitor) => Params; shows?: true }
> = {
  session: { body: {}, shows: true },
  messages: { body: { message_id: randomUUID(), text: "Hello" } },
  history: { body: { before: 1_000 }, shows: true },
  events: { body: { after: -1 }, shows: true },
  leads: { body: { email: "ann@example.com", consent: true } },
  tickets: { body: { subject: "Late", message: "Where is it?" } },
  "tickets/[ticketId]/messages": {
    body: { message: "Any news?" },
    params: ({ ticketId }) => ({ ticketId }),
    shows: true,
  },
  "rules/[ruleId]/shown": { body: {}, params: ({ ruleId }) => ({ ruleId }) },
};

const WIDGET = "widget/[chatbotId]";

/** Routes that anybody may ask. */
const OPEN: Record<string, string> = {
  "GET auth/[...nextauth]": "signing in",
  "POST auth/[...nextauth]": "signing in",
  "GET health/live": "a process manager asks",
  "GET health/ready": "a load balancer asks",
};

let db: pg.Client;
let ours: Tenant;
let theirs: Tenant;
const imports = new Map<string, string>();
const conversations = new Map<string, string>();
const visitors = new Map<string, string>();
const feeds = new Map<string, string>();
const keys = new Map<string, string>();
type Handler = (request: Request, context: { params: Promise<Params> }) => Promise<Response>;
const handlers = new Map<string, Handler>();

beforeAll(async () => {
  db = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await db.connect();
  [ours, theirs] = [await seedTenant(db, { projects: 2 }), await seedTenant(db)];
  for (const tenant of [ours, theirs]) {
    await fillEveryText(db, tenant);
    const { organisationId } = tenant;
    keys.set(organisationId, (await prisma.apiKey.findFirstOrThrow({ where: { organisationId } })).id);
    for (const { id } of tenant.projects) {
      const conversation = await prisma.conversation.findFirstOrThrow({ where: { projectId: id } });
      conversations.set(id, conversation.id);
      visitors.set(id, (await prisma.visitor.findFirstOrThrow({ where: { projectId: id } })).id);
      feeds.set(id, (await prisma.productFeed.findFirstOrThrow({ where: { projectId: id } })).id);
      imports.set(id, (await prisma.importRun.findFirstOrThrow({ where: { projectId: id } })).id);
    }
  }
  const folders = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === "route.ts")
    .map(({ parentPath }) => path.relative(import.meta.dirname, parentPath));
  for (const folder of folders.filter((name) => !name.startsWith("auth/"))) {
    const module = (await import(
      /* @vite-ignore */ path.join(import.meta.dirname, folder, "route.ts")
    )) as Record<string, Handler>;
    for (const [method, handler] of Object.entries(module)) handlers.set(`${method} ${folder}`, handler);
  }
});

afterAll(async () => {
  globalThis.caramelStopListening?.();
  await stopBoss();
  await db?.end();
});

beforeEach(() => jar.clear());

async function signIn(userId: string, sessionEpoch = 0) {
  jar.set(SESSION_COOKIE, { value: await toSessionToken({ userId, sessionEpoch }) });
}

async function ask(name: string, params: Params, token?: string) {
  const [method = "", folder = ""] = name.split(" ");
  const row = ROUTES[name] as Row;
  const address = folder.replace(/\[(\w+)\]/g, (_, part: string) => params[part] ?? "");
  const headers = { origin: env.baseUrl, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const request = new Request(`${env.baseUrl}/api/${address}${row.query ?? ""}`, {
    method,
    headers,
    ...(row.body !== undefined && { body: row.body }),
  });
  const response = await (handlers.get(name) as Handler)(request, { params: Promise.resolve(params) });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (isStream) {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const text = new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
    return { status: response.status, headers: response.headers, text };
  }
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The token that a row needs besides or in place of the session; its owner gets one for a project of their own. */
async function tokenFor({ tokenFrom }: Row, tenant: Tenant): Promise<string | undefined> {
  if (!tokenFrom) return undefined;
  const { text } = await ask(tokenFrom.route, (ROUTES[tokenFrom.route] as Row).params(tenant));
  return JSON.parse(text)[tokenFrom.field];
}

const canariesOf = ({ canary, projects }: Tenant) => [canary, ...projects.map((project) => project.canary)];

test("the table has every route", () => {
  const found = [...handlers.keys(), "GET auth/[...nextauth]", "POST auth/[...nextauth]"];
  const widget = Object.keys(OF_VISITORS).flatMap((name) => [
    `POST ${WIDGET}/${name}`,
    `OPTIONS ${WIDGET}/${name}`,
  ]);
  expect(found.toSorted()).toEqual([...Object.keys(ROUTES), ...widget, ...Object.keys(OPEN)].toSorted());
});

describe.each(Object.entries(ROUTES))("%s", (name, row) => {
  test("is refused to whoever has no right to it, as if it did not exist, and changes nothing", async () => {
    const before = await rowsOf(db, theirs);
    const params = row.params(theirs);
    const unknown = Object.fromEntries(Object.entries(row.kinds).map(([part, kind]) => [part, newId(kind)]));
    const epochs = (await seedMember(db, theirs.organisationId, "owner")).userId;
    const disabled = (await seedMember(db, theirs.organisationId, "owner")).userId;
    await prisma.user.update({ where: { id: disabled }, data: { disabledAt: new Date() } });
    const former = (await seedMember(db, theirs.organisationId, "owner")).userId;
    await prisma.member.deleteMany({ where: { userId: former } });
    const people: [string, () => Promise<unknown>, number][] = [
      ["signed out", async () => jar.clear(), 401],
      ["of another organisation", () => signIn(ours.userId), 404],
      ["no member any more", () => signIn(former), 404],
      ["disabled", () => signIn(disabled), 401],
      ["signed out everywhere", () => signIn(epochs, 7), 401],
    ];
    await signIn(ours.userId);
    for (const [who, enter, status] of people) {
      await signIn(ours.userId);
      const token = await tokenFor(row, ours);
      await enter();
      // A token is good for one project, whoever brings it.
      const expected = row.tokenFrom ? 401 : status;
      const [mine, nobodys] = [
        await ask(name, params, token),
        await ask(name, unknown, row.tokenFrom ? "x" : undefined),
      ];
      expect([who, mine.status], mine.text).toEqual([who, expected]);
      for (const word of canariesOf(theirs)) expect(mine.text).not.toContain(word);
      const [given, made] = [Object.values(params), Object.values(unknown)];
      const alike = (text: string, ids: string[]) =>
        ids.reduce((rest, id) => rest.replaceAll(id, "<id>"), text);
      expect(alike(mine.text, given)).toBe(alike(nobodys.text, made));
      expect([...mine.headers]).toEqual([...nobodys.headers]);
    }
    // Those that were made here are members of theirs.
    const after = await rowsOf(db, theirs);
    expect({ ...after, "member.organisation_id": "" }).toEqual({ ...before, "member.organisation_id": "" });
  });

  test("answers its owner, with nothing of anybody else", async () => {
    await signIn(ours.userId);
    const { status, text } = await ask(name, row.params(ours), await tokenFor(row, ours));
    expect(status, text).toBeLessThan(300);
    if (!row.isSilent) expect(canariesOf(ours).some((word) => text.includes(word))).toBe(true);
    for (const word of canariesOf(theirs)) expect(text).not.toContain(word);
  });
});

test("something of another organisation is not found in a project of one's own", async () => {
  await signIn(ours.userId);
  const name = "GET projects/[projectId]/imports/[importId]";
  const [own, other] = ours.projects.map(({ id }) => id) as [string, string];
  const answers = [imports.get(theirs.projects[0].id), imports.get(other), newId("import")].map(
    async (importId) => {
      const { status, text } = await ask(name, { projectId: own, importId: importId ?? "" });
      return [status, text.replaceAll(importId ?? "", "<id>")];
    },
  );
  const [foreign, neighbour, unknown] = await Promise.all(answers);
  expect(unknown?.[0]).toBe(404);
  expect(foreign).toEqual(unknown);
  expect(neighbour).toEqual(unknown);
});

/** A visitor of a tenant's first chatbot, with a conversation and a ticket of their own. */
interface WidgetVisitor {
  tenant: Tenant;
  token: string;
  ticketId: string;
  ruleId: string;
  /** Stands in all that is theirs and in nothing else. */
  word: string;
}

function idsOf({ tenant: { projects } }: Pick<WidgetVisitor, "tenant">) {
  const { id: projectId, visitorId, conversationId, ticketId } = projects[0];
  return { projectId, visitorId, conversationId, ticketId };
}

const SHOP = "https://shop.example";

/** Gives the seeded visitor a token, a conversation of now and the ticket. */
async function seedWidgetVisitor(tenant: Tenant): Promise<WidgetVisitor> {
  const { projectId, visitorId, conversationId, ticketId } = idsOf({ tenant });
  const { chatbotId } = tenant.projects[0];
  const word = newId("visitor").slice(4);
  const { text: token, hash: tokenHash } = newVisitorToken();
  await prisma.chatbot.updateMany({
    where: { projectId },
    data: { isEnabled: true, allowedOrigins: [SHOP], leadForm: "when_needed", visitorTickets: true },
  });
  await prisma.visitor.updateMany({ where: { projectId, id: visitorId }, data: { tokenHash } });
  await prisma.conversation.updateMany({
    where: { projectId, id: conversationId },
    data: { visitorId, chatbotId, platform: "web", lastMessageAt: new Date() },
  });
  await prisma.ticket.updateMany({
    where: { projectId, id: ticketId },
    data: { visitorId, openedBy: "visitor", status: "new", subject: word },
  });
  await prisma.visitor.updateMany({
    where: { projectId, id: visitorId },
    data: { name: word, email: `${word}@example.com` },
  });
  await prisma.message.updateMany({ where: { projectId, conversationId }, data: { content: word } });
  await prisma.ticketEntry.updateMany({ where: { projectId, ticketId }, data: { body: word } });
  const { id: ruleId } = await prisma.salesRule.findFirstOrThrow({ where: { projectId } });
  return { tenant, token, ticketId, ruleId, word };
}

async function askWidget(name: string, chatbotId: string, params: Params, token?: string) {
  const { body } = OF_VISITORS[name] as (typeof OF_VISITORS)[string];
  const request = new Request(`${env.baseUrl}/api/widget/${chatbotId}/${name}`, {
    method: "POST",
    headers: {
      origin: SHOP,
      "content-type": "application/json",
      // Each from elsewhere, so that none meets the limit of an address.
      "x-caramel-client-ip": newId("call"),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const handler = handlers.get(`POST ${WIDGET}/${name}`) as Handler;
  const response = await handler(request, { params: Promise.resolve({ chatbotId, ...params }) });
  // A stream that only listens has no end; what is there already comes at once.
  if (name !== "events" || !response.ok) return { status: response.status, text: await response.text() };
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const text = new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  return { status: response.status, text };
}

describe("the widget", () => {
  let mine: WidgetVisitor;
  let others: WidgetVisitor;

  beforeAll(async () => {
    [mine, others] = [await seedWidgetVisitor(ours), await seedWidgetVisitor(theirs)];
  });

  test.each(Object.entries(OF_VISITORS))("%s shows a visitor what is theirs alone", async (name, row) => {
    const at = (visitor: WidgetVisitor) => visitor.tenant.projects[0].chatbotId;
    const tries: [who: string, chatbotId: string, params: Params, token?: string][] = [
      ["a stranger of the same shop", at(others), row.params?.(others) ?? {}, newVisitorToken().text],
      ["without a token", at(others), row.params?.(others) ?? {}],
      ["a visitor of another shop", at(others), row.params?.(others) ?? {}, mine.token],
      ["at their own shop", at(mine), row.params?.(others) ?? {}, mine.token],
    ];
    const { projectId: _, ...ids } = idsOf(others);
    // What is asked for by its id may be named in the refusal.
    const secrets = [others.word, ...Object.values(ids)].filter(
      (text) => !Object.values(row.params?.(others) ?? {}).includes(text),
    );
    const before = await visitorRows(others);
    // Limits are another matter.
    await prisma.usageWindow.deleteMany({});
    for (const [who, chatbotId, params, token] of tries) {
      const { status, text } = await askWidget(name, chatbotId, params, token);
      for (const secret of secrets) expect(text, `${who}: ${status}`).not.toContain(secret);
      if (row.params?.(others).ticketId !== undefined) expect([401, 404], who).toContain(status);
    }
    expect(await visitorRows(others)).toEqual(before);
    const { status, text } = await askWidget(name, at(mine), row.params?.(mine) ?? {}, mine.token);
    expect(status, text).toBeLessThan(300);
    if (row.shows) expect(text).toContain(mine.word);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});

/** All that is a visitor's. */
async function visitorRows({ tenant }: WidgetVisitor) {
  const { projectId, visitorId, conversationId, ticketId } = idsOf({ tenant });
  return Promise.all([
    prisma.visitor.findMany({ where: { projectId, id: visitorId } }),
    prisma.message.findMany({ where: { projectId, conversationId }, orderBy: { position: "asc" } }),
    prisma.ticketEntry.findMany({ where: { projectId, ticketId }, orderBy: { id: "asc" } }),
    prisma.lead.findMany({ where: { projectId, visitorId } }),
  ]);
}
