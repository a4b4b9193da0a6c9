import { beforeEach, describe, expect, test } from "vitest";
import { admit } from "@/lib/auth/admission";
import type { Caller } from "@/lib/auth/caller";
import {
  type GrantablePermission,
  isReading,
  PERMISSIONS,
  type Permission,
  ROLE_PERMISSIONS,
} from "@/lib/auth/values";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { seededNumbers } from "@/scripts/seeded-numbers";
import { getConnectionDetail } from "./detail";
import { getConnection } from "./get";
import { connectionGroups } from "./groups";
import { narrowConnection } from "./narrow";
import { pauseConnection } from "./pause";
import { resumeConnection } from "./resume";
import { revokeConnections } from "./revoke-many";
import { type ConnectionView, connectionDetail, connectionView } from "./schema";
import { setAsksFirst } from "./set-asks-first";
import { setEndDate } from "./set-end-date";
import { connect, makePerson, makePlace, type Place, userOf } from "./testing";

const DAY_MS = 86_400_000;
const FULL: GrantablePermission[] = ["chatbots:read", "chatbots:write", "conversations:read", "forms:write"];

let here: Place;
let admin: Caller;
let agent: Caller;

beforeEach(async () => {
  here = await makePlace(2);
  admin = await makePerson("admin", here);
  agent = await makePerson("agent", here);
});

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

const admitted = (connectionId: string) =>
  admit({ credential: { connectionId }, projectId: undefined, isReadonly: false, requestId: "req-test" });

/** What the connection may do at its next request. */
async function rights(connectionId: string) {
  const admission = await admitted(connectionId);
  if (!("caller" in admission)) throw new Error(admission.state);
  const { caller, isReadonly, asksFirst } = admission;
  return {
    permissions: [...caller.permissions].sort(),
    projectIds: caller.projectIds,
    isReadonly,
    asksFirst,
  };
}

const audit = (targetId: string) =>
  prisma.auditEntry.findMany({ where: { targetId }, orderBy: { id: "asc" } });

const actionsOf = async (targetId: string) => (await audit(targetId)).map(({ action }) => action);

/** Every verb that changes one connection, so that none forgets whose it is. */
const VERBS: Record<string, (caller: Caller, connectionId: string) => Promise<ConnectionView>> = {
  narrow: (caller, id) => narrowConnection(caller, { connection_id: id, access: "readonly" }),
  pause: (caller, id) => pauseConnection(caller, { connection_id: id }),
  resume: (caller, id) => resumeConnection(caller, { connection_id: id }),
  "set the end date": (caller, id) => setEndDate(caller, { connection_id: id, expires_at: inDays(3) }),
  "ask first": (caller, id) => setAsksFirst(caller, { connection_id: id, asks_first: true }),
};

describe.each(Object.entries(VERBS))("to %s", (_, verb) => {
  test("is for the person who approved it, and for admins", async () => {
    for (const caller of [agent, admin]) {
      const view = await verb(caller, await connect(agent, { permissions: FULL }));
      expect(connectionView.parse(view)).toEqual(view);
    }
  });

  test("another member's, another organisation's and none are not found", async () => {
    const stranger = await makePerson("owner", await makePlace());
    const [theirs, none] = [await connect(admin, { permissions: FULL }), newId("connection")];
    for (const [caller, id] of [
      [agent, theirs],
      [stranger, theirs],
      [admin, none],
    ] as const) {
      await expect(verb(caller, id)).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await actionsOf(theirs)).toEqual([]);
    expect((await getConnection(admin, { connection_id: theirs })).status).toBe("active");
  });

  test("is closed to assistants and keys", async () => {
    const id = await connect(admin, { permissions: FULL });
    const assistant: Caller = {
      ...admin,
      permissions: new Set<Permission>(PERMISSIONS),
      actor: { kind: "connection", connectionId: id, userId: userOf(admin), clientName: "Claude" },
    };
    await expect(verb(assistant, id)).rejects.toMatchObject({ code: "insufficient_permission" });
  });

  test("refuses a connection that has ended", async () => {
    for (const ended of [{ revokedAt: new Date() }, { expiresAt: new Date(Date.now() - 1_000) }]) {
      const id = await connect(admin, { permissions: FULL, ...ended });
      await expect(verb(admin, id)).rejects.toMatchObject({ code: "conflict", reason: "connection_ended" });
      expect(await actionsOf(id)).toEqual([]);
    }
  });
});

describe("narrowing", () => {
  test("to read-only takes every change away at the next request", async () => {
    const id = await connect(admin, { permissions: FULL, scopes: ["mcp:read", "mcp:write"] });
    expect(await rights(id)).toMatchObject({ permissions: [...FULL].sort(), isReadonly: false });
    const view = await narrowConnection(admin, { connection_id: id, access: "readonly" });
    expect(view).toMatchObject({ access: "readonly", permissions: ["chatbots:read", "conversations:read"] });
    expect(await rights(id)).toMatchObject({
      permissions: ["chatbots:read", "conversations:read"],
      isReadonly: true,
    });
    expect(await audit(id)).toMatchObject([
      {
        action: "connection.narrow",
        actorId: userOf(admin),
        details: {
          before: { access: "full", permissions: FULL },
          after: { access: "readonly", permissions: ["chatbots:read", "conversations:read"] },
        },
      },
    ]);
  });

  test("to one project leaves the others out at the next request", async () => {
    const id = await connect(admin);
    expect((await rights(id)).projectIds).toHaveLength(2);
    await narrowConnection(admin, { connection_id: id, project_id: here.projectIds[1] });
    expect((await rights(id)).projectIds).toEqual([here.projectIds[1]]);
  });

  test("to the same changes nothing and is not recorded", async () => {
    const id = await connect(admin, { access: "readonly", projectId: here.projectIds[0] });
    await narrowConnection(admin, {
      connection_id: id,
      access: "readonly",
      project_id: here.projectIds[0],
      permissions: ["conversations:read", "chatbots:read"],
    });
    expect(await actionsOf(id)).toEqual([]);
  });

  test("never widens: not by permissions, not by project, not to nothing", async () => {
    const elsewhere = await makePlace();
    const id = await connect(admin, { access: "readonly", projectId: here.projectIds[0] });
    const all = await connect(admin);
    const before = await prisma.connection.findUniqueOrThrow({ where: { id } });
    await expect(
      narrowConnection(admin, { connection_id: id, permissions: ["chatbots:read", "leads:read"] }),
    ).rejects.toMatchObject({
      code: "invalid_input",
      reason: "connection_widening",
      nextStep: "To let the app do more, connect it again and approve that.",
    });
    await expect(
      narrowConnection(admin, { connection_id: id, project_id: here.projectIds[1] }),
    ).rejects.toMatchObject({ reason: "connection_widening" });
    await expect(
      narrowConnection(admin, { connection_id: all, project_id: elsewhere.projectIds[0] }),
    ).rejects.toMatchObject({ code: "not_found" });
    const writer = await connect(admin, { permissions: ["forms:write"] });
    await expect(
      narrowConnection(admin, { connection_id: writer, access: "readonly" }),
    ).rejects.toMatchObject({
      code: "invalid_input",
      nextStep: "Revoke the connection instead.",
    });
    expect(await prisma.connection.findUniqueOrThrow({ where: { id } })).toEqual(before);
  });

  test("whatever is asked for, what may be done is a part of what could be done before", async () => {
    const random = seededNumbers(20261121);
    const some = () => PERMISSIONS.filter(() => random() < 0.5);
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
    let narrowed = 0;
    let refused = 0;
    for (let round = 0; round < 60; round += 1) {
      const access = pick(["full", "readonly"] as const);
      const had = some().filter((name) => access === "full" || isReading(name));
      if (had.length === 0) continue;
      const id = await connect(admin, {
        access,
        permissions: had,
        projectId: pick([null, here.projectIds[0]]),
      });
      for (let step = 0; step < 3; step += 1) {
        const before = await rights(id);
        const subset = had.filter(() => random() < 0.7);
        const permissions = pick([undefined, subset, some()]);
        const input = {
          connection_id: id,
          ...(random() < 0.3 && { access: "readonly" as const }),
          ...(random() < 0.3 && { project_id: pick(here.projectIds) }),
          ...(permissions && { permissions }),
        };
        await narrowConnection(admin, input).then(
          () => narrowed++,
          (error: unknown) => {
            expect(error).toMatchObject({ code: "invalid_input" });
            refused++;
          },
        );
        const after = await rights(id);
        expect(before.permissions).toEqual(expect.arrayContaining(after.permissions));
        expect(before.projectIds).toEqual(expect.arrayContaining([...after.projectIds]));
        expect(before.isReadonly && !after.isReadonly).toBe(false);
      }
    }
    expect(narrowed).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(20);
  });

  test("twice at once leaves what both allow, or refuses one", async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await connect(admin, { permissions: FULL });
      const wishes: GrantablePermission[][] = [["chatbots:read"], ["conversations:read"]];
      const answers = await Promise.allSettled(
        wishes.map((permissions) => narrowConnection(admin, { connection_id: id, permissions })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const won = answers.findIndex(({ status }) => status === "fulfilled");
      expect((await rights(id)).permissions).toEqual(wishes[won]);
      expect(await actionsOf(id)).toEqual(["connection.narrow"]);
    }
    const id = await connect(admin, { permissions: FULL });
    await Promise.all([
      narrowConnection(admin, { connection_id: id, access: "readonly" }),
      narrowConnection(admin, { connection_id: id, project_id: here.projectIds[0] }),
    ]);
    expect(await rights(id)).toMatchObject({ isReadonly: true, projectIds: [here.projectIds[0]] });
  });
});

describe("pausing", () => {
  test("holds the next request up, keeps the tokens, and resuming lets it go on", async () => {
    const id = await connect(admin);
    await prisma.oAuthArtifact.create({
      data: { kind: "RefreshToken", idHash: `refresh-${id}`, grantId: id, payload: {} },
    });
    expect((await pauseConnection(admin, { connection_id: id })).status).toBe("paused");
    await pauseConnection(admin, { connection_id: id });
    expect((await admitted(id)).state).toBe("paused");
    expect(await prisma.oAuthArtifact.count({ where: { grantId: id } })).toBe(1);
    expect((await resumeConnection(admin, { connection_id: id })).status).toBe("active");
    await resumeConnection(admin, { connection_id: id });
    expect((await admitted(id)).state).toBe("ok");
    expect(await actionsOf(id)).toEqual(["connection.pause", "connection.resume"]);
  });
});

describe("the end date", () => {
  test("can be set, moved and removed, and counts at the next request", async () => {
    const id = await connect(admin);
    for (const expires_at of [inDays(5), inDays(2), inDays(9), null]) {
      const view = await setEndDate(admin, { connection_id: id, expires_at });
      expect(view.expires_at).toBe(expires_at);
    }
    expect((await audit(id)).map(({ details }) => (details as { after: string | null }).after)).toHaveLength(
      4,
    );
    await setEndDate(admin, { connection_id: id, expires_at: new Date(Date.now() + 1).toISOString() });
    await expect.poll(async () => (await admitted(id)).state).toBe("expired");
  });

  test("earlier is free, later needs somebody who may grant what the connection may do", async () => {
    // Approved as an admin, who has become an agent since.
    const id = await connect(agent, { permissions: FULL, expiresAt: new Date(inDays(5)) });
    await setEndDate(agent, { connection_id: id, expires_at: inDays(2) });
    for (const expires_at of [inDays(3), null]) {
      await expect(setEndDate(agent, { connection_id: id, expires_at })).rejects.toMatchObject({
        code: "insufficient_permission",
      });
    }
    await setEndDate(admin, { connection_id: id, expires_at: inDays(30) });
    const own = await connect(agent, { permissions: ["forms:write"], expiresAt: new Date(inDays(5)) });
    await setEndDate(agent, { connection_id: own, expires_at: inDays(6) });
    await prisma.organisation.update({
      where: { id: here.organisationId },
      data: { membersMayWrite: false },
    });
    await expect(setEndDate(agent, { connection_id: own, expires_at: null })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});

describe("asking first", () => {
  test("counts at the next request; stopping it needs somebody who may grant changes", async () => {
    const id = await connect(agent, { permissions: FULL });
    expect((await setAsksFirst(agent, { connection_id: id, asks_first: true })).asks_first).toBe(true);
    await setAsksFirst(agent, { connection_id: id, asks_first: true });
    expect((await rights(id)).asksFirst).toBe(true);
    await expect(setAsksFirst(agent, { connection_id: id, asks_first: false })).rejects.toMatchObject({
      code: "insufficient_permission",
    });
    expect((await rights(id)).asksFirst).toBe(true);
    await setAsksFirst(admin, { connection_id: id, asks_first: false });
    expect((await rights(id)).asksFirst).toBe(false);
    expect(await actionsOf(id)).toEqual(["connection.ask_first", "connection.stop_asking"]);
  });
});

describe("ending many", () => {
  const CURSOR = "https://cursor.example/client.json";

  async function several() {
    const ids = {
      admins: await connect(admin),
      adminsCursor: await connect(admin, { clientId: CURSOR, clientName: "Cursor" }),
      agents: await connect(agent),
      expired: await connect(admin, { expiresAt: new Date(Date.now() - DAY_MS) }),
    };
    const elsewhere = await connect(await makePerson("owner", await makePlace()), { clientId: CURSOR });
    return { ...ids, elsewhere };
  }

  const standing = async (ids: Record<string, string>) => {
    const names = [];
    for (const [name, id] of Object.entries(ids)) if ((await admitted(id)).state === "ok") names.push(name);
    return names;
  };

  test("of a client", async () => {
    const ids = await several();
    expect(await revokeConnections(admin, { of: "client", client_id: CURSOR })).toEqual({ ended: 1 });
    expect(await standing(ids)).toEqual(["admins", "agents", "elsewhere"]);
    expect(await audit(ids.adminsCursor)).toMatchObject([
      { action: "connection.revoke", details: { client: "Cursor", reason: "all_of_client" } },
    ]);
  });

  test("of a member", async () => {
    const ids = await several();
    expect(await revokeConnections(admin, { of: "member", user_id: userOf(agent) })).toEqual({ ended: 1 });
    expect(await standing(ids)).toEqual(["admins", "adminsCursor", "elsewhere"]);
  });

  test("of the organisation, with their tokens and each with its line", async () => {
    const ids = await several();
    await prisma.oAuthArtifact.create({
      data: { kind: "RefreshToken", idHash: `refresh-${ids.agents}`, grantId: ids.agents, payload: {} },
    });
    expect(await revokeConnections(admin, { of: "all" })).toEqual({ ended: 3 });
    expect(await revokeConnections(admin, { of: "all" })).toEqual({ ended: 0 });
    expect(await standing(ids)).toEqual(["elsewhere"]);
    expect(await prisma.oAuthArtifact.count({ where: { grantId: ids.agents } })).toBe(0);
    expect(await actionsOf(ids.agents)).toEqual(["connection.revoke"]);
    expect(await actionsOf(ids.expired)).toEqual([]);
    expect((await getConnection(admin, { connection_id: ids.expired })).status).toBe("expired");
  });

  test("a member ends their own only", async () => {
    const ids = await several();
    await expect(revokeConnections(agent, { of: "member", user_id: userOf(admin) })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await revokeConnections(agent, { of: "client", client_id: CURSOR })).toEqual({ ended: 0 });
    expect(await revokeConnections(agent, { of: "all" })).toEqual({ ended: 1 });
    expect(await standing(ids)).toEqual(["admins", "adminsCursor", "elsewhere"]);
  });

  test("the groups count what would end", async () => {
    await several();
    const groups = await connectionGroups(admin);
    expect(groups).toMatchObject({
      total: 3,
      clients: [
        { name: "Claude", connections: 2, is_verified: false },
        { client_id: CURSOR, name: "Cursor", connections: 1 },
      ],
      members: [
        { user_id: userOf(admin), connections: 2 },
        { user_id: userOf(agent), name: "A agent", connections: 1 },
      ],
    });
    expect((await connectionGroups(agent)).total).toBe(1);
  });
});

describe("the details", () => {
  test("tell what is left of what was approved, and which tools were used", async () => {
    const id = await connect(agent, { permissions: FULL });
    for (const [tool, outcome, age] of [
      ["list_chatbots", "ok", 0],
      ["list_chatbots", "error", 1],
      ["list_chatbots", "denied", 0],
      ["submit_form", "ok", 0],
      ["list_leads", "ok", 8],
    ] as const) {
      await prisma.callLog.create({
        data: {
          id: newId("call"),
          organisationId: here.organisationId,
          connectionId: id,
          tool,
          endpoint: "/mcp",
          outcome,
          startedAt: new Date(Date.now() - age * DAY_MS - 1_000),
        },
      });
    }
    const detail = await getConnectionDetail(agent, { connection_id: id });
    expect(connectionDetail.parse(detail)).toEqual(detail);
    expect(detail.permissions).toEqual(FULL);
    const admission = await rights(id);
    expect([...detail.effective_permissions].sort()).toEqual(admission.permissions);
    expect(detail.effective_permissions).not.toContain("chatbots:write");
    expect(detail.used_tools).toEqual([
      { tool: "list_chatbots", calls: 2, errors: 1, refused: 1 },
      { tool: "submit_form", calls: 1, errors: 0, refused: 0 },
    ]);
    await prisma.organisation.update({
      where: { id: here.organisationId },
      data: { membersMayWrite: false },
    });
    expect((await getConnectionDetail(admin, { connection_id: id })).only_reads).toBe(true);
    expect((await rights(id)).isReadonly).toBe(true);
  });

  test("are not told to other members", async () => {
    const id = await connect(admin);
    await expect(getConnectionDetail(agent, { connection_id: id })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

test("a role's permissions are what the tests above take them for", () => {
  expect(ROLE_PERMISSIONS.agent.has("forms:write")).toBe(true);
  expect(ROLE_PERMISSIONS.agent.has("chatbots:write")).toBe(false);
});
