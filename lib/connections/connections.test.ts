import { beforeEach, describe, expect, test } from "vitest";
import { admit } from "@/lib/auth/admission";
import type { Caller } from "@/lib/auth/caller";
import type { Role } from "@/lib/auth/values";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { getConnection } from "./get";
import { listConnections } from "./list";
import { renameConnection } from "./rename";
import { revokeConnection } from "./revoke";
import { connectionList, connectionView, listConnectionsInput } from "./schema";
import { connect, makePerson, makePlace, type Place, userOf } from "./testing";

const DAY_MS = 86_400_000;

let here: Place;

beforeEach(async () => {
  here = await makePlace();
});

const person = (role: Role, at = here) => makePerson(role, at);

async function call(connectionId: string, outcome: string, at: Date) {
  await prisma.callLog.create({
    data: {
      id: newId("call"),
      organisationId: here.organisationId,
      connectionId,
      tool: "list_chatbots",
      endpoint: "/mcp",
      outcome,
      startedAt: at,
    },
  });
}

const list = (caller: Caller, input: object = {}) =>
  listConnections(caller, listConnectionsInput.parse(input));
const idsOf = (page: { items: { id: string }[] }) => page.items.map((item) => item.id);

describe("listing", () => {
  test("shows an admin the organisation's connections and a member their own", async () => {
    const admin = await person("admin");
    const analyst = await person("analyst");
    const elsewhere = await makePlace();
    await connect(await person("owner", elsewhere), {});
    const first = await connect(admin, { createdAt: new Date(2026, 0, 1) });
    const second = await connect(analyst, { createdAt: new Date(2026, 0, 2) });

    const all = await list(admin);
    expect(connectionList.parse(all)).toEqual(all);
    expect(idsOf(all)).toEqual([second, first]);
    expect(idsOf(await list(analyst))).toEqual([second]);
  });

  test("is closed to assistants and keys, whatever they may do elsewhere", async () => {
    const admin = await person("admin");
    const id = await connect(admin);
    const assistant: Caller = {
      ...admin,
      permissions: new Set(["chatbots:read"]),
      actor: { kind: "connection", connectionId: id, userId: userOf(admin), clientName: "Claude" },
    };
    await expect(list(assistant)).rejects.toMatchObject({ code: "insufficient_permission" });
    await expect(revokeConnection(assistant, { connection_id: id })).rejects.toMatchObject({
      code: "insufficient_permission",
    });
  });

  test("counts the calls of the last seven days that were let through", async () => {
    const admin = await person("admin");
    const [used, unused] = [await connect(admin), await connect(admin)];
    const now = Date.now();
    await call(used, "ok", new Date(now - 1_000));
    await call(used, "error", new Date(now - 6 * DAY_MS));
    await call(used, "denied", new Date(now - 1_000));
    await call(used, "ok", new Date(now - 8 * DAY_MS));

    const counts = new Map((await list(admin)).items.map((item) => [item.id, item.calls_7_days]));
    expect(counts.get(used)).toBe(2);
    expect(counts.get(unused)).toBe(0);
  });

  test("pages without gaps or repeats, also between connections of the same moment", async () => {
    const admin = await person("admin");
    const sameMoment = new Date(2026, 0, 1);
    const made = new Set<string>();
    for (let count = 0; count < 5; count++) made.add(await connect(admin, { createdAt: sameMoment }));

    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list(admin, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...idsOf(page));
      cursor = page.next_cursor;
    } while (cursor && seen.length < 20);
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(made);
  });

  test("refuses a cursor of the other list, and a forged one finds nothing", async () => {
    const admin = await person("admin");
    await connect(admin);
    await connect(admin);
    const { next_cursor } = await list(admin, { limit: 1 });
    await expect(list(admin, { state: "ended", cursor: next_cursor })).rejects.toMatchObject({
      code: "invalid_input",
    });
    const forged = Buffer.from(JSON.stringify(["connections:standing", 1e300, "con_1"])).toString(
      "base64url",
    );
    expect((await list(admin, { cursor: forged })).items).toEqual([]);
  });

  test("tells those that ended from those that stand, as the request's own check does", async () => {
    const admin = await person("admin");
    const gone = await person("agent");
    const disabled = await person("agent");
    const ids = {
      active: await connect(admin, { expiresAt: new Date(Date.now() + DAY_MS) }),
      paused: await connect(admin, { pausedAt: new Date() }),
      expired: await connect(admin, { expiresAt: new Date(Date.now() - DAY_MS) }),
      revoked: await connect(admin, { revokedAt: new Date(), expiresAt: new Date(Date.now() - DAY_MS) }),
      left: await connect(gone),
      disabled: await connect(disabled),
    };
    await prisma.member.deleteMany({ where: { userId: userOf(gone) } });
    await prisma.user.update({ where: { id: userOf(disabled) }, data: { disabledAt: new Date() } });

    const standing = await list(admin);
    const ended = await list(admin, { state: "ended" });
    expect(new Set(idsOf(standing))).toEqual(new Set([ids.active, ids.paused]));
    expect(new Set(idsOf(ended))).toEqual(new Set([ids.expired, ids.revoked, ids.left, ids.disabled]));

    for (const item of [...standing.items, ...ended.items]) {
      const admission = await admit({
        credential: { connectionId: item.id },
        projectId: undefined,
        isReadonly: false,
        requestId: "req-test",
      });
      expect(admission.state).toBe(item.status === "active" ? "ok" : item.status);
    }
  });
});

describe("a view", () => {
  test("names the redirect by host and port, by scheme for an app, and marks the person's own computer", async () => {
    const admin = await person("admin");
    const of = async (redirectUri: string) => {
      const view = await getConnection(admin, { connection_id: await connect(admin, { redirectUri }) });
      expect(connectionView.parse(view)).toEqual(view);
      return [view.redirect_host, view.is_loopback];
    };
    expect(await of("https://claude.ai/api/mcp/auth_callback")).toEqual(["claude.ai", false]);
    expect(await of("http://127.0.0.1:33418/")).toEqual(["127.0.0.1:33418", true]);
    expect(await of("http://[::1]:5000/callback")).toEqual(["[::1]:5000", true]);
    expect(await of("cursor://anysphere.cursor-mcp/oauth/callback")).toEqual(["cursor://", false]);
    expect(await of("https://localhost.evil.example/")).toEqual(["localhost.evil.example", false]);
  });

  test("says for which project, or for all", async () => {
    const admin = await person("admin");
    const one = await connect(admin, { projectId: here.projectIds[0] });
    const all = await connect(admin);
    expect((await getConnection(admin, { connection_id: one })).project).toEqual({
      id: here.projectIds[0],
      name: "Shop",
    });
    expect((await getConnection(admin, { connection_id: all })).project).toBeNull();
  });
});

describe("revoking", () => {
  test("ends the connection at its next request and takes its tokens", async () => {
    const admin = await person("admin");
    const [id, other] = [await connect(admin), await connect(admin)];
    for (const grantId of [id, other]) {
      for (const kind of ["RefreshToken", "AuthorizationCode"]) {
        await prisma.oAuthArtifact.create({
          data: { kind, idHash: `${kind}-${grantId}`, grantId, payload: {} },
        });
      }
    }

    const view = await revokeConnection(admin, { connection_id: id });
    expect(view.status).toBe("revoked");
    const request = { projectId: undefined, isReadonly: false, requestId: "req-test" };
    expect((await admit({ ...request, credential: { connectionId: id } })).state).toBe("revoked");
    expect((await admit({ ...request, credential: { connectionId: other } })).state).toBe("ok");
    expect(await prisma.oAuthArtifact.count({ where: { grantId: id } })).toBe(0);
    expect(await prisma.oAuthArtifact.count({ where: { grantId: other } })).toBe(2);
    const row = await prisma.connection.findUniqueOrThrow({ where: { id } });
    expect(row.revokedById).toBe(userOf(admin));
  });

  test("twice, also at the same time, is recorded once and answers the same", async () => {
    const admin = await person("admin");
    const id = await connect(admin);
    const answers = await Promise.all([1, 2, 3].map(() => revokeConnection(admin, { connection_id: id })));
    answers.push(await revokeConnection(admin, { connection_id: id }));
    expect(new Set(answers.map((view) => view.ended_at)).size).toBe(1);

    const entries = await prisma.auditEntry.findMany({
      where: { action: "connection.revoke", targetId: id },
    });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      organisationId: here.organisationId,
      actorKind: "person",
      actorId: userOf(admin),
      requestId: "req-test",
    });
  });

  test("a member's own works; a colleague's and another organisation's are not found", async () => {
    const [admin, agent] = [await person("admin"), await person("agent")];
    const stranger = await person("owner", await makePlace());
    const [own, colleagues] = [await connect(agent), await connect(admin)];

    expect((await revokeConnection(agent, { connection_id: own })).status).toBe("revoked");
    for (const [caller, id] of [
      [agent, colleagues],
      [stranger, colleagues],
      [admin, newId("connection")],
    ] as const) {
      await expect(revokeConnection(caller, { connection_id: id })).rejects.toMatchObject({
        code: "not_found",
      });
      await expect(getConnection(caller, { connection_id: id })).rejects.toMatchObject({ code: "not_found" });
      await expect(renameConnection(caller, { connection_id: id, label: "Mine" })).rejects.toMatchObject({
        code: "not_found",
      });
    }
    const row = await prisma.connection.findUniqueOrThrow({ where: { id: colleagues } });
    expect(row).toMatchObject({ revokedAt: null, label: "Claude on my laptop" });
  });
});

describe("renaming", () => {
  test("keeps the new label and tells the audit log the old one", async () => {
    const admin = await person("admin");
    const id = await connect(admin);
    expect((await renameConnection(admin, { connection_id: id, label: "Office" })).label).toBe("Office");
    await renameConnection(admin, { connection_id: id, label: "Office" });
    const entries = await prisma.auditEntry.findMany({
      where: { action: "connection.rename", targetId: id },
    });
    expect(entries.map((entry) => entry.details)).toEqual([
      { before: "Claude on my laptop", after: "Office" },
    ]);
  });
});
