import { beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "@/lib/auth/caller";
import { narrowConnection } from "@/lib/connections/narrow";
import { revokeConnection } from "@/lib/connections/revoke";
import { connect, makePerson, makePlace, type Place, userOf } from "@/lib/connections/testing";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { listAudit } from "./list";
import { auditList, listAuditInput } from "./schema";

let here: Place;
let admin: Caller;

beforeEach(async () => {
  here = await makePlace();
  admin = await makePerson("admin", here);
});

const list = (caller: Caller, input: object = {}) => listAudit(caller, listAuditInput.parse(input));

async function entry(data: Partial<Parameters<typeof prisma.auditEntry.create>[0]["data"]> = {}) {
  const id = newId("audit");
  await prisma.auditEntry.create({
    data: {
      id,
      organisationId: here.organisationId,
      actorKind: "person",
      actorId: userOf(admin),
      action: "project.rename",
      targetKind: "project",
      targetId: here.projectIds[0],
      details: { before: "Shop", after: "Store" },
      ...data,
    },
  });
  return id;
}

test("tells who did what, with before and after", async () => {
  const id = await connect(admin, { permissions: ["chatbots:read", "chatbots:write"] });
  await narrowConnection(admin, { connection_id: id, access: "readonly", project_id: here.projectIds[0] });
  const page = await list(admin);
  expect(auditList.parse(page)).toEqual(page);
  expect(page.items).toMatchObject([
    {
      action: "connection.narrow",
      text: "narrowed what the connection “Claude on my laptop” may do",
      actor: { kind: "person", name: "A admin" },
      target_id: id,
      changes: [
        { name: "Access", before: "Read and change", after: "Read only" },
        { name: "Project", before: "All projects", after: "Shop" },
        { name: "Permissions", before: "See chatbots, Change chatbots", after: "See chatbots" },
      ],
      facts: [
        { name: "Connection", value: "Claude on my laptop" },
        { name: "App", value: "Claude" },
      ],
      request_id: "req-test",
    },
  ]);
});

test("names assistants with their person, keys, the operator, and people who have left", async () => {
  const leaver = await makePerson("agent", here);
  const connectionId = await connect(leaver);
  const keyId = newId("apiKey");
  await prisma.apiKey.create({
    data: {
      id: keyId,
      organisationId: here.organisationId,
      name: "Reports",
      secretHash: keyId,
      hint: "abcd",
      access: "full",
      permissions: ["chatbots:read"],
    },
  });
  await entry({ actorKind: "connection", actorId: connectionId });
  await entry({ actorKind: "api_key", actorId: keyId });
  await entry({ actorKind: "operator", actorId: null });
  await entry({ actorKind: "job", actorId: "sweep" });
  await entry({
    actorId: userOf(leaver),
    action: "member.leave",
    targetKind: "user",
    targetId: userOf(leaver),
  });
  await entry({ actorId: newId("user") });
  await prisma.member.deleteMany({ where: { userId: userOf(leaver) } });
  const names = (await list(admin)).items.map(({ actor }) => actor.name).sort();
  expect(names).toEqual(
    [
      "Claude (A agent's)",
      "API key Reports",
      "The operator",
      "The server",
      "A agent",
      "somebody who is gone",
    ].sort(),
  );
});

test("is for those who may read it, and never another organisation's", async () => {
  const elsewhere = await makePlace();
  const stranger = await makePerson("owner", elsewhere);
  await entry();
  await entry({ organisationId: elsewhere.organisationId, actorId: userOf(stranger) });
  for (const role of ["agent", "analyst"] as const) {
    await expect(list(await makePerson(role, here))).rejects.toMatchObject({
      code: "insufficient_permission",
    });
  }
  expect((await list(admin)).items).toHaveLength(1);
  expect((await list(admin, { who: userOf(stranger) })).items).toEqual([]);
});

test("a changed value has its name, and people in it theirs", async () => {
  const before = await makePerson("agent", here);
  const after = await makePerson("analyst", here);
  await entry({
    action: "ticket.assign",
    targetKind: "ticket",
    details: { project_id: here.projectIds[0], before: userOf(before), after: userOf(after) },
  });
  await entry({ action: "connection.set_end_date", details: { before: null, after: "2027-01-01" } });
  const { items } = await list(admin);
  expect(items.find(({ action }) => action === "connection.set_end_date")?.changes).toEqual([
    { name: "End date", before: "Never", after: "2027-01-01" },
  ]);
  expect(items.find(({ action }) => action === "ticket.assign")).toMatchObject({
    changes: [{ name: "Assignee", before: "A agent", after: "A analyst" }],
    facts: [{ name: "Project", value: "Shop" }],
  });
});

describe("filters", () => {
  test("by person, with what their assistants did", async () => {
    const owner = await makePerson("owner", here);
    const assistant = await connect(owner);
    const own = await entry({ actorId: userOf(owner) });
    const through = await entry({ actorKind: "connection", actorId: assistant });
    const operators = await entry({ actorKind: "operator", actorId: null });
    await entry();
    const ids = async (who: string) => (await list(admin, { who })).items.map(({ id }) => id).sort();
    expect(await ids(userOf(owner))).toEqual([own, through].sort());
    expect(await ids("operator")).toEqual([operators]);
    expect(await ids(newId("user"))).toEqual([]);
  });

  test("by kind", async () => {
    await revokeConnection(admin, { connection_id: await connect(admin) });
    await entry();
    expect((await list(admin, { kind: "connections" })).items.map(({ action }) => action)).toEqual([
      "connection.revoke",
    ]);
    expect((await list(admin, { kind: "organisation" })).items.map(({ action }) => action)).toEqual([
      "project.rename",
    ]);
    expect((await list(admin, { kind: "people" })).items).toEqual([]);
  });

  test("by time, with whole days, and a range that is upside down is named", async () => {
    const early = await entry({ at: new Date("2026-03-01T23:59:59.999Z") });
    await entry({ at: new Date("2026-03-02T00:00:00Z") });
    expect((await list(admin, { to: "2026-03-01" })).items.map(({ id }) => id)).toEqual([early]);
    await expect(list(admin, { from: "2026-03-02", to: "2026-03-01" })).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "to" }],
    });
  });

  test("that don't exist are refused", () => {
    for (const input of [{ who: "me" }, { kind: "everything" }, { person: "x" }, { from: "yesterday" }]) {
      expect(listAuditInput.safeParse(input).success, JSON.stringify(input)).toBe(false);
    }
  });
});

test("pages without gaps or repeats, also within one moment", async () => {
  const at = new Date();
  const made = new Set<string>();
  for (let count = 0; count < 7; count += 1) made.add(await entry({ at }));
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await list(admin, { limit: 3, ...(cursor && { cursor }) });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor && seen.length < 20);
  expect(seen).toHaveLength(7);
  expect(new Set(seen)).toEqual(made);
  const { next_cursor } = await list(admin, { limit: 3 });
  await expect(list(admin, { kind: "people", cursor: next_cursor })).rejects.toMatchObject({
    code: "invalid_input",
  });
});
