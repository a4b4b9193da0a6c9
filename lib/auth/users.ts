import "server-only";
import { ConflictError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import type { TenantTransaction } from "@/lib/db/tenant";

/** A user to be created; `email` is lower-case already. */
export interface NewUser {
  email: string;
  name: string;
  passwordHash: string | null;
  /** Whether the address is certainly theirs, because the operator says so; see `emailProvenAt`. */
  isEmailProven: boolean;
}

/**
 * Creates a user, in the transaction of whatever it is created for. Users belong to no tenant, so the tenant client
 * refuses the model and SQL does it.
 * @returns the id
 * @throws ConflictError there is a user with this address
 */
export async function insertUser(db: Pick<TenantTransaction, "$queryRaw">, user: NewUser): Promise<string> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO "user" (id, email, name, password_hash, email_proven_at)
    VALUES (${newId("user")}, ${user.email}, ${user.name}, ${user.passwordHash},
            CASE WHEN ${user.isEmailProven} THEN now() END)
    ON CONFLICT (email) DO NOTHING RETURNING id`;
  const [row] = rows;
  if (!row) {
    throw new ConflictError("There is an account with this e-mail address already.", {
      reason: "email_taken",
      problems: [{ path: "email", message: "This address has an account already." }],
      nextStep: "Sign in with it instead.",
    });
  }
  return row.id;
}

/** Id of the user with an address, whether disabled or not; null when there is none. */
export async function userIdOfEmail(email: string): Promise<string | null> {
  const user = await prisma.user.findUnique({ where: { email }, select: { id: true } });
  return user?.id ?? null;
}

/** Who signs in with an address, for a message to it; null when nobody does, or they are disabled. */
export async function holderOfEmail(
  email: string,
): Promise<{ userId: string; email: string; isEmailProven: boolean } | null> {
  const user = await prisma.user.findFirst({
    where: { email, disabledAt: null },
    select: { id: true, email: true, emailProvenAt: true },
  });
  return user && { userId: user.id, email: user.email, isEmailProven: user.emailProvenAt !== null };
}

/** What a person sees about their own account. */
export interface Account {
  email: string;
  name: string;
  hasPassword: boolean;
  /** Providers the account is linked with. */
  providers: string[];
  /** IANA name; null follows the browser. */
  timeZone: string | null;
  createdAt: Date;
}

export async function accountOf(userId: string): Promise<Account> {
  const user = await prisma.user.findUniqueOrThrow({
    where: { id: userId },
    select: {
      email: true,
      name: true,
      passwordHash: true,
      timeZone: true,
      createdAt: true,
      identities: { select: { provider: true }, orderBy: { provider: "asc" } },
    },
  });
  return {
    email: user.email,
    name: user.name,
    hasPassword: user.passwordHash !== null,
    providers: user.identities.map((identity) => identity.provider),
    timeZone: user.timeZone,
    createdAt: user.createdAt,
  };
}

/** The stored hash, or null. */
export async function passwordHashOf(userId: string): Promise<string | null> {
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  return user?.passwordHash ?? null;
}

/** Stores another password and ends every session: none made before is valid after. */
export async function replacePassword(userId: string, passwordHash: string): Promise<void> {
  await prisma.user.update({
    where: { id: userId },
    data: { passwordHash, sessionEpoch: { increment: 1 } },
    select: { id: true },
  });
}

export async function renameUser(userId: string, name: string): Promise<void> {
  await prisma.user.update({ where: { id: userId }, data: { name }, select: { id: true } });
}

/** @param timeZone IANA name; null follows the browser */
export async function setTimeZoneOf(userId: string, timeZone: string | null): Promise<void> {
  await prisma.user.update({ where: { id: userId }, data: { timeZone }, select: { id: true } });
}

/** Ends every session of a person, on every browser. */
export async function endSessionsOf(userId: string): Promise<void> {
  await prisma.user.update({
    where: { id: userId },
    data: { sessionEpoch: { increment: 1 } },
    select: { id: true },
  });
}
