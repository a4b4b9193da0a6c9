import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { findInvitation } from "@/lib/auth/invitation-link";
import { resetLink } from "@/lib/auth/reset-link";
import { findSignInLink, signInWithLink } from "@/lib/auth/sign-in-link";
import { NotYetAvailableError, RateLimitedError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { boss, stopBoss } from "@/lib/jobs/boss";
import { handleMail } from "@/lib/jobs/mail.handler";
import { mailJob } from "@/lib/jobs/mail.job";
import { setMail, startMailServer } from "@/lib/outbound/testing";
import { askLink } from "./ask-link";
import { inviteMember } from "./invite";
import { resetPassword } from "./reset-password";
import { anOrganisation, aUser } from "./testing";

let server: Awaited<ReturnType<typeof startMailServer>>;
/** Every test comes from another address, so that none uses up another's attempts. */
const client = () => newId("attempt");
/** Jobs that were seen in the queue, as the database holds them. */
const queued: string[] = [];

beforeAll(() => () => stopBoss());

afterEach(async () => {
  await server?.stop();
  setMail(undefined);
});

async function runMail(isLast = false): Promise<void> {
  const queue = await boss();
  for (;;) {
    const [job] = await queue.fetch(mailJob.name, { batchSize: 1 });
    if (!job) return;
    queued.push(JSON.stringify(job.data));
    await handleMail(job.data, { isLast, jobId: job.id });
    await queue.complete(mailJob.name, job.id);
  }
}

async function someone(fields: { isProven?: boolean; passwordHash?: string } = {}) {
  const { person } = await anOrganisation();
  await prisma.user.update({
    where: { id: person.userId },
    data: {
      emailProvenAt: fields.isProven === false ? null : new Date(),
      passwordHash: fields.passwordHash ?? null,
    },
  });
  return person;
}
const ask = (kind: "sign_in_link" | "reset_link", email: string, next = "/", from = client()) =>
  askLink(kind, { email, next }, from);
/** The secret in the last message, and where its link leads. */
function lastLink(): { path: string; token: string; next: string | null } {
  const text = server.received.at(-1)?.mail.text ?? "";
  const url = new URL(text.match(/http\S+/)?.[0] ?? "http://missing/");
  return {
    path: url.pathname,
    token: url.searchParams.get("token") ?? "",
    next: url.searchParams.get("callbackUrl"),
  };
}
const actions = async (userId: string) =>
  (await prisma.auditEntry.findMany({ where: { targetId: userId }, orderBy: { id: "asc" } })).map(
    ({ action, actorKind }) => `${action} by ${actorKind}`,
  );

describe("a sign-in link", () => {
  test("signs its person in, once; looking at it uses nothing up", async () => {
    server = await startMailServer();
    const person = await someone();
    await ask("sign_in_link", person.email, "/oauth/consent/abc");
    await runMail();
    expect(server.received.map(({ to, mail }) => [to[0], mail.subject])).toEqual([
      [person.email, "Your sign-in link"],
    ]);
    const { path, token, next } = lastLink();
    expect([path, next]).toEqual(["/sign-in/link", "/oauth/consent/abc"]);
    expect(token.length).toBeGreaterThanOrEqual(43);
    for (let looks = 0; looks < 3; looks += 1) {
      expect(await findSignInLink(token)).toEqual({ email: person.email });
    }
    expect(await signInWithLink(token)).toEqual({ userId: person.userId });
    expect(await findSignInLink(token)).toBeNull();
    await expect(signInWithLink(token)).rejects.toMatchObject({ reason: "sign_in_link_spent" });
    expect(await actions(person.userId)).toEqual([
      "user.mail_sign_in_link by job",
      "user.sign_in_by_link by person",
    ]);
    expect(JSON.stringify(await prisma.oneTimeToken.findMany())).not.toContain(token);
  });

  test("of two that race one signs in", async () => {
    server = await startMailServer();
    const person = await someone();
    await ask("sign_in_link", person.email);
    await runMail();
    const { token } = lastLink();
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => signInWithLink(token)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("is replaced by the next, ends after its time, and with the account", async () => {
    server = await startMailServer();
    const person = await someone();
    await ask("sign_in_link", person.email);
    await runMail();
    const first = lastLink().token;
    await ask("sign_in_link", person.email);
    await runMail();
    const second = lastLink().token;
    await expect(signInWithLink(first)).rejects.toMatchObject({ reason: "sign_in_link_spent" });
    await prisma.user.update({ where: { id: person.userId }, data: { disabledAt: new Date() } });
    await expect(signInWithLink(second)).rejects.toMatchObject({ reason: "sign_in_link_spent" });
    await prisma.user.update({ where: { id: person.userId }, data: { disabledAt: null } });
    await prisma.oneTimeToken.updateMany({
      where: { purpose: `sign-in:${person.userId}` },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect(await findSignInLink(second)).toBeNull();
    await expect(signInWithLink(second)).rejects.toMatchObject({ reason: "sign_in_link_spent" });
  });

  test("is no link of another kind, nor the other way round", async () => {
    server = await startMailServer();
    const person = await someone();
    const reset = new URL((await resetLink(person.email)).url).searchParams.get("token") ?? "";
    await expect(signInWithLink(reset)).rejects.toMatchObject({ reason: "sign_in_link_spent" });
    await ask("sign_in_link", person.email);
    await runMail();
    await expect(
      resetPassword({ token: lastLink().token, password: "another password" }),
    ).rejects.toMatchObject({ reason: "reset_link_spent" });
  });

  test("is not given to somebody who never showed that the address is theirs: they choose a password first", async () => {
    server = await startMailServer();
    const person = await someone({ isProven: false, passwordHash: "taken-by-somebody-else" });
    await prisma.userIdentity.create({
      data: { provider: "github", subject: newId("user"), userId: person.userId },
    });
    await ask("sign_in_link", person.email);
    await runMail();
    expect(server.received[0]?.mail.subject).toBe("Confirm your address to sign in by e-mail");
    const { path, token } = lastLink();
    expect(path).toBe("/reset-password");
    await resetPassword({ token, password: "my own password" });
    expect(await prisma.userIdentity.count({ where: { userId: person.userId } })).toBe(0);
    await ask("sign_in_link", person.email);
    await runMail();
    expect(await signInWithLink(lastLink().token)).toEqual({ userId: person.userId });
  });
});

describe("a link for a new password", () => {
  test("that was mailed keeps what a proven account has; one that the operator passed on proves nothing", async () => {
    server = await startMailServer();
    const person = await someone();
    await prisma.userIdentity.create({
      data: { provider: "google", subject: newId("user"), userId: person.userId },
    });
    await ask("reset_link", person.email);
    await runMail();
    expect(server.received[0]?.mail.subject).toBe("Choose a new password");
    await resetPassword({ token: lastLink().token, password: "a new password" });
    expect(await prisma.userIdentity.count({ where: { userId: person.userId } })).toBe(1);
    expect(await actions(person.userId)).toEqual([
      "user.mail_reset_link by job",
      "user.reset_password by person",
    ]);
    const other = await someone({ isProven: false });
    const told = new URL((await resetLink(other.email)).url).searchParams.get("token") ?? "";
    await resetPassword({ token: told, password: "a new password" });
    expect((await prisma.user.findUniqueOrThrow({ where: { id: other.userId } })).emailProvenAt).toBeNull();
  });
});

describe("asking", () => {
  test("is the same for an address that nobody has, and for a disabled account: nothing is sent", async () => {
    server = await startMailServer();
    const person = await someone();
    await prisma.user.update({ where: { id: person.userId }, data: { disabledAt: new Date() } });
    for (const email of ["nobody@example.com", person.email]) {
      for (const kind of ["sign_in_link", "reset_link"] as const) {
        expect(await ask(kind, email)).toBeUndefined();
      }
    }
    await runMail();
    expect(server.received).toEqual([]);
    expect(await prisma.oneTimeToken.count({ where: { purpose: { contains: person.userId } } })).toBe(0);
  });

  test("is limited for each address and each client, whoever has the address", async () => {
    server = await startMailServer();
    for (const email of [(await aUser()).email, `${newId("user")}@nobody.example`]) {
      for (let tries = 0; tries < 5; tries += 1) await ask("sign_in_link", email);
      await expect(ask("reset_link", email)).rejects.toBeInstanceOf(RateLimitedError);
    }
    const from = client();
    for (let tries = 0; tries < 30; tries += 1)
      await ask("reset_link", `${newId("user")}@x.example`, "/", from);
    await expect(ask("reset_link", "fresh@x.example", "/", from)).rejects.toBeInstanceOf(RateLimitedError);
    await runMail();
  });

  test("leaves no address and no secret in the queue, and is forgotten when it is old", async () => {
    server = await startMailServer();
    const person = await someone();
    await ask("sign_in_link", person.email);
    const now = Date.now;
    Date.now = () => now() + 16 * 60_000;
    try {
      await runMail();
    } finally {
      Date.now = now;
    }
    expect(server.received).toEqual([]);
    expect(queued.length).toBeGreaterThan(0);
    expect(queued.join()).not.toContain("@");
  });

  test("without a mail server is told at once", async () => {
    setMail(undefined);
    await expect(ask("sign_in_link", "ann@example.com")).rejects.toBeInstanceOf(NotYetAvailableError);
  });
});

describe("an invitation", () => {
  test("for an address is mailed there, and one for whoever has the link is not", async () => {
    server = await startMailServer();
    const { owner } = await anOrganisation("Harbour <b>");
    const email = `${newId("user")}@example.com`;
    const made = await inviteMember(owner, { role: "agent", email });
    expect(made.is_mailed).toBe(true);
    expect((await inviteMember(owner, { role: "agent" })).is_mailed).toBe(false);
    await runMail();
    expect(server.received.map(({ to, mail }) => [to[0], mail.subject])).toEqual([
      [email, "Invitation to Harbour <b>"],
    ]);
    const text = server.received[0]?.mail.text ?? "";
    expect(text).toContain(made.url);
    expect(await findInvitation(made.url.slice(made.url.lastIndexOf("/") + 1))).toMatchObject({ email });
    expect(queued.join()).not.toContain(made.url.slice(made.url.lastIndexOf("/") + 1));
  });

  test("that was withdrawn before it went out is not sent", async () => {
    server = await startMailServer();
    const { owner } = await anOrganisation();
    const { id } = await inviteMember(owner, { role: "agent", email: "late@example.com" });
    await prisma.invitation.update({ where: { id }, data: { revokedAt: new Date() } });
    await runMail();
    expect(server.received).toEqual([]);
  });

  test("is not mailed without a mail server", async () => {
    setMail(undefined);
    const { owner } = await anOrganisation();
    expect((await inviteMember(owner, { role: "agent", email: "x@example.com" })).is_mailed).toBe(false);
  });
});
