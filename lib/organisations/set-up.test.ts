import { beforeEach, describe, expect, test } from "vitest";
import { isInstallationNew, isSetupOpen, setupLink } from "@/lib/auth/setup-link";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { sha256 } from "@/lib/core/compare";
import { prisma } from "@/lib/db/client";
import { setUpInstallation } from "./set-up";

beforeEach(async () => {
  await prisma.organisation.deleteMany();
  await prisma.user.deleteMany();
});

async function aSecret(): Promise<string> {
  const link = await setupLink();
  return new URL(link ?? "").searchParams.get("token") ?? "";
}

function input(token: string, email = "ada@example.com") {
  return {
    token,
    email,
    name: "Ada",
    password: "correct horse",
    organisation_name: "Acme",
    project_name: "Acme shop",
  };
}

describe("the first owner", () => {
  test("is created with an organisation, a project and its chatbot, and can sign in", async () => {
    expect(await isInstallationNew()).toBe(true);
    const token = await aSecret();
    expect(await isSetupOpen(token)).toBe(true);
    const { organisation, project, ownerId } = await setUpInstallation(input(token));
    expect(await signInWithPassword({ email: "ada@example.com", password: "correct horse" }, "test")).toEqual(
      {
        userId: ownerId,
      },
    );
    const member = await prisma.member.findFirstOrThrow({ where: { userId: ownerId } });
    expect(member).toMatchObject({ organisationId: organisation.id, role: "owner" });
    const chatbots = await prisma.chatbot.findMany({ where: { projectId: project?.id ?? "" } });
    expect(chatbots).toMatchObject([{ id: project?.primary_chatbot_id, name: "Acme shop", isPrimary: true }]);
    const audit = await prisma.auditEntry.findMany({ where: { organisationId: organisation.id } });
    expect(audit.map(({ action }) => action).sort()).toEqual(["organisation.create", "project.create"]);
    expect(await isInstallationNew()).toBe(false);
  });

  test("the link is stored as a hash only", async () => {
    const token = await aSecret();
    const rows = await prisma.oneTimeToken.findMany();
    expect(rows.map(({ tokenHash }) => tokenHash)).toEqual([sha256(token)]);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test("a link works once, and none is made once there is a user", async () => {
    const token = await aSecret();
    await setUpInstallation(input(token));
    await expect(setUpInstallation(input(token, "eve@example.com"))).rejects.toMatchObject({
      code: "conflict",
      reason: "setup_link_spent",
    });
    expect(await isSetupOpen(token)).toBe(false);
    expect(await setupLink()).toBeNull();
    expect(await prisma.user.count()).toBe(1);
  });

  test("of many browsers at once exactly one creates the owner", async () => {
    const token = await aSecret();
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => setUpInstallation(input(token, `person${index}@example.com`))),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await prisma.user.count()).toBe(1);
    expect(await prisma.organisation.count()).toBe(1);
    expect(await prisma.project.count()).toBe(1);
  });

  test("a newer link replaces the older, and an expired or made-up one does nothing", async () => {
    const older = await aSecret();
    const newer = await aSecret();
    expect(await isSetupOpen(older)).toBe(false);
    await expect(setUpInstallation(input(older))).rejects.toMatchObject({ code: "conflict" });
    await expect(setUpInstallation(input("made up"))).rejects.toMatchObject({ code: "conflict" });
    await prisma.oneTimeToken.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } });
    expect(await isSetupOpen(newer)).toBe(false);
    await expect(setUpInstallation(input(newer))).rejects.toMatchObject({ code: "conflict" });
    expect(await prisma.user.count()).toBe(0);
    expect(await prisma.organisation.count()).toBe(0);
  });

  test("a link for something else is none", async () => {
    await prisma.oneTimeToken.create({
      data: { tokenHash: sha256("other"), purpose: "password", expiresAt: new Date(Date.now() + 60_000) },
    });
    expect(await isSetupOpen("other")).toBe(false);
    await expect(setUpInstallation(input("other"))).rejects.toMatchObject({ code: "conflict" });
  });
});
