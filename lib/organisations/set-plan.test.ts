import { describe, expect, test } from "vitest";
import { operatorCaller } from "@/lib/auth/operator-caller";
import { prisma } from "@/lib/db/client";
import { aMember, anOrganisation } from "@/lib/people/testing";
import { getOrganisation } from "./get";
import { renameOrganisation } from "./rename";
import { organisationView } from "./schema";
import { setPlan } from "./set-plan";

describe("an organisation", () => {
  test("is put on another plan by the operator only", async () => {
    const { organisationId, owner } = await anOrganisation();
    await expect(setPlan(owner, { plan: "free" })).rejects.toMatchObject({
      code: "insufficient_permission",
      reason: "operator_only",
    });
    const operator = await operatorCaller(organisationId);
    const view = await setPlan(operator, { plan: "free" });
    expect(view.plan).toMatchObject({ id: "free", tool_calls_per_minute: 5 });
    expect(organisationView.parse(await getOrganisation(owner))).toEqual(view);
    await expect(setPlan(operator, { plan: "gold" })).rejects.toMatchObject({ code: "invalid_input" });
    const entries = await prisma.auditEntry.findMany({
      where: { action: "organisation.set_plan", organisationId },
    });
    expect(entries).toMatchObject([
      { details: { before: "business", after: "free" }, actorKind: "operator" },
    ]);
  });

  test("is renamed by owners and admins, and only their own", async () => {
    const mine = await anOrganisation("Mine");
    const theirs = await anOrganisation("Theirs");
    const admin = await aMember(mine.organisationId, "admin");
    const agent = await aMember(mine.organisationId, "agent");
    await expect(renameOrganisation(agent.caller, { name: "Agent's" })).rejects.toMatchObject({
      code: "insufficient_permission",
    });
    expect(await renameOrganisation(admin.caller, { name: "Renamed" })).toMatchObject({ name: "Renamed" });
    expect(await getOrganisation(theirs.owner)).toMatchObject({ name: "Theirs" });
  });
});
