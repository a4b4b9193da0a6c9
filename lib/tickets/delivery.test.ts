import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { createWorld, type World } from "@/lib/account/testing";
import { type Caller, inProject } from "@/lib/auth/caller";
import { jobCaller } from "@/lib/auth/job-caller";
import { InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { boss, stopBoss } from "@/lib/jobs/boss";
import { handleMail } from "@/lib/jobs/mail.handler";
import { mailJob } from "@/lib/jobs/mail.job";
import { setMail, startMailServer } from "@/lib/outbound/testing";
import { aMember } from "@/lib/people/testing";
import { aConversation, aVisitor } from "@/lib/visitors/testing";
import { answerTicketByVisitor } from "./answer-by-visitor";
import { assignTicket } from "./assign";
import { createTicket } from "./create";
import { getTicketDelivery } from "./get-delivery";
import { mailReply } from "./mail-reply";
import { addNote } from "./note";
import { openTicketByVisitor } from "./open-by-visitor";
import { replyToTicket } from "./reply";
import { createTicketInput, setTicketEmailInput, ticketDelivery } from "./schema";
import { setTicketEmail } from "./set-email";

let world: World;
let one: World["projects"][0];
let two: World["projects"][0];
let agent: Awaited<ReturnType<typeof aMember>>;
let here: Caller;
let server: Awaited<ReturnType<typeof startMailServer>> | undefined;

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  agent = await aMember(world.organisationId, "agent");
  here = inProject(agent.caller, one.id);
  return () => stopBoss();
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  setMail(undefined);
});

async function asked(fields: { email?: string } = {}) {
  const visitor = await aVisitor(world.organisationId, one, fields);
  const { conversationId } = await aConversation(one, visitor.visitorId);
  const ticket = await openTicketByVisitor(visitor.caller, { subject: "Late order", message: "Where?" });
  return { ...visitor, conversationId, ticketId: ticket.id };
}
const delivery = async (ticket_id: string, caller = here) =>
  ticketDelivery.parse(await getTicketDelivery(caller, { ticket_id }));
const reply = (ticket_id: string, body = "It is on its way.") => replyToTicket(here, { ticket_id, body });
const open = (fields = {}) =>
  createTicket(here, createTicketInput.parse({ subject: "Phone call", message: "Wants a call.", ...fields }));
const messagesOf = (conversationId: string) =>
  prisma.message.findMany({ where: { conversationId }, orderBy: { position: "asc" } });

/** Runs what is queued, as the worker does; returns what failed. */
async function runMail({ isLast = false } = {}): Promise<unknown[]> {
  const queue = await boss();
  const failures: unknown[] = [];
  for (;;) {
    const [job] = await queue.fetch(mailJob.name, { batchSize: 1 });
    if (!job) return failures;
    const payload = job.data;
    await handleMail(payload, { isLast, jobId: job.id }).catch((error: unknown) => failures.push(error));
    await queue.complete(mailJob.name, job.id);
  }
}

describe("a reply to a ticket", () => {
  test("is a message of the conversation, once, from the ticket; a note never is", async () => {
    const { ticketId, conversationId } = await asked();
    await addNote(here, { ticket_id: ticketId, body: "Difficult." });
    await reply(ticketId);
    expect(await messagesOf(conversationId)).toMatchObject([
      { role: "user" },
      { role: "agent", content: "It is on its way.", authorKind: "ticket", authorId: ticketId },
    ]);
    const conversation = await prisma.conversation.findFirstOrThrow({ where: { id: conversationId } });
    expect(conversation).toMatchObject({ agentMessageCount: 1, userMessageCount: 1 });
  });

  test("goes out by e-mail, once, and the ticket tells", async () => {
    server = await startMailServer();
    const { ticketId } = await asked({ email: "ann@example.com" });
    expect(await delivery(ticketId)).toMatchObject({
      opened_by: "visitor",
      in_chat: true,
      email: "ann@example.com",
      can_mail: true,
      mails: [],
    });
    await reply(ticketId, "Tomorrow.\nPromised.");
    expect((await delivery(ticketId)).mails).toMatchObject([{ state: "queued", error: "" }]);
    expect(await runMail()).toEqual([]);
    expect(server.received.map(({ to }) => to)).toEqual([["ann@example.com"]]);
    const [mail] = server.received;
    expect(mail?.mail.subject).toBe("Re: Late order");
    expect(mail?.mail.text).toContain("Tomorrow.\nPromised.");
    expect(mail?.mail.text).not.toContain("Where?");
    const [sent] = (await delivery(ticketId)).mails;
    expect(sent).toMatchObject({ state: "sent", error: "", mailed_at: expect.any(String) });
    expect(mail?.mail.messageId).toContain(sent?.entry_id ?? "missing");
    // A job that runs again, or twice, sends nothing.
    const caller = await jobCaller("mail", one.id);
    const waiting = { projectId: one.id, ticketId, entryId: sent?.entry_id ?? "" };
    await mailReply(caller, waiting, { isLast: false });
    expect(server.received).toHaveLength(1);
  });

  test("that is refused says so, is not tried again, and shows no word of the mail server's", async () => {
    server = await startMailServer({ refuse: () => 550 });
    const { ticketId } = await asked({ email: "ann@example.com" });
    await reply(ticketId);
    expect(await runMail()).toEqual([]);
    expect((await delivery(ticketId)).mails).toMatchObject([
      { state: "failed", error: "the mail server refused the address (550)", mailed_at: null },
    ]);
  });

  test("waits while the mail server is away, tells why, and is given up at last", async () => {
    server = await startMailServer({ refuseData: () => 451 });
    const { ticketId } = await asked({ email: "ann@example.com" });
    await reply(ticketId);
    expect(await runMail()).toHaveLength(1);
    const [waiting] = (await delivery(ticketId)).mails;
    expect(waiting).toMatchObject({
      state: "queued",
      error: "the mail server did not take the message (451)",
    });
    const caller = await jobCaller("mail", one.id);
    const job = { projectId: one.id, ticketId, entryId: waiting?.entry_id ?? "" };
    await mailReply(caller, job, { isLast: true });
    expect((await delivery(ticketId)).mails).toMatchObject([{ state: "failed" }]);
  });

  test("goes where the visitor's address is by then, or the ticket's own", async () => {
    server = await startMailServer();
    const { ticketId, visitorId } = await asked();
    expect(await delivery(ticketId)).toMatchObject({ has_email: false, email: null });
    await reply(ticketId);
    expect((await delivery(ticketId)).mails).toEqual([]);
    await prisma.visitor.updateMany({ where: { id: visitorId }, data: { email: "late@example.com" } });
    await reply(ticketId);
    await setTicketEmail(here, setTicketEmailInput.parse({ ticket_id: ticketId, email: "Own@Example.com" }));
    await runMail();
    expect(server.received.map(({ to }) => to)).toEqual([["own@example.com"]]);
    await setTicketEmail(here, { ticket_id: ticketId, email: null });
    await prisma.visitor.updateMany({ where: { id: visitorId }, data: { email: null } });
    await prisma.ticketEntry.updateMany({
      where: { ticketId, kind: "reply" },
      data: { mailState: "queued" },
    });
    const caller = await jobCaller("mail", one.id);
    const [entry] = (await delivery(ticketId)).mails;
    const job = { projectId: one.id, ticketId, entryId: entry?.entry_id ?? "" };
    await mailReply(caller, job, { isLast: false });
    expect((await delivery(ticketId)).mails[0]).toMatchObject({
      state: "failed",
      error: "the address was removed",
    });
  });

  test("of a ticket opened by hand reaches nobody until there is an address and a mail server", async () => {
    const { id } = await open();
    expect(await delivery(id)).toMatchObject({
      opened_by: "person",
      in_chat: false,
      has_email: false,
      can_mail: false,
    });
    await setTicketEmail(here, { ticket_id: id, email: "ann@example.com" });
    expect(await delivery(id)).toMatchObject({ has_email: true, can_mail: false });
    await reply(id);
    expect((await delivery(id)).mails).toEqual([]);
    const { id: other } = await open({ email: "Bob@Example.com" });
    expect((await delivery(other)).email).toBe("bob@example.com");
  });
});

describe("who works on a ticket", () => {
  test("hears of it and of the customer's answers, but not of their own doings, nor once it is another's", async () => {
    server = await startMailServer();
    const boss = await aMember(world.organisationId, "owner");
    const owner = inProject(boss.caller, one.id);
    const { ticketId, caller } = await asked();
    await assignTicket(here, { ticket_id: ticketId, assignee_id: agent.person.userId });
    await runMail();
    expect(server.received).toEqual([]);
    await assignTicket(here, { ticket_id: ticketId, assignee_id: boss.person.userId });
    await runMail();
    await answerTicketByVisitor(caller, { ticket_id: ticketId, message: "secret words of mine" });
    await answerTicketByVisitor(caller, { ticket_id: ticketId, message: "and more" });
    await runMail();
    expect(server.received.map(({ to, mail }) => [to[0], mail.subject])).toEqual([
      [boss.person.email, "Assigned to you: Late order"],
      [boss.person.email, "New answer: Late order"],
    ]);
    expect(server.received[1]?.mail.text).toContain(`/p/${one.id}/tickets/${ticketId}`);
    expect(server.received[1]?.mail.text).not.toContain("secret words");
    await answerTicketByVisitor(caller, { ticket_id: ticketId, message: "Hello?" });
    await assignTicket(owner, { ticket_id: ticketId, assignee_id: null });
    await runMail();
    expect(server.received).toHaveLength(2);
    await createTicket(
      owner,
      createTicketInput.parse({ subject: "New", message: "x", assignee_id: agent.person.userId }),
    );
    await prisma.user.update({ where: { id: agent.person.userId }, data: { disabledAt: new Date() } });
    await runMail();
    await prisma.user.update({ where: { id: agent.person.userId }, data: { disabledAt: null } });
    expect(server.received).toHaveLength(2);
  });
});

describe("who may", () => {
  test("know how a reply reaches the customer: who reads tickets; the address needs conversations:read", async () => {
    const { ticketId } = await asked({ email: "ann@example.com" });
    const without = (name: "conversations:read" | "tickets:read" | "tickets:write") => {
      const permissions = new Set(here.permissions);
      permissions.delete(name);
      return { ...here, permissions };
    };
    expect(await delivery(ticketId, without("conversations:read"))).toMatchObject({
      has_email: true,
      email: null,
    });
    await expect(delivery(ticketId, without("tickets:read"))).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    await expect(
      setTicketEmail(without("tickets:write"), { ticket_id: ticketId, email: null }),
    ).rejects.toBeInstanceOf(InsufficientPermissionError);
    const there = inProject(agent.caller, two.id);
    for (const wanted of [ticketId, newId("ticket")]) {
      await expect(delivery(wanted, there)).rejects.toThrow(new NotFoundError("ticket", wanted).message);
      await expect(setTicketEmail(there, { ticket_id: wanted, email: null })).rejects.toBeInstanceOf(
        NotFoundError,
      );
    }
    expect((await delivery(ticketId)).email).toBe("ann@example.com");
    const entries = await prisma.auditEntry.findMany({ where: { action: "ticket.set_email" } });
    expect(JSON.stringify(entries)).not.toContain("@example.com");
  });
});
