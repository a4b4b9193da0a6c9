import { describe, expect, test } from "vitest";
import type { Caller } from "@/lib/auth/caller";
import { operatorCaller } from "@/lib/auth/operator-caller";
import { prisma } from "@/lib/db/client";
import { changeRole } from "./change-role";
import { createUser } from "./create-user";
import { listMembers } from "./list-members";
import { removeMember } from "./remove-member";
import { memberView } from "./schema";
import { aMember, anOrganisation } from "./testing";

async function rolesOf(organisationId: string) {
  const rows = await prisma.member.findMany({ where: { organisationId }, orderBy: { createdAt: "asc" } });
  return rows.map(({ role }) => role);
}

describe("roles", () => {
  test("are changed by owners and admins, with a line in the audit log", async () => {
    const { organisationId, owner } = await anOrganisation();
    const agent = await aMember(organisationId, "agent");
    const view = await changeRole(owner, { user_id: agent.person.userId, role: "admin" });
    expect(memberView.parse(view)).toMatchObject({ user_id: agent.person.userId, role: "admin" });
    const entries = await prisma.auditEntry.findMany({
      where: { organisationId, action: "member.change_role" },
    });
    expect(entries).toMatchObject([{ details: { before: "agent", after: "admin" } }]);
  });

  test.each(["agent", "analyst"] as const)("are no matter of an %s", async (role) => {
    const { organisationId, person } = await anOrganisation();
    const { caller } = await aMember(organisationId, role);
    const refused = { code: "insufficient_permission" };
    await expect(changeRole(caller, { user_id: person.userId, role: "agent" })).rejects.toMatchObject(
      refused,
    );
    await expect(removeMember(caller, { user_id: person.userId })).rejects.toMatchObject(refused);
  });

  test("an admin can't touch an owner or become one", async () => {
    const { organisationId, person } = await anOrganisation();
    const admin = await aMember(organisationId, "admin");
    const refused = { code: "insufficient_permission", reason: "owners_only" };
    const acts = [
      () => changeRole(admin.caller, { user_id: person.userId, role: "agent" }),
      () => changeRole(admin.caller, { user_id: admin.person.userId, role: "owner" }),
      () => removeMember(admin.caller, { user_id: person.userId }),
    ];
    for (const act of acts) await expect(act()).rejects.toMatchObject(refused);
    expect(await rolesOf(organisationId)).toEqual(["owner", "admin"]);
  });

  test("the last owner stays owner, and member", async () => {
    const { organisationId, owner, person } = await anOrganisation();
    const last = { code: "conflict", reason: "last_owner" };
    await expect(changeRole(owner, { user_id: person.userId, role: "admin" })).rejects.toMatchObject(last);
    await expect(removeMember(owner, { user_id: person.userId })).rejects.toMatchObject(last);
    const operator = await operatorCaller(organisationId);
    await expect(removeMember(operator, { user_id: person.userId })).rejects.toMatchObject(last);
    expect(await rolesOf(organisationId)).toEqual(["owner"]);
  });

  test("a disabled owner does not count", async () => {
    const { organisationId, owner, person } = await anOrganisation();
    const second = await aMember(organisationId, "owner");
    await prisma.user.update({ where: { id: second.person.userId }, data: { disabledAt: new Date() } });
    await expect(changeRole(owner, { user_id: person.userId, role: "admin" })).rejects.toMatchObject({
      reason: "last_owner",
    });
  });

  test("two owners who step down at once leave one", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { organisationId, owner, person } = await anOrganisation();
      const second = await aMember(organisationId, "owner");
      const stepDown = (caller: Caller, userId: string) =>
        changeRole(caller, { user_id: userId, role: "admin" });
      const results = await Promise.allSettled([
        stepDown(owner, person.userId),
        stepDown(second.caller, second.person.userId),
      ]);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect((await rolesOf(organisationId)).filter((role) => role === "owner")).toHaveLength(1);
    }
  });

  test("members of another organisation do not exist", async () => {
    const mine = await anOrganisation();
    const theirs = await anOrganisation();
    const stranger = await aMember(theirs.organisationId, "agent");
    const target = { user_id: stranger.person.userId };
    await expect(changeRole(mine.owner, { ...target, role: "admin" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(removeMember(mine.owner, target)).rejects.toMatchObject({ code: "not_found" });
    expect(await rolesOf(theirs.organisationId)).toEqual(["owner", "agent"]);
    const listed = await listMembers(mine.owner);
    expect(listed.map(({ user_id }) => user_id)).toEqual([mine.person.userId]);
  });
});

describe("leaving", () => {
  test("is open to everybody but the last owner", async () => {
    const { organisationId } = await anOrganisation();
    const analyst = await aMember(organisationId, "analyst");
    await removeMember(analyst.caller, { user_id: analyst.person.userId });
    expect(await rolesOf(organisationId)).toEqual(["owner"]);
    const [entry] = await prisma.auditEntry.findMany({ where: { organisationId, action: "member.leave" } });
    expect(entry?.targetId).toBe(analyst.person.userId);
  });
});

describe("the list of members", () => {
  test("is for people, not for assistants and keys", async () => {
    const { owner } = await anOrganisation();
    const assistant: Caller = {
      ...owner,
      actor: { kind: "connection", connectionId: "con_x", userId: "usr_x", clientName: "Claude" },
    };
    await expect(listMembers(assistant)).rejects.toMatchObject({ code: "insufficient_permission" });
  });
});

describe("accounts made by the operator", () => {
  const input = { email: "made@example.com", name: "Made", password: "nanoseconds", role: "agent" } as const;

  test("are made by nobody else, and once", async () => {
    const { organisationId, owner } = await anOrganisation();
    await expect(createUser(owner, input)).rejects.toMatchObject({ reason: "operator_only" });
    const operator = await operatorCaller(organisationId);
    const { userId } = await createUser(operator, input);
    expect(await prisma.member.count({ where: { organisationId, userId, role: "agent" } })).toBe(1);
    await expect(createUser(operator, input)).rejects.toMatchObject({
      code: "conflict",
      reason: "email_taken",
    });
  });
});
