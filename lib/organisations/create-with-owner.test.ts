import { describe, expect, test } from "vitest";
import { operatorCaller } from "@/lib/auth/operator-caller";
import { passwordHashOf } from "@/lib/auth/users";
import { NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { aUser } from "@/lib/people/testing";
import { createOrganisationWithOwner } from "./create-with-owner";
import { createOrganisationWithOwnerInput } from "./schema";

const parse = (fields: object) => createOrganisationWithOwnerInput.parse({ name: "Acme", ...fields });

describe("an organisation made by the operator", () => {
  test("gets a new owner, the plan and no project", async () => {
    const founded = await createOrganisationWithOwner(
      parse({ plan: "Growth", owner_email: "Grace@Example.com", owner_password: "nanoseconds" }),
    );
    expect(founded.organisation.plan).toMatchObject({ id: "growth", tier: "growth" });
    expect(founded.project).toBeNull();
    const owner = await prisma.user.findUniqueOrThrow({ where: { id: founded.ownerId } });
    expect(owner).toMatchObject({ email: "grace@example.com", name: "grace" });
    const [entry] = await prisma.auditEntry.findMany({ where: { organisationId: founded.organisation.id } });
    expect(entry).toMatchObject({ action: "organisation.create", actorKind: "operator" });
    const operator = await operatorCaller(founded.organisation.id);
    expect(operator).toMatchObject({ tier: "growth", projectIds: [], actor: { kind: "operator" } });
  });

  test("takes an account there is as it is", async () => {
    const { userId, email } = await aUser();
    const founded = await createOrganisationWithOwner(
      parse({ owner_email: email, owner_password: "nanoseconds" }),
    );
    expect(founded.ownerId).toBe(userId);
    expect(await passwordHashOf(userId)).toBeNull();
  });

  test("needs a password for a new account and a plan that exists, and leaves nothing behind without", async () => {
    const before = await prisma.organisation.count();
    await expect(
      createOrganisationWithOwner(parse({ owner_email: "new@example.com" })),
    ).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "owner_password" }],
    });
    const fields = { owner_email: "new@example.com", owner_password: "nanoseconds", plan: "gold" };
    await expect(createOrganisationWithOwner(parse(fields))).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "plan", message: "must be one of: free, trial, starter, growth, business" }],
    });
    expect(await prisma.organisation.count()).toBe(before);
    expect(await prisma.user.count({ where: { email: "new@example.com" } })).toBe(0);
  });

  test("there is no operator of an organisation that does not exist", async () => {
    await expect(operatorCaller(newId("organisation"))).rejects.toBeInstanceOf(NotFoundError);
  });
});
