import { beforeEach, describe, expect, test } from "vitest";
import { admit } from "@/lib/auth/admission";
import type { Caller } from "@/lib/auth/caller";
import { DEFAULT_RESOURCE } from "@/lib/auth/resources";
import { type Approval, approveConnection } from "@/lib/connections/approve";
import { listConnections } from "@/lib/connections/list";
import { listConnectionsInput } from "@/lib/connections/schema";
import { connect, makePerson, makePlace, type Place } from "@/lib/connections/testing";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { getClientPolicy } from "./get-client-policy";
import { previewClientPolicy } from "./preview-client-policy";
import { type SetClientPolicyInput, setClientPolicyInput } from "./schema";
import { setClientPolicy } from "./set-client-policy";

const KNOWN = "https://claude.ai/oauth/mcp-oauth-client-metadata";
const OTHER = "client_other";

let here: Place;
let admin: Caller;
let agent: Caller;
/** Connections by what kind of client they are of. */
let ids: { verified: string; dynamic: string; preregistered: string };
let preregistered: string;

beforeEach(async () => {
  here = await makePlace();
  admin = await makePerson("admin", here);
  agent = await makePerson("agent", here);
  preregistered = `client_${newId("connection")}`;
  await prisma.oAuthClient.create({
    data: { id: preregistered, kind: "preregistered", name: "Desk", metadata: {} },
  });
  ids = {
    verified: await connect(admin, { clientId: KNOWN, isVerified: true }),
    dynamic: await connect(agent, { clientId: OTHER, permissions: ["forms:read", "forms:write"] }),
    preregistered: await connect(admin, { clientId: preregistered, clientName: "Desk" }),
  };
});

const policy = (change: Partial<SetClientPolicyInput> = {}): SetClientPolicyInput =>
  setClientPolicyInput.parse({ policy: "all", allowed_clients: [], members_may_write: true, ...change });

const ask = (connectionId: string) =>
  admit({ credential: { connectionId }, projectId: undefined, isReadonly: false, requestId: "req-test" });

const states = async () => ({
  verified: (await ask(ids.verified)).state,
  dynamic: (await ask(ids.dynamic)).state,
  preregistered: (await ask(ids.preregistered)).state,
});

const approval = (change: Partial<Approval> = {}): Approval => ({
  clientId: OTHER,
  clientName: "Other",
  isVerified: false,
  redirectUri: "https://app.example/callback",
  resource: DEFAULT_RESOURCE,
  scopes: ["mcp:read"],
  label: "Other",
  access: "readonly",
  projectId: null,
  permissions: ["forms:read"],
  expiresAt: null,
  asksFirst: false,
  ...change,
});

const approve = (caller: Caller, change?: Partial<Approval>) =>
  approveConnection(caller, approval(change), async () => {});

const POLICIES = [
  ["all", { policy: "all" }, { verified: "ok", dynamic: "ok", preregistered: "ok" }],
  ["verified only", { policy: "verified" }, { verified: "ok", dynamic: "blocked", preregistered: "ok" }],
  [
    "a list",
    { policy: "listed", allowed_clients: [OTHER] },
    { verified: "blocked", dynamic: "ok", preregistered: "blocked" },
  ],
  [
    "an empty list",
    { policy: "listed" },
    { verified: "blocked", dynamic: "blocked", preregistered: "blocked" },
  ],
] as const;

describe.each(POLICIES)("with %s", (_, change, expected) => {
  const wanted = () =>
    policy({ ...change, allowed_clients: [...("allowed_clients" in change ? change.allowed_clients : [])] });

  test("the next request, the list, the preview and a new approval agree", async () => {
    const blocked = Object.entries(expected).flatMap(([name, state]) =>
      state === "blocked" ? [ids[name as keyof typeof ids]] : [],
    );
    expect((await previewClientPolicy(admin, wanted())).stops).toBe(blocked.length);
    await setClientPolicy(admin, wanted());
    expect(await states()).toEqual(expected);
    const { items } = await listConnections(admin, listConnectionsInput.parse({}));
    expect(
      items
        .filter(({ status }) => status === "blocked")
        .map(({ id }) => id)
        .sort(),
    ).toEqual(blocked.sort());
    for (const [clientId, isVerified, state] of [
      [KNOWN, true, expected.verified],
      [OTHER, false, expected.dynamic],
      [preregistered, false, expected.preregistered],
    ] as const) {
      const answer = approve(admin, { clientId, isVerified });
      if (state === "ok") await expect(answer).resolves.toMatch(/^con_/);
      else await expect(answer).rejects.toMatchObject({ code: "conflict", reason: "client_not_allowed" });
    }
    expect((await previewClientPolicy(admin, policy())).resumes).toBe(blocked.length);
    await setClientPolicy(admin, policy());
    expect(await states()).toEqual({ verified: "ok", dynamic: "ok", preregistered: "ok" });
  });
});

test("a client that calls itself like a verified one is not", async () => {
  const fake = await connect(agent, { clientId: KNOWN, isVerified: false });
  await setClientPolicy(admin, policy({ policy: "verified" }));
  expect((await ask(fake)).state).toBe("blocked");
});

describe("whether members may grant changes", () => {
  test("lowers what members approved to reading, admins' stay", async () => {
    const admins = await connect(admin, { permissions: ["forms:read", "forms:write"] });
    const wanted = policy({ members_may_write: false });
    expect(await previewClientPolicy(admin, wanted)).toEqual({ stops: 0, resumes: 0, becomes_readonly: 1 });
    await setClientPolicy(admin, wanted);
    const rights = async (id: string) => {
      const admission = await ask(id);
      return "caller" in admission && [admission.isReadonly, [...admission.caller.permissions]];
    };
    expect(await rights(ids.dynamic)).toEqual([true, ["forms:read"]]);
    expect(await rights(admins)).toEqual([false, ["forms:read", "forms:write"]]);
    const writing = { access: "full", permissions: ["forms:read", "forms:write"] } as const;
    await expect(approve(agent, { ...writing, permissions: [...writing.permissions] })).rejects.toMatchObject(
      {
        code: "invalid_input",
        message: "In this organisation only admins may let an assistant change something.",
      },
    );
    await expect(approve(agent)).resolves.toMatch(/^con_/);
    await expect(approve(admin, { ...writing, permissions: [...writing.permissions] })).resolves.toMatch(
      /^con_/,
    );
  });
});

describe("setting it", () => {
  test("is for owners and admins; so is looking", async () => {
    for (const role of ["agent", "analyst"] as const) {
      const member = await makePerson(role, here);
      for (const act of [
        () => setClientPolicy(member, policy({ policy: "verified" })),
        () => previewClientPolicy(member, policy()),
        () => getClientPolicy(member),
      ]) {
        await expect(act()).rejects.toMatchObject({ code: "insufficient_permission" });
      }
    }
    expect(await states()).toEqual({ verified: "ok", dynamic: "ok", preregistered: "ok" });
  });

  test("tells the audit log before and after, once, and leaves other organisations alone", async () => {
    const elsewhere = await makePlace();
    await setClientPolicy(admin, policy({ policy: "listed", allowed_clients: [OTHER, KNOWN, OTHER] }));
    await setClientPolicy(admin, policy({ policy: "listed", allowed_clients: [KNOWN, OTHER] }));
    const entries = await prisma.auditEntry.findMany({
      where: { action: "organisation.set_client_policy", organisationId: here.organisationId },
    });
    expect(entries.map(({ details }) => details)).toEqual([
      {
        before: { policy: "all", allowed_clients: [], members_may_write: true },
        after: { policy: "listed", allowed_clients: [OTHER, KNOWN].sort(), members_may_write: true },
      },
    ]);
    const other = await prisma.organisation.findUniqueOrThrow({ where: { id: elsewhere.organisationId } });
    expect(other.clientPolicy).toBe("all");
  });

  test("refuses what can't be a client's id", () => {
    for (const id of ["", "two words", "tab\tbed", "x".repeat(501)]) {
      const parsed = setClientPolicyInput.safeParse({
        policy: "listed",
        allowed_clients: [id],
        members_may_write: true,
      });
      expect(parsed.success, id).toBe(false);
    }
  });
});

test("the view names the clients that connect and those on the list", async () => {
  await setClientPolicy(
    admin,
    policy({ policy: "listed", allowed_clients: ["https://a.example/c.json", OTHER] }),
  );
  const view = await getClientPolicy(admin);
  expect(view.clients).toHaveLength(4);
  expect(view.clients).toEqual(
    expect.arrayContaining([
      { client_id: KNOWN, name: "Claude", is_verified: true, connections: 1 },
      { client_id: OTHER, name: "Claude", is_verified: false, connections: 1 },
      { client_id: preregistered, name: "Desk", is_verified: true, connections: 1 },
      {
        client_id: "https://a.example/c.json",
        name: "https://a.example/c.json",
        is_verified: false,
        connections: 0,
      },
    ]),
  );
});
