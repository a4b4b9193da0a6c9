import { notFound, redirect } from "next/navigation";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { Caller } from "@/lib/auth/caller";
import { SESSION_COOKIE, toSessionToken } from "@/lib/auth/session-cookie";
import { INTERNAL_ERROR_TEXT, UnauthenticatedError } from "@/lib/core/errors";
import { anOrganisation } from "@/lib/people/testing";
import { defineAction, defineOrganisationAction, defineProjectAction } from "./define-action";

const { jar, refreshed } = vi.hoisted(() => ({
  jar: new Map<string, { value: string }>(),
  refreshed: { times: 0 },
}));

vi.mock("next/headers", () => ({
  headers: async () => new Headers({ "x-request-id": "request-1" }),
  cookies: async () => ({ get: (name: string) => jar.get(name) }),
}));
vi.mock("next/cache", () => ({
  refresh: () => {
    refreshed.times += 1;
  },
}));

beforeEach(() => {
  jar.clear();
  refreshed.times = 0;
});

const schema = z.strictObject({ name: z.string().min(1, "Enter a name.") });
const greet = async (who: string, { name }: { name: string }) => `${who} greets ${name}`;

describe("an action", () => {
  test("runs the verb for its caller and refreshes the page", async () => {
    const action = defineAction(schema, greet, { caller: async () => "Ada" });
    expect(await action({ name: "Grace" })).toEqual({ ok: true, data: "Ada greets Grace" });
    expect(refreshed.times).toBe(1);
  });

  test.each([[{ name: "" }], [{}], [{ name: "x", admin: true }], [null], ["x"], [undefined]])(
    "refuses %j before anybody is asked who it is",
    async (input) => {
      const caller = vi.fn(async () => "Ada");
      const verb = vi.fn(greet);
      const result = await defineAction(schema, verb, { caller })(input as { name: string });
      expect(result).toMatchObject({ ok: false, error: { code: "invalid_input", requestId: "request-1" } });
      expect(caller).not.toHaveBeenCalled();
      expect(verb).not.toHaveBeenCalled();
      expect(refreshed.times).toBe(0);
    },
  );

  test("does not run without a caller", async () => {
    const verb = vi.fn(greet);
    const action = defineAction(schema, verb, {
      caller: async () => {
        throw new UnauthenticatedError();
      },
    });
    expect(await action({ name: "x" })).toMatchObject({ ok: false, error: { code: "unauthenticated" } });
    expect(verb).not.toHaveBeenCalled();
  });

  test("tells nothing of a failure that is ours", async () => {
    const action = defineAction(
      schema,
      async () => {
        throw new Error("password of the database");
      },
      { caller: async () => null },
    );
    expect(await action({ name: "x" })).toEqual({
      ok: false,
      error: { code: "internal_error", message: INTERNAL_ERROR_TEXT, problems: [], requestId: "request-1" },
    });
  });

  test.each([
    ["redirect", () => redirect("/sign-in")],
    ["not found", () => notFound()],
  ])("lets Next's %s through", async (_name, leave) => {
    const action = defineAction(schema, async () => leave(), { caller: async () => null });
    await expect(action({ name: "x" })).rejects.toHaveProperty("digest", expect.stringMatching(/^NEXT_/));
  });
});

describe("an action in a place", () => {
  const whoAmI = async (caller: Caller) => ({
    projects: caller.projectIds,
    organisation: caller.organisationId,
  });
  const inProject = defineProjectAction(z.strictObject({}), whoAmI);
  const inOrganisation = defineOrganisationAction(z.strictObject({}), whoAmI);

  async function signIn(userId: string) {
    jar.set(SESSION_COOKIE, { value: await toSessionToken({ userId, sessionEpoch: 0 }) });
  }

  test("runs for a member with that place only", async () => {
    const { organisationId, projectId, person } = await anOrganisation();
    await signIn(person.userId);
    const data = { projects: [projectId], organisation: organisationId };
    expect(await inProject(projectId, {})).toEqual({ ok: true, data });
    expect(await inOrganisation(organisationId, {})).toEqual({ ok: true, data });
  });

  test("is not found for somebody else, and needs a session", async () => {
    const mine = await anOrganisation();
    const theirs = await anOrganisation();
    expect(await inProject(mine.projectId, {})).toMatchObject({ error: { code: "unauthenticated" } });
    await signIn(mine.person.userId);
    expect(await inProject(theirs.projectId, {})).toMatchObject({ error: { code: "not_found" } });
    expect(await inOrganisation(theirs.organisationId, {})).toMatchObject({ error: { code: "not_found" } });
  });

  test.each([[{ not: "" }], [["x"]], [null], ["x".repeat(65)]])("refuses the id %j", async (id) => {
    const { person } = await anOrganisation();
    await signIn(person.userId);
    expect(await inProject(id as string, {})).toMatchObject({ error: { code: "invalid_input" } });
    expect(await inOrganisation(id as string, {})).toMatchObject({ error: { code: "invalid_input" } });
  });
});
