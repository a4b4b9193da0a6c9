import { describe, expect, test } from "vitest";
import { findInvitation } from "@/lib/auth/invitation-link";
import { signInWithPassword } from "@/lib/auth/sign-in";
import type { Role } from "@/lib/auth/values";
import { prisma } from "@/lib/db/client";
import { acceptInvitation } from "./accept-invitation";
import { inviteMember } from "./invite";
import { joinAsNew } from "./join-as-new";
import { listInvitations } from "./list-invitations";
import { revokeInvitation } from "./revoke-invitation";
import { invitationView, newInvitationView } from "./schema";
import { aMember, anOrganisation, aUser } from "./testing";

async function anInvitation(role: Role = "agent", email?: string) {
  const organisation = await anOrganisation();
  const { url, id } = await inviteMember(organisation.owner, { role, email });
  return { ...organisation, id, token: url.slice(url.lastIndexOf("/") + 1) };
}

const newcomer = (token: string, email: string) => ({ token, email, name: "New", password: "nanoseconds" });
const gone = { code: "not_found", reason: "invitation_gone" };

describe("inviting", () => {
  test("makes a link whose secret is not stored", async () => {
    const { owner, organisationId } = await anOrganisation();
    const view = newInvitationView.parse(
      await inviteMember(owner, { role: "admin", email: "x@example.com" }),
    );
    const secret = view.url.slice(view.url.lastIndexOf("/") + 1);
    expect(secret.length).toBeGreaterThanOrEqual(43);
    const rows = await prisma.invitation.findMany({ where: { organisationId }, omit: { tokenHash: false } });
    expect(JSON.stringify(rows)).not.toContain(secret);
    const [listed] = await listInvitations(owner);
    expect(invitationView.parse(listed)).toMatchObject({
      id: view.id,
      role: "admin",
      email: "x@example.com",
    });
  });

  test("is for owners and admins, and an owner is invited by an owner", async () => {
    const { organisationId, owner } = await anOrganisation();
    const admin = await aMember(organisationId, "admin");
    const agent = await aMember(organisationId, "agent");
    await expect(inviteMember(agent.caller, { role: "analyst" })).rejects.toMatchObject({
      code: "insufficient_permission",
    });
    await expect(listInvitations(agent.caller)).rejects.toMatchObject({ code: "insufficient_permission" });
    await expect(inviteMember(admin.caller, { role: "owner" })).rejects.toMatchObject({
      reason: "owners_only",
    });
    const { id } = await inviteMember(owner, { role: "owner" });
    await expect(revokeInvitation(admin.caller, { invitation_id: id })).rejects.toMatchObject({
      reason: "owners_only",
    });
    const email = agent.person.email;
    await expect(inviteMember(owner, { role: "agent", email })).rejects.toMatchObject({ code: "conflict" });
  });

  test("another organisation's invitation does not exist", async () => {
    const { id, token } = await anInvitation();
    const other = await anOrganisation();
    await expect(revokeInvitation(other.owner, { invitation_id: id })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await findInvitation(token)).not.toBeNull();
    expect(await listInvitations(other.owner)).toEqual([]);
  });
});

describe("accepting", () => {
  test("with an account makes its person a member, once", async () => {
    const { token, organisationId } = await anInvitation("analyst");
    const person = await aUser();
    expect(await acceptInvitation(person, { token })).toEqual({ organisationId });
    const member = await prisma.member.findFirstOrThrow({ where: { userId: person.userId } });
    expect(member).toMatchObject({ organisationId, role: "analyst" });
    await expect(acceptInvitation(await aUser(), { token })).rejects.toMatchObject(gone);
    const entries = await prisma.auditEntry.findMany({ where: { organisationId, action: "member.join" } });
    expect(entries).toMatchObject([{ actorId: person.userId, details: { role: "analyst" } }]);
  });

  test("as somebody new creates the account", async () => {
    const { token, organisationId } = await anInvitation("agent", "grace@example.com");
    const { userId } = await joinAsNew(newcomer(token, "grace@example.com"));
    expect(await prisma.member.count({ where: { organisationId, userId } })).toBe(1);
    const signedIn = signInWithPassword({ email: "grace@example.com", password: "nanoseconds" }, "test");
    expect(await signedIn).toEqual({ userId });
  });

  test("by many at once lets one in and leaves no stray account", async () => {
    const { token, organisationId } = await anInvitation();
    const emails = Array.from({ length: 6 }, (_, index) => `racer${index}@example.com`);
    const results = await Promise.allSettled(emails.map((email) => joinAsNew(newcomer(token, email))));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await prisma.member.count({ where: { organisationId } })).toBe(2);
    expect(await prisma.user.count({ where: { email: { in: emails } } })).toBe(1);
  });

  test("fails for another address, and the link stays usable", async () => {
    const { token } = await anInvitation("agent", "invited@example.com");
    const person = await aUser();
    const another = { code: "conflict", reason: "invitation_for_another" };
    await expect(acceptInvitation(person, { token })).rejects.toMatchObject(another);
    await expect(joinAsNew(newcomer(token, "other@example.com"))).rejects.toMatchObject(another);
    expect(await prisma.user.count({ where: { email: "other@example.com" } })).toBe(0);
    await acceptInvitation(await aUser({ email: "invited@example.com" }), { token });
  });

  test("fails for an address that has an account, and the link stays usable", async () => {
    const { token } = await anInvitation();
    const person = await aUser();
    await expect(joinAsNew(newcomer(token, person.email))).rejects.toMatchObject({ reason: "email_taken" });
    await acceptInvitation(person, { token });
  });

  test("fails for a member, and the link stays usable for somebody else", async () => {
    const { token, person } = await anInvitation();
    await expect(acceptInvitation(person, { token })).rejects.toMatchObject({ reason: "already_member" });
    await acceptInvitation(await aUser(), { token });
  });

  test("fails when it expired, was withdrawn, or never was", async () => {
    const expired = await anInvitation();
    await prisma.invitation.update({
      where: { id: expired.id },
      data: { expiresAt: new Date(Date.now() - 1000) },
    });
    const withdrawn = await anInvitation();
    await revokeInvitation(withdrawn.owner, { invitation_id: withdrawn.id });
    for (const token of [expired.token, withdrawn.token, "made-up"]) {
      await expect(acceptInvitation(await aUser(), { token })).rejects.toMatchObject(gone);
      await expect(joinAsNew(newcomer(token, "late@example.com"))).rejects.toMatchObject(gone);
    }
    expect(await listInvitations(expired.owner)).toEqual([]);
    expect(await listInvitations(withdrawn.owner)).toEqual([]);
    expect(await prisma.user.count({ where: { email: "late@example.com" } })).toBe(0);
  });

  test("what was accepted can't be withdrawn", async () => {
    const { token, id, owner } = await anInvitation();
    await acceptInvitation(await aUser(), { token });
    await expect(revokeInvitation(owner, { invitation_id: id })).rejects.toMatchObject({ code: "conflict" });
  });
});
