import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import { UnauthenticatedError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import type { Caller } from "./caller";
import { callerOfPerson } from "./person-caller";
import { requestFacts } from "./request-facts";
import {
  COOKIE_OPTIONS,
  readSessionToken,
  SESSION_COOKIE,
  SESSION_SECONDS,
  type SessionClaims,
  toSessionToken,
} from "./session-cookie";

/** Who is signed in. */
export interface Person {
  userId: string;
  email: string;
  name: string;
  /** IANA name, when the person chose one in place of the browser's. */
  timeZone?: string | null;
}

const currentClaims = cache(
  async (): Promise<SessionClaims | null> => readSessionToken((await cookies()).get(SESSION_COOKIE)?.value),
);

/** The person whose session this request carries; null when there is none, it ended, or the person was disabled. */
export const currentPerson = cache(async (): Promise<Person | null> => {
  const claims = await currentClaims();
  if (!claims) return null;
  const user = await prisma.user.findFirst({
    where: { id: claims.userId, sessionEpoch: claims.sessionEpoch, disabledAt: null },
    select: { id: true, email: true, name: true, timeZone: true },
  });
  return user && { userId: user.id, email: user.email, name: user.name, timeZone: user.timeZone };
});

/** @throws UnauthenticatedError nobody is signed in */
export async function requirePerson(): Promise<Person> {
  const person = await currentPerson();
  if (!person) throw new UnauthenticatedError();
  return person;
}

/**
 * The claims of the session this request carries, which whoever uses them checks by building a caller from them.
 * @throws UnauthenticatedError there is none
 */
export async function requireSession(): Promise<SessionClaims> {
  const claims = await currentClaims();
  if (!claims) throw new UnauthenticatedError();
  return claims;
}

/**
 * The caller of a person in an organisation, with all its projects. For a person that was just checked, such as on the
 * consent screen; pages use `callerForOrganisation`.
 * @throws NotFoundError no such organisation, or the person is no member of it
 */
export async function personCaller(person: Person, organisationId: string): Promise<Caller> {
  const { requestId } = await requestFacts();
  return callerOfPerson({ userId: person.userId, sessionEpoch: null }, { organisationId }, requestId);
}

/**
 * The caller of the signed-in person, narrowed to one project.
 * @throws UnauthenticatedError nobody is signed in
 * @throws NotFoundError no such project, or one of an organisation the person is no member of
 */
export const callerForProject = cache(
  async (projectId: string): Promise<Caller> => callerForPlace({ projectId }),
);

/**
 * The caller of the signed-in person in an organisation, with all its projects.
 * @throws UnauthenticatedError nobody is signed in
 * @throws NotFoundError no such organisation, or the person is no member of it
 */
export const callerForOrganisation = cache(
  async (organisationId: string): Promise<Caller> => callerForPlace({ organisationId }),
);

async function callerForPlace(place: { projectId: string } | { organisationId: string }): Promise<Caller> {
  const claims = await requireSession();
  const { requestId } = await requestFacts();
  return callerOfPerson(claims, place, requestId);
}

/** Signs a person in on this browser. Only in a server action or route handler, after every check was passed. */
export async function startSession(userId: string): Promise<void> {
  const user = await prisma.user.update({
    where: { id: userId, disabledAt: null },
    data: { lastSignInAt: new Date() },
    select: { id: true, sessionEpoch: true },
  });
  const token = await toSessionToken({ userId: user.id, sessionEpoch: user.sessionEpoch });
  (await cookies()).set(SESSION_COOKIE, token, { ...COOKIE_OPTIONS, maxAge: SESSION_SECONDS });
}

/** Takes the session from this browser. */
export async function endSession(): Promise<void> {
  (await cookies()).set(SESSION_COOKIE, "", { ...COOKIE_OPTIONS, maxAge: 0 });
}
