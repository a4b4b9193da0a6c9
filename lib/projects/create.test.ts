import { describe, expect, test } from "vitest";
import { operatorCaller } from "@/lib/auth/operator-caller";
import { prisma } from "@/lib/db/client";
import { aMember, anOrganisation, callerIn } from "@/lib/people/testing";
import { createProject } from "./create";
import { listProjectSummaries } from "./list-summaries";
import { createProjectInput, projectSummary, projectView } from "./schema";

const input = (name: string) => createProjectInput.parse({ name });

describe("a project", () => {
  test("is created with a primary chatbot of its name, and every member sees it at once", async () => {
    const { organisationId, owner, person } = await anOrganisation();
    const view = await createProject(owner, createProjectInput.parse({ name: " Looms ", currency: "eur" }));
    expect(projectView.parse(view)).toMatchObject({ name: "Looms", currency: "EUR" });
    const chatbot = await prisma.chatbot.findFirstOrThrow({ where: { projectId: view.id } });
    expect(chatbot).toMatchObject({ id: view.primary_chatbot_id, name: "Looms", isPrimary: true });
    const again = await callerIn(organisationId, person.userId);
    expect(again.projectIds).toContain(view.id);
    const entries = await prisma.auditEntry.findMany({ where: { targetId: view.id } });
    expect(entries).toMatchObject([{ action: "project.create", actorId: person.userId, organisationId }]);
  });

  test("is created by owners, admins and the operator only", async () => {
    const { organisationId } = await anOrganisation();
    for (const role of ["agent", "analyst"] as const) {
      const { caller } = await aMember(organisationId, role);
      await expect(createProject(caller, input("No"))).rejects.toMatchObject({
        code: "insufficient_permission",
      });
    }
    const admin = await aMember(organisationId, "admin");
    await createProject(admin.caller, input("By an admin"));
    await createProject(await operatorCaller(organisationId), input("By the operator"));
    expect(await prisma.project.count({ where: { organisationId } })).toBe(3);
  });

  test("is listed with what is in it, to its own organisation", async () => {
    const { owner, projectId, organisationId, person } = await anOrganisation("Counted");
    await anOrganisation("Elsewhere");
    const { id } = await createProject(owner, input("A second"));
    const { id: chatbotId } = await prisma.chatbot.findFirstOrThrow({ where: { projectId } });
    for (const [day, conversations] of [
      ["2026-01-01", 3],
      ["2026-01-02", 4],
    ] as const) {
      await prisma.metricDaily.create({
        data: { projectId, chatbotId, platform: "web", day: new Date(day), conversations },
      });
    }
    const list = await listProjectSummaries(await callerIn(organisationId, person.userId));
    for (const summary of list) projectSummary.parse(summary);
    expect(list.map((entry) => [entry.id, entry.chatbots, entry.conversations])).toEqual([
      [id, 1, 0],
      [projectId, 1, 7],
    ]);
  });
});
