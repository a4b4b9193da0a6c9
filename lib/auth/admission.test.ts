import { describe, expect, it, vi } from "vitest";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { type Admission, type AdmissionRequest, admit, type CallToAdmit, completeCall } from "./admission";
import { createConnection, createKey, createTenant, type Tenant } from "./testing";
import type { Role } from "./values";

function call(change: Partial<CallToAdmit> = {}): CallToAdmit {
  return {
    id: newId("call"),
    tool: "list_conversations",
    endpoint: "/mcp",
    era: "2026-07-28",
    arguments: {},
    requestId: "test-request",
    clientName: "Self-reported",
    isFree: false,
    named: [],
    ...change,
  };
}

function request(credential: AdmissionRequest["credential"], change: Partial<AdmissionRequest> = {}) {
  return { credential, projectId: undefined, isReadonly: false, requestId: "test-request", ...change };
}

type Admitted = Extract<Admission, { caller: unknown }>;

async function admitted(asked: AdmissionRequest): Promise<Admitted> {
  const admission = await admit(asked);
  if (!("caller" in admission)) throw new Error(`Refused: ${admission.state}`);
  return admission;
}

/** Two copies of the module, each with a connection pool of its own, as two instances of the app have. */
async function twoInstances(): Promise<(typeof admit)[]> {
  vi.resetModules();
  const first = await import("./admission");
  vi.resetModules();
  const second = await import("./admission");
  return [first.admit, second.admit];
}

/** Runs `work` within one second of the database's clock, again when it ticked meanwhile. */
async function withinOneSecond<Result>(work: (second: number) => Promise<Result>): Promise<Result> {
  for (;;) {
    const before = await databaseSecond();
    const result = await work(before);
    if ((await databaseSecond()) === before) return result;
  }
}

async function databaseSecond(): Promise<number> {
  const [row] = await prisma.$queryRaw<[{ second: bigint }]>`
    SELECT floor(extract(epoch FROM clock_timestamp()))::bigint AS second`;
  return Number(row.second);
}

async function setWindow(subject: string, seconds: number[], counts: number[]) {
  await prisma.usageWindow.upsert({
    where: { subject },
    create: { subject, seconds: seconds.map(BigInt), counts },
    update: { seconds: seconds.map(BigInt), counts },
  });
}

async function logged(tenant: Tenant) {
  return prisma.callLog.findMany({ where: { organisationId: tenant.organisationId } });
}

describe("limits under load", () => {
  const cases = [
    { name: "5 a minute", perMinute: 5, allowed: 5, by: "minute" },
    { name: "10 a minute", perMinute: 10, allowed: 10, by: "minute" },
    { name: "30 a minute", perMinute: 30, allowed: 30, by: "minute" },
    { name: "100 a day", perDay: 100, allowed: 100, by: "day" },
    { name: "30 a minute in a project", perProjectMinute: 30, allowed: 30, by: "project" },
  ];

  it("admits exactly the limit of 200 parallel calls over two instances, in 20 rounds", async () => {
    const instances = await twoInstances();
    for (let round = 0; round < 20; round += 1) {
      const { name, allowed, by, ...limits } = cases[round % cases.length] as (typeof cases)[number];
      const tenant = await createTenant(limits);
      const keys = [await createKey(tenant), await createKey(tenant)];
      const answers = (await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          instances[index % 2]?.(request({ keyHash: keys[(index >> 1) % 2]?.hash ?? "" }, { call: call() })),
        ),
      )) as Admitted[];
      const ok = answers.filter(({ state }) => state === "ok");
      const limited = answers.filter(({ state }) => state === "limited");
      expect({ name, round, ok: ok.length, limited: limited.length }).toEqual({
        name,
        round,
        ok: allowed,
        limited: 200 - allowed,
      });
      expect(new Set(limited.map(({ quota }) => quota?.limitedBy))).toEqual(new Set([by]));
      for (const { quota } of limited) expect(quota?.retryAfterSeconds).toBeGreaterThan(0);

      const lines = await logged(tenant);
      expect(lines).toHaveLength(200);
      expect(lines.filter(({ outcome }) => outcome === "running")).toHaveLength(allowed);
      expect(
        lines.filter(({ outcome, errorCode }) => outcome === "denied" && errorCode === "rate_limited"),
      ).toHaveLength(200 - allowed);
      const days = await prisma.usageDaily.findMany({ where: { organisationId: tenant.organisationId } });
      // Round a UTC midnight there may be two rows, which the calls share.
      expect(days.reduce((sum, day) => sum + day.calls, 0)).toBe(allowed);
      expect(days.reduce((sum, day) => sum + day.denied, 0)).toBe(200 - allowed);
    }
  });

  it("counts what is left down to nothing", async () => {
    const tenant = await createTenant({ perMinute: 3, perDay: 1000, perProjectMinute: 10 });
    const { hash } = await createKey(tenant);
    const left: unknown[] = [];
    for (let index = 0; index < 4; index += 1) {
      const { state, quota } = await admitted(request({ keyHash: hash }, { call: call() }));
      left.push([state, quota?.minuteLeft, quota?.dayLeft, quota?.projectLeft]);
    }
    expect(left).toEqual([
      ["ok", 2, 999, 9],
      ["ok", 1, 998, 8],
      ["ok", 0, 997, 7],
      ["limited", 0, 997, 7],
    ]);
  });

  it("takes nothing for free calls, and lets them through when a limit is reached", async () => {
    const tenant = await createTenant({ perMinute: 1, perDay: 1 });
    const { hash } = await createKey(tenant);
    await admitted(request({ keyHash: hash }, { call: call() }));
    for (let index = 0; index < 5; index += 1) {
      const { state, quota } = await admitted(request({ keyHash: hash }, { call: call({ isFree: true }) }));
      expect([state, quota?.minuteLeft, quota?.dayLeft, quota?.projectLeft]).toEqual(["ok", 0, 0, null]);
    }
    expect((await admitted(request({ keyHash: hash }, { call: call() }))).state).toBe("limited");
    expect(await logged(tenant)).toHaveLength(7);
  });

  it("takes nothing and writes nothing when nothing is called", async () => {
    const tenant = await createTenant({ perMinute: 1 });
    const { hash } = await createKey(tenant);
    for (let index = 0; index < 3; index += 1) {
      const { state, quota } = await admitted(request({ keyHash: hash }));
      expect([state, quota]).toEqual(["ok", null]);
    }
    expect(await logged(tenant)).toEqual([]);
    expect((await admitted(request({ keyHash: hash }, { call: call() }))).state).toBe("ok");
  });

  it("takes from the project that an id in the arguments names, and from no other", async () => {
    const tenant = await createTenant({ projects: 2, perProjectMinute: 2 });
    const [first, second] = tenant.projectIds as [string, string];
    const { hash } = await createKey(tenant);
    const inProject = (id: string) => admitted(request({ keyHash: hash }, { call: call({ named: [id] }) }));
    expect([(await inProject(first)).state, (await inProject(first)).state]).toEqual(["ok", "ok"]);
    expect((await inProject(first)).quota?.limitedBy).toBe("project");
    expect((await inProject(second)).state).toBe("ok");
    // A call that names none addresses both, so the full one stops it and nothing is taken from the other.
    expect((await admitted(request({ keyHash: hash }, { call: call() }))).quota?.limitedBy).toBe("project");
    expect((await inProject(second)).state).toBe("ok");
    expect((await inProject(second)).state).toBe("limited");
  });

  it("finds the project of a conversation's id, but not of one in another organisation", async () => {
    const [mine, theirs] = [await createTenant(), await createTenant()];
    const ids = await Promise.all([mine, theirs].map(createConversation));
    const { hash } = await createKey(mine);
    const quotas = await Promise.all(
      ids.map((id) => admitted(request({ keyHash: hash }, { call: call({ named: [id] }) }))),
    );
    expect(quotas.map(({ quota }) => quota?.projectLeft)).toEqual([999_999, null]);
    const lines = await logged(mine);
    expect(lines.map(({ projectId }) => projectId).toSorted()).toEqual([mine.projectIds[0], null].toSorted());
  });
});

async function createConversation(tenant: Tenant): Promise<string> {
  const [projectId] = tenant.projectIds as [string];
  const [id, chatbotId] = [newId("conversation"), newId("chatbot")];
  const now = new Date();
  await prisma.chatbot.create({ data: { projectId, id: chatbotId, name: "Bot" } });
  await prisma.conversation.create({
    data: { projectId, id, chatbotId, startedAt: now, lastMessageAt: now },
  });
  return id;
}

describe("window edges", () => {
  it("counts a second until it is wholly outside the minute", async () => {
    const tenant = await createTenant({ perMinute: 5 });
    const { hash } = await createKey(tenant);
    const subject = `organisation:${tenant.organisationId}`;
    const ask = () => admitted(request({ keyHash: hash }, { call: call() }));

    const inside = await withinOneSecond(async (second) => {
      await setWindow(subject, [second - 60], [5]);
      return ask();
    });
    expect([inside.state, inside.quota?.retryAfterSeconds]).toEqual(["limited", 1]);

    const outside = await withinOneSecond(async (second) => {
      await setWindow(subject, [second - 61], [5]);
      return ask();
    });
    expect([outside.state, outside.quota?.minuteLeft]).toEqual(["ok", 4]);
  });

  it("names the seconds until enough have left, not until the first has", async () => {
    const tenant = await createTenant({ perMinute: 5 });
    const { hash } = await createKey(tenant);
    const { quota } = await withinOneSecond(async (second) => {
      await setWindow(
        `organisation:${tenant.organisationId}`,
        [second - 50, second - 30, second - 10],
        [1, 2, 4],
      );
      return admitted(request({ keyHash: hash }, { call: call() }));
    });
    // Seven were taken and five fit, so three have to leave: the first and the two of 30 seconds ago.
    expect(quota).toMatchObject({ limitedBy: "minute", retryAfterSeconds: 31, minuteLeft: 0 });
  });

  it("admits again after the seconds it named, and not before", async () => {
    const tenant = await createTenant({ perMinute: 1 });
    const { hash } = await createKey(tenant);
    const subject = `organisation:${tenant.organisationId}`;
    const wait = await withinOneSecond(async (second) => {
      await setWindow(subject, [second - 20], [1]);
      return (await admitted(request({ keyHash: hash }, { call: call() }))).quota?.retryAfterSeconds ?? 0;
    });
    for (const [passed, state] of [
      [wait - 1, "limited"],
      [wait, "ok"],
    ] as const) {
      const later = await withinOneSecond(async (second) => {
        await setWindow(subject, [second - 20 - passed], [1]);
        return admitted(request({ keyHash: hash }, { call: call() }));
      });
      expect([passed, later.state]).toEqual([passed, state]);
    }
  });

  it("starts the day anew at midnight UTC", async () => {
    const tenant = await createTenant({ perDay: 5 });
    const { hash } = await createKey(tenant);
    const { organisationId } = tenant;
    const [clock] = await prisma.$queryRaw<[{ today: Date; left: number }]>`
      SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date AS today,
             extract(epoch FROM ((clock_timestamp() AT TIME ZONE 'UTC')::date + 1)::timestamp AT TIME ZONE 'UTC' - clock_timestamp())::float8 AS left`;
    const yesterday = new Date(clock.today.getTime() - 86_400_000);
    await prisma.usageDaily.create({ data: { organisationId, day: yesterday, calls: 5 } });
    expect((await admitted(request({ keyHash: hash }, { call: call() }))).state).toBe("ok");
    for (const day of [clock.today, new Date(clock.today.getTime() + 86_400_000)]) {
      await prisma.usageDaily.upsert({
        where: { organisationId_day: { organisationId, day } },
        create: { organisationId, day, calls: 5 },
        update: { calls: 5 },
      });
    }
    const { state, quota } = await admitted(request({ keyHash: hash }, { call: call() }));
    expect([state, quota?.limitedBy, quota?.dayLeft]).toEqual(["limited", "day", 0]);
    const wait = quota?.retryAfterSeconds ?? 0;
    expect(wait).toBeGreaterThan(0);
    expect(wait <= Math.ceil(clock.left) || wait > 86_000).toBe(true);
  });
});

describe("states of a credential", () => {
  const past = new Date(Date.now() - 1000);

  it.each([
    ["revoked", { revokedAt: past }],
    ["expired", { expiresAt: past }],
    ["paused", { pausedAt: past }],
    ["revoked", { revokedAt: past, pausedAt: past, expiresAt: past }],
  ])("a connection is %s", async (state, data) => {
    const tenant = await createTenant();
    const { id } = await createConnection(tenant);
    expect((await admit(request({ connectionId: id }))).state).toBe("ok");
    await prisma.connection.update({ where: { id }, data });
    expect(await admit(request({ connectionId: id }, { call: call() }))).toEqual({ state });
    expect(await logged(tenant)).toEqual([]);
  });

  it.each([
    ["revoked", { revokedAt: past }],
    ["expired", { expiresAt: past }],
  ])("a key is %s", async (state, data) => {
    const tenant = await createTenant();
    const { id, hash } = await createKey(tenant);
    expect((await admit(request({ keyHash: hash }))).state).toBe("ok");
    await prisma.apiKey.update({ where: { id }, data });
    expect(await admit(request({ keyHash: hash }, { call: call() }))).toEqual({ state });
    expect(await logged(tenant)).toEqual([]);
  });

  it("is left when its person is disabled or no member any more", async () => {
    const [disabled, gone] = [await createTenant(), await createTenant()];
    const ids = await Promise.all(
      [disabled, gone].map(async (tenant) => (await createConnection(tenant)).id),
    );
    await prisma.user.update({ where: { id: disabled.userId }, data: { disabledAt: past } });
    await prisma.member.deleteMany({ where: { userId: gone.userId } });
    for (const id of ids)
      expect(await admit(request({ connectionId: id as string }))).toEqual({ state: "left" });
  });

  it("is unknown when nobody made it", async () => {
    expect(await admit(request({ keyHash: "0".repeat(64) }))).toEqual({ state: "unknown" });
    expect(await admit(request({ connectionId: newId("connection") }))).toEqual({ state: "unknown" });
  });

  it("is elsewhere at a project it does not cover, existing or not", async () => {
    const [mine, theirs] = [await createTenant({ projects: 2 }), await createTenant()];
    const [first, second] = mine.projectIds as [string, string];
    const { hash } = await createKey(mine, { projectId: first });
    for (const projectId of [second, theirs.projectIds[0], newId("project"), ""]) {
      expect(await admit(request({ keyHash: hash }, { projectId, call: call() }))).toEqual({
        state: "elsewhere",
      });
    }
    const inside = await admitted(request({ keyHash: hash }, { projectId: first }));
    expect(inside.caller.projectIds).toEqual([first]);
    expect(await logged(mine)).toEqual([]);
  });
});

describe("the caller", () => {
  it("covers every project of the organisation, one of a narrow key, and the endpoint's", async () => {
    const tenant = await createTenant({ projects: 3 });
    const [first, second] = tenant.projectIds as [string, string];
    const wide = (await createKey(tenant)).hash;
    const narrow = (await createKey(tenant, { projectId: second })).hash;
    const covered = async (keyHash: string, projectId?: string) =>
      (await admitted(request({ keyHash }, { projectId }))).caller.projectIds;
    expect(await covered(wide)).toEqual(tenant.projectIds.toSorted());
    expect(await covered(narrow)).toEqual([second]);
    expect(await covered(wide, first)).toEqual([first]);
  });

  it.each([
    ["owner", ["chatbots:read", "chatbots:write", "forms:write"]],
    ["admin", ["chatbots:read", "chatbots:write", "forms:write"]],
    ["agent", ["chatbots:read", "forms:write"]],
    ["analyst", ["chatbots:read"]],
  ] as [Role, string[]][])("never exceeds what the role %s allows now", async (role, expected) => {
    const tenant = await createTenant();
    const { id } = await createConnection(tenant, {
      permissions: ["chatbots:read", "chatbots:write", "forms:write"],
    });
    await prisma.member.updateMany({ where: { userId: tenant.userId }, data: { role } });
    const { caller } = await admitted(request({ connectionId: id }));
    expect([...caller.permissions].toSorted()).toEqual(expected);
  });

  it("only reads at a read-only endpoint and with a read-only approval", async () => {
    const tenant = await createTenant();
    const full = (await createKey(tenant)).hash;
    const readonly = (await createKey(tenant, { access: "readonly" })).hash;
    for (const [keyHash, isReadonly] of [
      [full, true],
      [readonly, false],
    ] as const) {
      const { caller } = await admitted(request({ keyHash }, { isReadonly }));
      expect([...caller.permissions].filter((name) => !name.endsWith(":read"))).toEqual([]);
      expect(caller.permissions.has("chatbots:read")).toBe(true);
    }
  });

  it("carries the plan's tier of this very moment", async () => {
    const tenant = await createTenant({ tier: "growth" });
    const { hash } = await createKey(tenant);
    expect((await admitted(request({ keyHash: hash }))).caller.tier).toBe("growth");
    await prisma.organisation.update({ where: { id: tenant.organisationId }, data: { planId: "starter" } });
    expect((await admitted(request({ keyHash: hash }))).caller.tier).toBe("starter");
  });

  it("names the connection, its client and its resource", async () => {
    const tenant = await createTenant();
    const { id, resource } = await createConnection(tenant);
    const { caller, connection } = await admitted(request({ connectionId: id }));
    expect(caller.actor).toEqual({
      kind: "connection",
      connectionId: id,
      userId: tenant.userId,
      clientName: "Test client",
    });
    expect(connection).toEqual({ clientId: "test-client", resource, scopes: ["mcp:read", "mcp:write"] });
  });
});

describe("the log line", () => {
  it("is written with the admission and completed afterwards", async () => {
    const tenant = await createTenant();
    const { id: apiKeyId, hash } = await createKey(tenant);
    const asked = call({ arguments: { limit: 3, nested: [{ text: "[e-mail]" }] } });
    const { caller } = await admitted(request({ keyHash: hash }, { call: asked }));
    expect(caller.callId).toBe(asked.id);
    const line = { where: { id: asked.id } };
    expect(await prisma.callLog.findUniqueOrThrow(line)).toMatchObject({
      organisationId: tenant.organisationId,
      projectId: tenant.projectIds[0],
      apiKeyId,
      connectionId: null,
      userId: tenant.userId,
      clientName: "Self-reported",
      tool: "list_conversations",
      endpoint: "/mcp",
      era: "2026-07-28",
      outcome: "running",
      errorCode: null,
      arguments: asked.arguments,
      requestId: "test-request",
      durationMs: null,
    });
    await completeCall(asked.id, { outcome: "error", errorCode: "not_found", durationMs: 12.4 });
    expect(await prisma.callLog.findUniqueOrThrow(line)).toMatchObject({
      outcome: "error",
      errorCode: "not_found",
      durationMs: 12,
    });
  });

  it("remembers when a credential was last used", async () => {
    const tenant = await createTenant();
    const [key, connection] = [await createKey(tenant), await createConnection(tenant)];
    await admit(request({ keyHash: key.hash }));
    await admit(request({ connectionId: connection.id }));
    const used = [
      await prisma.apiKey.findUniqueOrThrow({ where: { id: key.id } }),
      await prisma.connection.findUniqueOrThrow({ where: { id: connection.id } }),
    ];
    for (const { lastUsedAt } of used) expect(lastUsedAt).toBeInstanceOf(Date);
  });
});
