import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, everyItem, firstProject, type World } from "@/lib/account/testing";
import { type Caller, inProject } from "@/lib/auth/caller";
import { storeConversations } from "@/lib/conversations/testing";
import {
  ConflictError,
  InsufficientPermissionError,
  InvalidInputError,
  NotFoundError,
} from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { aMember, aUser } from "@/lib/people/testing";
import { assignTicket } from "./assign";
import { changeTicketStatus } from "./change-status";
import { createTicket } from "./create";
import { getTicket } from "./get";
import { listTickets } from "./list";
import { addNote } from "./note";
import { replyToTicket } from "./reply";
import {
  addEntryInput,
  assignTicketInput,
  changeTicketStatusInput,
  createTicketInput,
  getTicketInput,
  listTicketsInput,
  ticketDetail,
  ticketPage,
  ticketView,
} from "./schema";
import { TICKET_STATUSES } from "./values";

let world: World;
let agent: Awaited<ReturnType<typeof aMember>>;
let analyst: Awaited<ReturnType<typeof aMember>>;
/** The agent in the first and in the second project. */
let here: Caller;
let there: Caller;
let stranger: Caller;
let conversationId = "";
let visitorId = "";

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  const [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  agent = await aMember(world.organisationId, "agent");
  analyst = await aMember(world.organisationId, "analyst");
  here = inProject(agent.caller, one.id);
  there = inProject(agent.caller, two.id);
  const other = await createWorld(["Three"]);
  const boss = await aMember(other.organisationId, "owner");
  stranger = inProject(boss.caller, firstProject(other).id);
  [conversationId = ""] = await storeConversations(one.id, [
    {
      chatbotId: one.chatbotId,
      platform: "whatsapp",
      startedAt: "2026-03-01T10:00:00Z",
      visitor: { name: "Ana", email: "ana@example.com" },
      turns: [{ role: "user", content: "My blender never arrived." }],
    },
  ]);
  const row = await prisma.conversation.findFirstOrThrow({ where: { id: conversationId } });
  visitorId = row.visitorId ?? "";
});

async function open(input: Record<string, unknown> = {}, caller = here) {
  const parsed = createTicketInput.parse({ subject: "Late order", message: "Where is it?", ...input });
  return ticketView.parse(await createTicket(caller, parsed));
}
const get = async (ticket_id: string, input: Record<string, unknown> = {}, caller = here) =>
  ticketDetail.parse(await getTicket(caller, getTicketInput.parse({ ticket_id, ...input })));
const list = async (filters: Record<string, unknown> = {}, caller = here) =>
  ticketPage.parse(await listTickets(caller, listTicketsInput.parse(filters)));
const ids = async (filters: Record<string, unknown>, caller = here) =>
  (await list({ limit: 100, ...filters }, caller)).items.map(({ id }) => id);
const audit = async (targetId: string) =>
  prisma.auditEntry.findMany({ where: { targetId }, orderBy: { id: "asc" } });
/** A member's caller in a project of their own, so that lists hold only what the test makes. */
async function alone() {
  const own = await createWorld(["Alone"]);
  const { caller } = await aMember(own.organisationId, "agent");
  return { caller: inProject(caller, firstProject(own).id), ...firstProject(own) };
}

describe("a ticket", () => {
  test("is opened by hand, new, with the customer's words as its first message", async () => {
    const ticket = await open({ message: "  Where is it?\r\nI wait since May.  ", priority: "urgent" });
    expect(ticket).toMatchObject({
      project_id: here.projectIds[0],
      subject: "Late order",
      status: "new",
      priority: "urgent",
      assignee: null,
      conversation_id: null,
      excerpt: "Where is it? I wait since May.",
    });
    const detail = await get(ticket.id);
    expect(detail.conversation).toBeNull();
    expect(detail.thread).toMatchObject([
      { kind: "message", author: { kind: "customer", name: null }, body: "Where is it?\nI wait since May." },
    ]);
    expect(detail.status_history).toMatchObject([
      { from_status: null, to_status: "new", author: { kind: "person", name: "Ada" } },
    ]);
    expect(await audit(ticket.id)).toMatchObject([
      { action: "ticket.create", actorKind: "person", actorId: agent.person.userId },
    ]);
  });

  test("is opened from a conversation and leads back to it", async () => {
    const ticket = await open({ conversation_id: conversationId, assignee_id: agent.person.userId });
    const detail = await get(ticket.id);
    expect(detail.conversation).toEqual({
      id: conversationId,
      platform: "whatsapp",
      started_at: "2026-03-01T10:00:00.000Z",
      last_message_at: "2026-03-01T10:00:00.000Z",
      visitor: { id: visitorId, name: "Ana" },
    });
    expect(detail.thread[0]?.author).toEqual({ kind: "customer", name: "Ana" });
    expect(detail.assignee).toEqual({ user_id: agent.person.userId, name: "Ada" });
    expect(detail.assignments).toMatchObject([{ assignee: { user_id: agent.person.userId } }]);
    expect(await ids({ conversation_id: conversationId })).toEqual([ticket.id]);
  });

  test("tells who the customer is only with conversations:read", async () => {
    const { id } = await open({ conversation_id: conversationId });
    const permissions = new Set(here.permissions);
    permissions.delete("conversations:read");
    const detail = await get(id, {}, { ...here, permissions });
    expect(detail.conversation?.visitor).toBeNull();
    expect(JSON.stringify(detail)).not.toContain("Ana");
    expect(detail.thread[0]?.body).toBe("Where is it?");
  });

  test("takes replies and notes in order, and is found by their words", async () => {
    const { id } = await open();
    const before = await get(id);
    await replyToTicket(here, { ticket_id: id, body: "It left the warehouse." });
    await addNote(here, { ticket_id: id, body: "Carrier is Übersee." });
    const after = await get(id);
    expect(after.thread.map(({ kind, body }) => [kind, body])).toEqual([
      ["message", "Where is it?"],
      ["reply", "It left the warehouse."],
      ["note", "Carrier is Übersee."],
    ]);
    expect(after.updated_at > before.updated_at).toBe(true);
    expect(await ids({ query: "warehouses" })).toEqual([id]);
    expect(await ids({ query: "ubersee" })).toEqual([id]);
    expect(await ids({ query: "submarine" })).toEqual([]);
    expect((await audit(id)).map(({ action }) => action)).toEqual([
      "ticket.create",
      "ticket.reply",
      "ticket.note",
    ]);
    // The log tells that something was written, never what.
    expect(JSON.stringify(await audit(id))).not.toContain("warehouse");
  });

  test("pages a long thread in both orders without gaps or repeats", async () => {
    const { id } = await open({ message: "Line 0" });
    for (let line = 1; line < 12; line += 1) {
      await replyToTicket(here, { ticket_id: id, body: `Line ${line}` });
    }
    const lines = Array.from({ length: 12 }, (_, index) => `Line ${index}`);
    for (const limit of [1, 5, 12]) {
      for (const order of ["oldest_first", "newest_first"]) {
        const read = await everyItem(async (cursor) => {
          const { thread, next_cursor } = await get(id, { limit, order, cursor });
          return { items: thread, next_cursor };
        });
        expect(read.map(({ body }) => body)).toEqual(order === "oldest_first" ? lines : lines.toReversed());
      }
    }
    const { next_cursor: cursor } = await get(id, { limit: 2 });
    await expect(get(id, { cursor, order: "newest_first" })).rejects.toBeInstanceOf(InvalidInputError);
    await expect(get((await open()).id, { cursor })).rejects.toBeInstanceOf(InvalidInputError);
  });
});

describe("the status of a ticket", () => {
  const history = async (id: string) =>
    (await get(id)).status_history.map(({ from_status, to_status }) => [from_status, to_status]);

  test("changes with one line of history each; the same again changes nothing", async () => {
    const { id } = await open();
    for (const status of ["in_progress", "resolved", "resolved", "closed", "in_progress"] as const) {
      const ticket = await changeTicketStatus(here, { ticket_id: id, status });
      expect(ticketView.parse(ticket).status).toBe(status);
    }
    expect(await history(id)).toEqual([
      [null, "new"],
      ["new", "in_progress"],
      ["in_progress", "resolved"],
      ["resolved", "closed"],
      ["closed", "in_progress"],
    ]);
    const before = await prisma.ticket.findFirstOrThrow({ where: { id } });
    await changeTicketStatus(here, { ticket_id: id, status: "in_progress" });
    expect(await prisma.ticket.findFirstOrThrow({ where: { id } })).toEqual(before);
    expect((await audit(id)).filter(({ action }) => action === "ticket.change_status")).toHaveLength(4);
  });

  test("of two changes at once from the same status one wins and the other is told", async () => {
    const { id } = await open();
    const results = await Promise.allSettled(
      (["in_progress", "closed"] as const).map((status) =>
        changeTicketStatus(here, { ticket_id: id, status, from_status: "new" }),
      ),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const refused = results.find((result) => result.status === "rejected");
    expect(refused?.reason).toBeInstanceOf(ConflictError);
    const { status } = await get(id);
    expect(await history(id)).toEqual([
      [null, "new"],
      ["new", status],
    ]);
  });

  test("changes of a crowd make one unbroken history that ends where the ticket is", async () => {
    const { id } = await open();
    const wanted = Array.from({ length: 12 }, (_, index) => TICKET_STATUSES[index % 4] ?? "new");
    await Promise.all(wanted.map((status) => changeTicketStatus(here, { ticket_id: id, status })));
    const lines = await history(id);
    for (const [index, [from]] of lines.entries()) expect(from).toBe(lines[index - 1]?.[1] ?? null);
    expect(lines.at(-1)?.[1]).toBe((await get(id)).status);
    const times = (await get(id)).status_history.map(({ changed_at }) => changed_at);
    expect(new Set(times).size).toBe(times.length);
  });
});

describe("the assignee", () => {
  test("is a member of the organisation, changes with a line, and can be nobody", async () => {
    const { id } = await open();
    await assignTicket(here, { ticket_id: id, assignee_id: agent.person.userId });
    await assignTicket(here, { ticket_id: id, assignee_id: agent.person.userId });
    await assignTicket(here, { ticket_id: id, assignee_id: analyst.person.userId });
    expect(await ids({ assignee_id: analyst.person.userId })).toEqual([id]);
    const nobody = ticketView.parse(await assignTicket(here, { ticket_id: id, assignee_id: null }));
    expect(nobody.assignee).toBeNull();
    expect((await get(id)).assignments.map(({ assignee }) => assignee?.user_id ?? null)).toEqual([
      agent.person.userId,
      analyst.person.userId,
      null,
    ]);
    expect(await ids({ assignee_id: analyst.person.userId })).toEqual([]);
    expect(await ids({ assigned: false })).toContain(id);
    expect(await ids({ assigned: true })).not.toContain(id);
  });

  test("from another organisation, from nowhere, or disabled is refused, and nothing changes", async () => {
    const { id } = await open();
    const foreign = stranger.actor.kind === "person" ? stranger.actor.userId : "";
    const disabled = await aMember(world.organisationId, "agent");
    await prisma.user.update({ where: { id: disabled.person.userId }, data: { disabledAt: new Date() } });
    const before = await get(id);
    for (const assignee_id of [foreign, newId("user"), (await aUser()).userId, disabled.person.userId]) {
      await expect(assignTicket(here, { ticket_id: id, assignee_id })).rejects.toMatchObject({
        code: "invalid_input",
        problems: [{ path: "assignee_id" }],
      });
      await expect(open({ assignee_id })).rejects.toMatchObject({ problems: [{ path: "assignee_id" }] });
    }
    expect(await get(id)).toEqual(before);
  });

  test("who left is no longer named", async () => {
    const gone = await aMember(world.organisationId, "agent");
    const { id } = await open({ assignee_id: gone.person.userId });
    await prisma.member.deleteMany({ where: { userId: gone.person.userId } });
    expect((await get(id)).assignee).toEqual({ user_id: gone.person.userId, name: null });
    expect((await list({ assignee_id: gone.person.userId })).items[0]?.assignee?.name).toBeNull();
  });
});

describe("list_tickets", () => {
  test("filters by several statuses, priority, words and days, ends included", async () => {
    const { caller, id: projectId } = await alone();
    const made: string[] = [];
    for (const [index, status] of TICKET_STATUSES.entries()) {
      const priority = index < 2 ? "high" : "low";
      const { id } = await open({ subject: `Case ${status}`, message: "The lid broke.", priority }, caller);
      await changeTicketStatus(caller, { ticket_id: id, status });
      await prisma.ticket.update({
        where: { projectId_id: { projectId, id } },
        data: { updatedAt: new Date(`2026-03-0${index + 1}T12:00:00Z`) },
      });
      made.push(id);
    }
    const some = (...positions: number[]) => positions.map((position) => made[position]);
    expect(await ids({}, caller)).toEqual(some(3, 2, 1, 0));
    expect(await ids({ status: ["new", "in_progress"] }, caller)).toEqual(some(1, 0));
    expect(await ids({ status: ["new", "new", "closed"] }, caller)).toEqual(some(3, 0));
    expect(await ids({ status: ["resolved"], priority: "high" }, caller)).toEqual([]);
    expect(await ids({ priority: "high" }, caller)).toEqual(some(1, 0));
    expect(await ids({ query: "resolved" }, caller)).toEqual(some(2));
    expect(await ids({ query: "broken lids or resolved", status: ["resolved", "closed"] }, caller)).toEqual(
      some(2),
    );
    expect(await ids({ query: "lids" }, caller)).toEqual(some(3, 2, 1, 0));
    expect(await ids({ from: "2026-03-02", to: "2026-03-03" }, caller)).toEqual(some(2, 1));
    expect(await ids({ from: "2026-03-04T12:00:00Z", to: "2026-03-04T12:00:00Z" }, caller)).toEqual(some(3));
    await expect(list({ from: "2026-03-02", to: "2026-03-01" }, caller)).rejects.toMatchObject({
      problems: [{ path: "to" }],
    });
    await expect(list({ query: "the" }, caller)).rejects.toMatchObject({ problems: [{ path: "query" }] });
  });

  test("pages over projects, each ticket once, whatever the page size; a cursor holds for its filters", async () => {
    const own = await createWorld(["A", "B"]);
    const member = await aMember(own.organisationId, "agent");
    const at = new Date("2026-03-01T12:00:00Z");
    for (const { id: projectId } of own.projects) {
      await prisma.ticket.createMany({
        data: Array.from({ length: 7 }, (_, index) => ({
          projectId,
          id: newId("ticket"),
          subject: `Case ${index}`,
          status: TICKET_STATUSES[index % 3],
          // Several share their time, so only the id tells them apart.
          updatedAt: new Date(at.getTime() + Math.floor(index / 3) * 1000),
        })),
      });
    }
    for (const filters of [{}, { status: ["new", "resolved"] }, { query: "case" }]) {
      const whole = (await list({ ...filters, limit: 100 }, member.caller)).items;
      expect(whole.length).toBeGreaterThan(9);
      for (const limit of [1, 2, 5, 13]) {
        const read = await everyItem((cursor) => list({ ...filters, limit, cursor }, member.caller));
        expect(read, `limit ${limit}`).toEqual(whole);
      }
    }
    const { next_cursor: cursor } = await list({ limit: 1 }, member.caller);
    for (const [filters, caller] of [
      [{ status: ["new"] }, member.caller],
      [{}, inProject(member.caller, own.projects[0]?.id ?? "")],
    ] as const) {
      await expect(list({ ...filters, cursor }, caller)).rejects.toBeInstanceOf(InvalidInputError);
    }
  });

  test("while tickets change, none that stays is left out and none is shown twice", async () => {
    const { caller } = await alone();
    const made: string[] = [];
    for (let index = 0; index < 12; index += 1) made.push((await open({}, caller)).id);
    const newest = made.toReversed();
    // Changed between the pages: one that was shown already, one that was not, and one that is new.
    const [shown, waiting] = [newest[1] ?? "", newest[9] ?? ""];
    let page = await list({ limit: 4 }, caller);
    const seen = page.items.map(({ id }) => id);
    await addNote(caller, { ticket_id: shown, body: "Again." });
    await changeTicketStatus(caller, { ticket_id: waiting, status: "closed" });
    await open({}, caller);
    while (page.next_cursor !== null) {
      page = await list({ limit: 4, cursor: page.next_cursor }, caller);
      seen.push(...page.items.map(({ id }) => id));
    }
    expect(seen).toEqual(newest.filter((id) => id !== waiting));
    // What changed stands in front for whoever looks again.
    expect((await list({ limit: 3 }, caller)).items.map(({ id }) => id).slice(1)).toEqual([waiting, shown]);
  });
});

describe("the rollups", () => {
  test("equal a recount of the tickets after a crowd opened them, and nothing counts a refused one", async () => {
    const { caller, id: projectId, chatbotId } = await alone();
    const second = newId("chatbot");
    await prisma.chatbot.create({ data: { projectId, id: second, name: "Second" } });
    const [conversation = ""] = await storeConversations(projectId, [
      {
        chatbotId: second,
        platform: "messenger",
        startedAt: "2026-03-01T10:00:00Z",
        turns: [{ role: "user", content: "Hi" }],
      },
    ]);
    const wanted = [{}, {}, { conversation_id: conversation }, {}, { conversation_id: conversation }];
    await Promise.all(wanted.map((input) => open(input, caller)));
    await expect(open({ conversation_id: newId("conversation") }, caller)).rejects.toBeInstanceOf(
      NotFoundError,
    );
    await expect(open({ assignee_id: newId("user") }, caller)).rejects.toBeInstanceOf(InvalidInputError);
    const recount = await prisma.$queryRaw`
      SELECT coalesce(c.chatbot_id, ${chatbotId}) AS chatbot_id, coalesce(c.platform::text, 'web') AS platform,
             date_trunc('hour', t.created_at, 'UTC') AS hour, count(*)::int AS tickets
        FROM ticket t LEFT JOIN conversation c ON c.project_id = t.project_id AND c.id = t.conversation_id
       WHERE t.project_id = ${projectId} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
    const hours = await prisma.$queryRaw`
      SELECT chatbot_id, platform::text, hour, tickets FROM metric_hourly
       WHERE project_id = ${projectId} ORDER BY 1, 2, 3`;
    expect(hours).toEqual(recount);
    const days = await prisma.metricDaily.groupBy({
      by: ["chatbotId", "platform"],
      where: { projectId },
      _sum: { tickets: true, leads: true },
      orderBy: { chatbotId: "asc" },
    });
    expect(days).toEqual(
      [
        { chatbotId, platform: "web", _sum: { tickets: 3, leads: 0 } },
        { chatbotId: second, platform: "messenger", _sum: { tickets: 2, leads: 0 } },
      ].toSorted((a, b) => (a.chatbotId < b.chatbotId ? -1 : 1)),
    );
  });
});

describe("who may", () => {
  const writes: [string, (caller: Caller, id: string) => Promise<unknown>][] = [
    ["open", (caller) => open({}, caller)],
    ["reply", (caller, ticket_id) => replyToTicket(caller, { ticket_id, body: "x" })],
    ["note", (caller, ticket_id) => addNote(caller, { ticket_id, body: "x" })],
    ["status", (caller, ticket_id) => changeTicketStatus(caller, { ticket_id, status: "closed" })],
    ["assign", (caller, ticket_id) => assignTicket(caller, { ticket_id, assignee_id: null })],
  ];

  test("change a ticket: owner, admin and agent; neither an analyst nor an assistant with every permission", async () => {
    for (const role of ["owner", "admin"] as const) {
      const { caller } = await aMember(world.organisationId, role);
      const own = inProject(caller, here.projectIds[0] ?? "");
      const { id } = await open({}, own);
      for (const [name, write] of writes) await expect(write(own, id), name).resolves.toBeDefined();
    }
    const { id } = await open();
    const before = await get(id);
    for (const caller of [
      inProject(analyst.caller, here.projectIds[0] ?? ""),
      world.caller(here.projectIds as string[]),
    ]) {
      for (const [name, write] of writes) {
        await expect(write(caller, id), name).rejects.toBeInstanceOf(InsufficientPermissionError);
      }
      expect((await get(id, {}, caller)).id).toBe(id);
    }
    expect(await get(id)).toEqual(before);
  });

  test("read tickets: whoever has tickets:read, also for an id that is nowhere", async () => {
    const caller = world.without("tickets:read");
    await expect(list({}, caller)).rejects.toBeInstanceOf(InsufficientPermissionError);
    for (const id of [(await open()).id, newId("ticket")]) {
      await expect(get(id, {}, caller)).rejects.toBeInstanceOf(InsufficientPermissionError);
    }
  });

  test("of another project or organisation: nobody, as if the ticket were nowhere", async () => {
    const { id } = await open({ conversation_id: conversationId });
    const before = await get(id);
    for (const caller of [there, stranger]) {
      for (const wanted of [id, newId("ticket")]) {
        const { message } = new NotFoundError("ticket", wanted);
        await expect(get(wanted, {}, caller)).rejects.toThrow(message);
        for (const [name, write] of writes.slice(1)) {
          await expect(write(caller, wanted), name).rejects.toThrow(message);
        }
      }
      for (const conversation_id of [conversationId, newId("conversation")]) {
        const { message } = new NotFoundError("conversation", conversation_id);
        await expect(open({ conversation_id }, caller)).rejects.toThrow(message);
        await expect(list({ conversation_id }, caller)).rejects.toThrow(message);
      }
      expect(await ids({}, caller)).not.toContain(id);
    }
    expect(await get(id)).toEqual(before);
  });
});

describe("bad input names its field", () => {
  const ticket = { subject: "Late", message: "Where?" };
  const known = newId("ticket");
  const cases: [
    string,
    { safeParse: (input: unknown) => { success: boolean; error?: { issues: { path: PropertyKey[] }[] } } },
    Record<string, unknown>,
    string,
  ][] = [
    ["an empty subject", createTicketInput, { ...ticket, subject: " " }, "subject"],
    ["a subject of two lines", createTicketInput, { ...ticket, subject: "a\nb" }, "subject"],
    ["a long subject", createTicketInput, { ...ticket, subject: "x".repeat(201) }, "subject"],
    ["no message", createTicketInput, { subject: "Late" }, "message"],
    ["a message with NUL", createTicketInput, { ...ticket, message: "a\u0000b" }, "message"],
    ["a long message", createTicketInput, { ...ticket, message: "x".repeat(10_001) }, "message"],
    ["an unknown priority", createTicketInput, { ...ticket, priority: "asap" }, "priority"],
    [
      "another kind of id",
      createTicketInput,
      { ...ticket, conversation_id: newId("chatbot") },
      "conversation_id",
    ],
    ["a name for an assignee", createTicketInput, { ...ticket, assignee_id: "Ada" }, "assignee_id"],
    ["a status at birth", createTicketInput, { ...ticket, status: "closed" }, ""],
    ["an empty reply", addEntryInput, { ticket_id: known, body: "\n" }, "body"],
    ["a reply to a number", addEntryInput, { ticket_id: 1, body: "x" }, "ticket_id"],
    ["an unknown status", changeTicketStatusInput, { ticket_id: known, status: "done" }, "status"],
    ["no status", changeTicketStatusInput, { ticket_id: known }, "status"],
    ["an undefined assignee", assignTicketInput, { ticket_id: known }, "assignee_id"],
    ["one status as a text", listTicketsInput, { status: "new" }, "status"],
    ["no status in the list", listTicketsInput, { status: [] }, "status"],
    ["an unknown status in the list", listTicketsInput, { status: ["new", "open"] }, "status.1"],
    ["a day that is none", listTicketsInput, { from: "2026-02-31" }, "from"],
    ["a misspelt filter", listTicketsInput, { staus: ["new"] }, ""],
    ["a page too large", listTicketsInput, { limit: 101 }, "limit"],
  ];

  test.each(cases)("%s", (_, schema, input, path) => {
    const { success, error } = schema.safeParse(input);
    expect(success).toBe(false);
    expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });
});
