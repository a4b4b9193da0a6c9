import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { type Caller, inProject } from "@/lib/auth/caller";
import { ConflictError, InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { aMember } from "@/lib/people/testing";
import { aConversation, aVisitor } from "@/lib/visitors/testing";
import { answerTicketByVisitor } from "./answer-by-visitor";
import { changeTicketStatus } from "./change-status";
import { createTicket } from "./create";
import { getTicket } from "./get";
import { listTicketsOfVisitor } from "./list-of-visitor";
import { addNote } from "./note";
import { openTicketByRule } from "./open-by-rule";
import { openTicketByVisitor } from "./open-by-visitor";
import { replyToTicket } from "./reply";
import { hasTicketWord } from "./rule-fits";
import {
  createTicketInput,
  getTicketInput,
  MAX_OPEN_TICKETS,
  ticketDetail,
  visitorTicketView,
} from "./schema";

let world: World;
let one: World["projects"][0];
let two: World["projects"][0];
let member: Caller;

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  const agent = await aMember(world.organisationId, "agent");
  await prisma.user.update({ where: { id: agent.person.userId }, data: { name: "Grace Hopper" } });
  member = inProject(agent.caller, one.id);
});

async function someone(fields = {}, project = one) {
  const visitor = await aVisitor(world.organisationId, project, fields);
  return { ...visitor, ...(await aConversation(project, visitor.visitorId)) };
}
const open = async (caller: Caller, fields = {}) =>
  visitorTicketView.parse(
    await openTicketByVisitor(caller, { subject: "Late order", message: "Where is it?", ...fields }),
  );
const answer = async (caller: Caller, ticket_id: string, message = "Still waiting.") =>
  visitorTicketView.parse(await answerTicketByVisitor(caller, { ticket_id, message }));
const get = async (ticket_id: string) =>
  ticketDetail.parse(await getTicket(member, getTicketInput.parse({ ticket_id })));
const countedTickets = async (chatbotId: string) =>
  (await prisma.metricDaily.aggregate({ where: { chatbotId }, _sum: { tickets: true } }))._sum.tickets ?? 0;

describe("a ticket of a visitor", () => {
  test("is linked to their conversation, counted once, and reads like any other to the team", async () => {
    const { caller, visitorId, conversationId } = await someone({ name: "Ann", email: "ann@example.com" });
    const before = await countedTickets(one.chatbotId);
    const ticket = await open(caller);
    expect(ticket).toMatchObject({
      subject: "Late order",
      status: "new",
      thread: [{ from: "visitor", name: null, text: "Where is it?" }],
    });
    expect(await prisma.ticket.findFirst({ where: { id: ticket.id } })).toMatchObject({
      conversationId,
      visitorId,
      chatbotId: one.chatbotId,
      email: "ann@example.com",
      openedBy: "visitor",
      priority: "normal",
    });
    expect(await countedTickets(one.chatbotId)).toBe(before + 1);
    const detail = await get(ticket.id);
    expect(detail.conversation?.visitor).toEqual({ id: visitorId, name: "Ann" });
    expect(detail.thread).toMatchObject([
      { kind: "message", author: { kind: "customer", name: "Ann" }, body: "Where is it?" },
    ]);
    expect(detail.status_history).toMatchObject([{ to_status: "new", author: { kind: "customer" } }]);
  });

  test("takes another address for its answers, and needs no conversation", async () => {
    const { caller, visitorId } = await aVisitor(world.organisationId, one, { email: "ann@example.com" });
    const { id } = await open(caller, { email: "work@example.com" });
    expect(await prisma.ticket.findFirst({ where: { id } })).toMatchObject({
      conversationId: null,
      email: "work@example.com",
    });
    // The address of a ticket is no consent to be kept as the visitor's.
    expect((await prisma.visitor.findFirst({ where: { id: visitorId } }))?.email).toBe("ann@example.com");
  });

  test("shows replies with the first name of who wrote them, and never the team's notes", async () => {
    const { caller } = await someone();
    const { id } = await open(caller);
    await replyToTicket(member, { ticket_id: id, body: "It is on its way." });
    await addNote(member, { ticket_id: id, body: "Difficult customer." });
    const answered = await answer(caller, id, "Thank you.");
    expect(answered.thread.map(({ from, name, text }) => [from, name, text])).toEqual([
      ["visitor", null, "Where is it?"],
      ["person", "Grace", "It is on its way."],
      ["visitor", null, "Thank you."],
    ]);
    expect(await listTicketsOfVisitor(caller)).toEqual([answered]);
    expect((await get(id)).thread.at(-1)).toMatchObject({ kind: "message", author: { kind: "customer" } });
  });

  test.each(["", "grace@example.com"])("shows no name of a member who goes by %j", async (name) => {
    const { caller } = await someone();
    const { id } = await open(caller);
    const agent = await aMember(world.organisationId, "agent");
    await prisma.user.update({ where: { id: agent.person.userId }, data: { name } });
    await replyToTicket(inProject(agent.caller, one.id), { ticket_id: id, body: "On its way." });
    const [shown] = await listTicketsOfVisitor(caller);
    expect(shown?.thread.at(-1)).toMatchObject({ from: "person", name: null, text: "On its way." });
    expect(JSON.stringify(shown)).not.toContain("@");
  });

  test("that was resolved is in progress again once they answer; a closed one takes nothing", async () => {
    const { caller } = await someone();
    const { id } = await open(caller);
    expect((await answer(caller, id)).status).toBe("new");
    await changeTicketStatus(member, { ticket_id: id, status: "resolved" });
    expect((await answer(caller, id)).status).toBe("in_progress");
    expect((await answer(caller, id)).status).toBe("in_progress");
    await changeTicketStatus(member, { ticket_id: id, status: "closed" });
    const before = await get(id);
    await expect(answer(caller, id)).rejects.toMatchObject({ reason: "ticket_closed" });
    expect(await get(id)).toEqual(before);
    expect(before.status_history.map(({ from_status, to_status }) => [from_status, to_status])).toEqual([
      [null, "new"],
      ["new", "resolved"],
      ["resolved", "in_progress"],
      ["in_progress", "closed"],
    ]);
    expect(before.status_history[2]?.author.kind).toBe("customer");
  });

  test("is reopened once by a crowd of answers", async () => {
    const { caller } = await someone();
    const { id } = await open(caller);
    await changeTicketStatus(member, { ticket_id: id, status: "resolved" });
    await Promise.all(Array.from({ length: 6 }, (_, index) => answer(caller, id, `Answer ${index}`)));
    const detail = await get(id);
    expect(detail.status_history.filter(({ to_status }) => to_status === "in_progress")).toHaveLength(1);
    expect(detail.thread).toHaveLength(7);
  });

  test("is one of few that are open at a time, also when they are opened at once", async () => {
    const { caller, visitorId } = await someone();
    const results = await Promise.allSettled(
      Array.from({ length: MAX_OPEN_TICKETS + 3 }, () => open(caller)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(MAX_OPEN_TICKETS);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toBeInstanceOf(ConflictError);
    }
    const [first] = await prisma.ticket.findMany({ where: { visitorId } });
    await changeTicketStatus(member, { ticket_id: first?.id ?? "", status: "resolved" });
    await expect(open(caller)).resolves.toBeDefined();
    await expect(open(caller)).rejects.toMatchObject({ reason: "too_many_open_tickets" });
  });

  test("is refused where the chatbot takes none", async () => {
    const own = await createWorld(["Off"]);
    const project = firstProject(own);
    await prisma.chatbot.updateMany({ where: { id: project.chatbotId }, data: { visitorTickets: false } });
    const { caller, visitorId } = await aVisitor(own.organisationId, project);
    await expect(open(caller)).rejects.toMatchObject({ reason: "tickets_off" });
    expect(await prisma.ticket.count({ where: { visitorId } })).toBe(0);
  });

  test("is nobody else's: not to another visitor, not in another project, not without the permission", async () => {
    const ann = await someone();
    const bob = await someone();
    const elsewhere = await someone({}, two);
    const { id } = await open(ann.caller);
    const before = await get(id);
    for (const { caller } of [bob, elsewhere]) {
      expect(await listTicketsOfVisitor(caller)).toEqual([]);
      for (const wanted of [id, newId("ticket")]) {
        await expect(answer(caller, wanted)).rejects.toThrow(new NotFoundError("ticket", wanted).message);
      }
    }
    const permissions = new Set(ann.caller.permissions);
    permissions.delete("tickets:write");
    await expect(answer({ ...ann.caller, permissions }, id)).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    await expect(open({ ...ann.caller, permissions })).rejects.toBeInstanceOf(InsufficientPermissionError);
    expect(await get(id)).toEqual(before);
  });

  test("that a member opened from their conversation knows the visitor and stays the team's", async () => {
    const { caller, visitorId, conversationId } = await someone({ email: "ann@example.com" });
    const { id } = await createTicket(
      member,
      createTicketInput.parse({ subject: "Angry", message: "Calls daily.", conversation_id: conversationId }),
    );
    expect(await prisma.ticket.findFirst({ where: { id } })).toMatchObject({
      visitorId,
      chatbotId: one.chatbotId,
      email: "ann@example.com",
      openedBy: "person",
    });
    expect(await listTicketsOfVisitor(caller)).toEqual([]);
    await expect(answer(caller, id)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("a ticket by rule", () => {
  async function asking(settings: { ticketAfter?: number; ticketWords?: string[] }, questions: string[]) {
    const own = await createWorld(["Rules"]);
    const project = firstProject(own);
    await prisma.chatbot.updateMany({ where: { id: project.chatbotId }, data: settings });
    const visitor = await aVisitor(own.organisationId, project, { email: "ann@example.com" });
    const { conversationId, messageIds } = await aConversation(
      project,
      visitor.visitorId,
      questions.map((content) => ({ role: "user", content })),
    );
    const replied = async (index: number, state: "answered" | "unanswered" | "failed" | "running") =>
      prisma.reply.create({
        data: {
          projectId: project.id,
          id: newId("reply"),
          chatbotId: project.chatbotId,
          conversationId,
          questionId: messageIds[index] ?? "",
          state,
          model: "built-in",
          strictness: "strict",
          startedAt: new Date(Date.now() + index),
          aliveUntil: new Date(),
        },
      });
    return { ...visitor, project, conversationId, messageIds, replied };
  }

  test("is opened after so many questions in a row without an answer, with those questions, once", async () => {
    const { caller, conversationId, replied, visitorId } = await asking({ ticketAfter: 2 }, [
      "Who are you?",
      "Do you ship to Mars?",
      "And to Venus?",
    ]);
    await replied(0, "answered");
    await replied(1, "unanswered");
    expect(await openTicketByRule(caller, conversationId)).toBeNull();
    await replied(2, "failed");
    const ticket = visitorTicketView.parse(await openTicketByRule(caller, conversationId));
    expect(ticket).toMatchObject({
      subject: "And to Venus?",
      thread: [{ from: "visitor", text: "Do you ship to Mars?\n\nAnd to Venus?" }],
    });
    expect(await prisma.ticket.findFirst({ where: { id: ticket.id } })).toMatchObject({
      openedBy: "rule",
      visitorId,
      conversationId,
      email: "ann@example.com",
    });
    expect(await openTicketByRule(caller, conversationId)).toBeNull();
    expect((await listTicketsOfVisitor(caller)).map(({ id }) => id)).toEqual([ticket.id]);
  });

  test("is not opened by an answered question between, nor by one that is being answered", async () => {
    const { caller, conversationId, replied } = await asking({ ticketAfter: 2 }, ["One?", "Two?", "Three?"]);
    await replied(0, "unanswered");
    await replied(1, "answered");
    await replied(2, "unanswered");
    expect(await openTicketByRule(caller, conversationId)).toBeNull();
    await replied(2, "running");
    expect(await openTicketByRule(caller, conversationId)).toBeNull();
  });

  test("is opened by a word, again only when it comes again after the last was settled", async () => {
    const { caller, project, conversationId } = await asking({ ticketWords: ["refund"] }, [
      "A REFUND, please!",
    ]);
    const ticket = await openTicketByRule(caller, conversationId);
    expect(ticket).toMatchObject({ subject: "A REFUND, please!", status: "new" });
    await prisma.ticket.updateMany({ where: { id: ticket?.id ?? "" }, data: { status: "resolved" } });
    expect(await openTicketByRule(caller, conversationId)).toBeNull();
    await prisma.message.create({
      data: {
        projectId: project.id,
        id: newId("message"),
        conversationId,
        position: 1,
        role: "user",
        content: "My refund is not here",
        sentAt: new Date(Date.now() + 1_000),
      },
    });
    expect(await openTicketByRule(caller, conversationId)).toMatchObject({
      subject: "My refund is not here",
    });
  });

  test("is opened once by a crowd", async () => {
    const { caller, conversationId, project } = await asking({ ticketWords: ["refund"] }, ["refund"]);
    const results = await Promise.all(
      Array.from({ length: 6 }, () => openTicketByRule(caller, conversationId)),
    );
    expect(results.filter((ticket) => ticket !== null)).toHaveLength(1);
    expect(await countedTickets(project.chatbotId)).toBe(1);
  });

  test("is not opened without a rule, while a person answers, or while another of it is open", async () => {
    const none = await asking({}, ["refund"]);
    expect(await openTicketByRule(none.caller, none.conversationId)).toBeNull();
    const taken = await asking({ ticketWords: ["refund"] }, ["refund"]);
    await prisma.conversation.updateMany({
      where: { id: taken.conversationId },
      data: { handler: "person" },
    });
    expect(await openTicketByRule(taken.caller, taken.conversationId)).toBeNull();
    const busy = await asking({ ticketWords: ["refund"] }, ["refund"]);
    await open(busy.caller);
    expect(await openTicketByRule(busy.caller, busy.conversationId)).toBeNull();
  });

  test("is not opened for the conversation of another visitor", async () => {
    const ann = await asking({ ticketWords: ["refund"] }, ["refund"]);
    const bob = await asking({ ticketWords: ["refund"] }, ["refund"]);
    for (const id of [bob.conversationId, newId("conversation")]) {
      await expect(openTicketByRule(ann.caller, id)).rejects.toThrow(
        new NotFoundError("conversation", id).message,
      );
    }
    expect(await prisma.ticket.count({ where: { conversationId: bob.conversationId } })).toBe(0);
  });

  test("is named by the beginning of a long message, and holds it whole", async () => {
    const long = `refund ${"ä😀 ".repeat(1_200)}`.slice(0, 4_000).trimEnd();
    const { caller, conversationId } = await asking({ ticketWords: ["refund"] }, [long]);
    const ticket = await openTicketByRule(caller, conversationId);
    expect(Array.from(ticket?.subject ?? "").length).toBeLessThanOrEqual(100);
    expect(ticket?.subject).toMatch(/^refund .+…$/u);
    expect(ticket?.thread[0]?.text).toBe(long);
  });
});

test("a word stands by itself, however it is written", () => {
  const words = ["refund", "speak to a human", "c++", "Rückgabe"];
  for (const text of [
    "Refund!",
    "I want to SPEAK  to\na human now",
    "my c++ book",
    "RÜCKGABE?",
    "(refund)",
  ]) {
    expect(hasTicketWord(text, words), text).toBe(true);
  }
  for (const text of ["refunded", "nonrefund", "speak to human", "ruckgabe", ""]) {
    expect(hasTicketWord(text, words), text).toBe(false);
  }
  expect(hasTicketWord("anything", ["", "  "])).toBe(false);
});
