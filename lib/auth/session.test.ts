import { encode } from "next-auth/jwt";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { NotFoundError, UnauthenticatedError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { changePassword } from "@/lib/people/change-password";
import { aMember, anOrganisation, aUser } from "@/lib/people/testing";
import { hashPassword } from "./passwords";
import {
  callerForOrganisation,
  callerForProject,
  currentPerson,
  endSession,
  personCaller,
  requirePerson,
  startSession,
} from "./session";
import {
  cookieName,
  readSessionToken,
  SESSION_COOKIE,
  sessionSecret,
  toSessionToken,
} from "./session-cookie";
import { endSessionsOf } from "./users";

const { jar, incoming } = vi.hoisted(() => ({
  jar: new Map<string, { value: string; options: Record<string, unknown> }>(),
  incoming: new Headers(),
}));

vi.mock("next/headers", () => ({
  headers: async () => incoming,
  cookies: async () => ({
    get: (name: string) => jar.get(name),
    set: (name: string, value: string, options: Record<string, unknown>) => jar.set(name, { value, options }),
  }),
}));

beforeEach(() => {
  jar.clear();
  incoming.set("x-request-id", "request-1");
});

const put = (value: string) => jar.set(SESSION_COOKIE, { value, options: {} });

describe("a session", () => {
  test("tells who is signed in until it is ended", async () => {
    const person = await aUser();
    expect(await currentPerson()).toBeNull();
    await expect(requirePerson()).rejects.toBeInstanceOf(UnauthenticatedError);
    await startSession(person.userId);
    expect(await requirePerson()).toEqual({ ...person, timeZone: null });
    const user = await prisma.user.findUniqueOrThrow({ where: { id: person.userId } });
    expect(user.lastSignInAt).not.toBeNull();
    await endSession();
    expect(await currentPerson()).toBeNull();
  });

  test("travels in a cookie no script and no other site's form can use", async () => {
    await startSession((await aUser()).userId);
    expect(jar.get(SESSION_COOKIE)?.options).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/" });
    expect(jar.get(SESSION_COOKIE)?.options).not.toHaveProperty("domain");
  });

  test("ends when its person is disabled", async () => {
    const { organisationId, person, projectId } = await anOrganisation();
    await startSession(person.userId);
    await prisma.user.update({ where: { id: person.userId }, data: { disabledAt: new Date() } });
    expect(await currentPerson()).toBeNull();
    await expect(callerForProject(projectId)).rejects.toBeInstanceOf(UnauthenticatedError);
    await expect(callerForOrganisation(organisationId)).rejects.toBeInstanceOf(UnauthenticatedError);
    await expect(personCaller(person, organisationId)).rejects.toBeInstanceOf(UnauthenticatedError);
    const before = new Map(jar);
    await expect(startSession(person.userId)).rejects.toMatchObject({ code: "P2025" });
    expect(jar).toEqual(before);
  });

  test("a new password ends every session but the one it starts", async () => {
    const person = await aUser({ passwordHash: await hashPassword("old password") });
    await startSession(person.userId);
    const other = jar.get(SESSION_COOKIE)?.value ?? "";
    await changePassword(person, { current_password: "old password", new_password: "new password" });
    await startSession(person.userId);
    expect((await currentPerson())?.userId).toBe(person.userId);
    put(other);
    expect(await currentPerson()).toBeNull();
  });

  test("signing out everywhere ends all of them", async () => {
    const { person, projectId } = await anOrganisation();
    await startSession(person.userId);
    await endSessionsOf(person.userId);
    expect(await currentPerson()).toBeNull();
    await expect(callerForProject(projectId)).rejects.toBeInstanceOf(UnauthenticatedError);
  });
});

describe("what is no session", () => {
  test.each(["state", "pkce", "nonce"])("the %s cookie of an unfinished sign-in", async (name) => {
    const { userId } = await aUser();
    // As next-auth makes them, and even with the claims of a session inside.
    const token = await encode({
      token: { value: "x", provider: "google", userId, sessionEpoch: 0 },
      secret: sessionSecret(),
      salt: cookieName(name),
      maxAge: 900,
    });
    put(token);
    expect(await currentPerson()).toBeNull();
  });

  test("a token without our claims, of another key, cut, changed or expired", async () => {
    const { userId } = await aUser();
    const good = await toSessionToken({ userId, sessionEpoch: 0 });
    expect(await readSessionToken(good)).toEqual({ userId, sessionEpoch: 0 });
    const claims = { userId, sessionEpoch: 0 };
    const bad = [
      await encode({ token: { sub: userId }, secret: sessionSecret() }),
      await encode({ token: { userId }, secret: sessionSecret() }),
      await encode({ token: claims, secret: "another secret" }),
      await encode({ token: claims, secret: sessionSecret(), maxAge: -60 }),
      good.slice(0, -4),
      `${good.slice(0, -6)}AAAAAA`,
      "",
      "a.b.c.d.e",
    ];
    for (const token of bad) expect(await readSessionToken(token)).toBeNull();
  });
});

describe("the caller of a person", () => {
  test("covers the organisation's projects with the role's permissions and the plan's tier", async () => {
    const { organisationId, projectId } = await anOrganisation();
    const other = newId("project");
    await prisma.project.create({ data: { id: other, organisationId, name: "Second" } });
    const { person } = await aMember(organisationId, "analyst");
    await startSession(person.userId);
    const caller = await callerForOrganisation(organisationId);
    expect([...caller.projectIds].sort()).toEqual([projectId, other].sort());
    expect(caller.actor).toEqual({ kind: "person", userId: person.userId, role: "analyst" });
    expect(caller.tier).toBe("business");
    expect(caller.requestId).toBe("request-1");
    expect(caller.permissions.has("conversations:read")).toBe(true);
    expect(caller.permissions.has("chatbots:write")).toBe(false);
    expect((await callerForProject(other)).projectIds).toEqual([other]);
  });

  test("does not exist in another organisation, which looks as if there were none", async () => {
    const mine = await anOrganisation("Mine");
    const theirs = await anOrganisation("Theirs");
    await startSession(mine.person.userId);
    const foreign = await callerForProject(theirs.projectId).catch((error: Error) => error);
    const unknown = await callerForProject(newId("project")).catch((error: Error) => error);
    expect(foreign).toBeInstanceOf(NotFoundError);
    expect(unknown).toBeInstanceOf(NotFoundError);
    await expect(callerForOrganisation(theirs.organisationId)).rejects.toBeInstanceOf(NotFoundError);
    await expect(personCaller(mine.person, theirs.organisationId)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("ends with the membership", async () => {
    const { organisationId, projectId } = await anOrganisation();
    const { person } = await aMember(organisationId, "agent");
    await startSession(person.userId);
    expect((await callerForProject(projectId)).projectIds).toEqual([projectId]);
    await prisma.member.deleteMany({ where: { userId: person.userId } });
    await expect(callerForProject(projectId)).rejects.toBeInstanceOf(NotFoundError);
  });
});
