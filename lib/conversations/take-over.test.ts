import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { ROLE_PERMISSIONS, type Role } from "@/lib/auth/values";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { answerConversation } from "@/lib/replies/answer";
import { createVisitor, say } from "@/lib/replies/testing";
import { assignConversation } from "./assign";
import { handBack } from "./hand-back";
import { markConversation } from "./mark";
import { type ConversationState, conversationState } from "./schema";
import { sendMessage } from "./send-message";
import { takeOver } from "./take-over";
import { visitorMessages } from "./visitor-messages";

let world: World;
let ada: Caller;
let ben: Caller;

beforeAll(async () => {
  world = await createWorld();
  [ada, ben] = [await aMember("agent", "Ada Lovelace"), await aMember("admin", "Ben")];
});

async function aMember(role: Role, name: string, organisationId = world.organisationId): Promise<Caller> {
  const userId = newId("user");
  await prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name } });
  await prisma.member.create({ data: { organisationId, userId, role } });
  return {
    organisationId,
    projectIds: organisationId === world.organisationId ? [firstProject(world).id] : [],
    permissions: ROLE_PERMISSIONS[role],
    tier: "business",
    actor: { kind: "person", userId, role },
  };
}

const idOf = ({ actor }: Caller) => (actor.kind === "person" ? actor.userId : "");

/** A conversation in which a visitor of the widget has written. */
async function aConversation() {
  const visitor = await createVisitor(world);
  await prisma.visitor.updateMany({
    where: { id: visitor.visitorId },
    data: { tokenHash: newId("visitor") },
  });
  const questionId = await say(visitor, "Is a person there?");
  const read = () =>
    prisma.conversation.findFirstOrThrow({
      where: { id: visitor.conversationId },
      include: { messages: { orderBy: { position: "asc" } } },
    });
  const audit = async () =>
    (
      await prisma.auditEntry.findMany({
        where: { targetId: visitor.conversationId },
        orderBy: { id: "asc" },
      })
    ).map(({ action, actorId }) => [action, actorId]);
  return { ...visitor, conversation_id: visitor.conversationId, questionId, read, audit };
}

describe("taking over", () => {
  test("stops the chatbot, and handing back lets it answer again", async () => {
    const { conversation_id, caller, conversationId, questionId, read, audit } = await aConversation();
    const taken = conversationState.parse(await takeOver(ada, { conversation_id }));
    expect(taken).toEqual({
      id: conversation_id,
      handler: "person",
      assignee: { user_id: idOf(ada), name: "Ada Lovelace" },
      is_unread: false,
    });
    const listener = { onText: () => {}, signal: new AbortController().signal };
    const refused = await answerConversation(caller, { conversationId, questionId }, listener);
    expect(refused.messageId).toBeNull();
    expect((await read()).messages).toHaveLength(1);
    await takeOver(ada, { conversation_id });
    expect(await handBack(ben, { conversation_id })).toMatchObject({
      handler: "chatbot",
      assignee: { user_id: idOf(ada) },
    });
    await handBack(ben, { conversation_id });
    const answered = await answerConversation(caller, { conversationId, questionId }, listener);
    expect(answered.messageId).not.toBeNull();
    expect(await audit()).toEqual([
      ["conversation.take_over", idOf(ada)],
      ["conversation.hand_back", idOf(ben)],
    ]);
  });

  test("from a colleague makes it one's own; of two at once both had it, one after the other", async () => {
    const { conversation_id, audit, read } = await aConversation();
    await Promise.all([takeOver(ada, { conversation_id }), takeOver(ben, { conversation_id })]);
    const entries = await audit();
    expect(entries.map(([, who]) => who).toSorted()).toEqual([idOf(ada), idOf(ben)].toSorted());
    expect([idOf(ada), idOf(ben)]).toContain((await read()).assigneeId);
  });
});

describe("a member's message", () => {
  test("is kept in their name, takes over and is kept once", async () => {
    const { conversation_id, read, audit } = await aConversation();
    const input = { conversation_id, text: "Yes, here I am.", message_id: crypto.randomUUID() };
    const sent = await Promise.all([sendMessage(ada, input), sendMessage(ada, input)]);
    expect(sent[0]).toMatchObject({ position: 1, conversation: { handler: "person", is_unread: false } });
    expect(new Set(sent.map(({ message_id }) => message_id)).size).toBe(1);
    const { messages, ...conversation } = await read();
    expect(messages.map(({ role, authorKind, authorId }) => [role, authorKind, authorId])).toEqual([
      ["user", null, null],
      ["agent", "person", idOf(ada)],
    ]);
    expect(conversation).toMatchObject({ handler: "person", assigneeId: idOf(ada), isUnread: false });
    expect((await audit()).map(([action]) => action)).toEqual([
      "conversation.take_over",
      "conversation.reply",
    ]);
  });

  test("is refused where it would reach nobody", async () => {
    const { conversation_id, visitorId, read } = await aConversation();
    await prisma.visitor.updateMany({ where: { id: visitorId }, data: { tokenHash: null } });
    await expect(sendMessage(ada, { conversation_id, text: "Hello?" })).rejects.toMatchObject({
      code: "conflict",
      reason: "visitor_unreachable",
    });
    expect(await read()).toMatchObject({ handler: "chatbot", assigneeId: null });
  });

  test.each([
    ["Grace Hopper", "Grace"],
    ["", null],
    ["grace@example.com", null],
  ])("reaches the visitor under a first name, never an address: %j is %j", async (name, shown) => {
    const { conversation_id, projectId, conversationId } = await aConversation();
    const grace = await aMember("agent", name);
    const { conversation } = await sendMessage(grace, { conversation_id, text: "Yes." });
    expect(conversation.assignee).toEqual({ user_id: idOf(grace), name });
    const seen = await visitorMessages(prisma, { projectId, conversationId }, "newest");
    expect(seen.map(({ from, name: author }) => [from, author])).toEqual([
      ["visitor", null],
      ["person", shown],
    ]);
    expect(JSON.stringify(seen)).not.toContain("@");
  });

  test("needs a name: jobs write to nobody", async () => {
    const { conversation_id } = await aConversation();
    const job: Caller = { ...ada, actor: { kind: "job", name: "test" } };
    await expect(sendMessage(job, { conversation_id, text: "Hello?" })).rejects.toMatchObject({
      code: "insufficient_permission",
    });
  });
});

describe("assigning and marking", () => {
  test("gives it to a member, or to nobody", async () => {
    const { conversation_id, audit, read } = await aConversation();
    expect(await assignConversation(ada, { conversation_id, assignee_id: idOf(ben) })).toMatchObject({
      handler: "chatbot",
      assignee: { name: "Ben" },
      is_unread: true,
    });
    await assignConversation(ada, { conversation_id, assignee_id: idOf(ben) });
    await assignConversation(ben, { conversation_id, assignee_id: null });
    expect((await read()).assigneeId).toBeNull();
    expect((await audit()).map(([action]) => action)).toEqual(["conversation.assign", "conversation.assign"]);
    const stranger = await aMember("owner", "Eve", (await createWorld()).organisationId);
    for (const assignee_id of [idOf(stranger), newId("user")]) {
      await expect(assignConversation(ada, { conversation_id, assignee_id })).rejects.toMatchObject({
        code: "invalid_input",
        problems: [{ path: "assignee_id" }],
      });
    }
  });

  test("marks it read or unread", async () => {
    const { conversation_id, audit } = await aConversation();
    expect((await markConversation(ada, { conversation_id, as: "read" })).is_unread).toBe(false);
    expect((await markConversation(ada, { conversation_id, as: "unread" })).is_unread).toBe(true);
    expect(await audit()).toEqual([]);
  });
});

test.each<[string, (caller: Caller, conversation_id: string) => Promise<unknown>]>([
  [
    "takeOver",
    (caller, conversation_id): Promise<ConversationState> => takeOver(caller, { conversation_id }),
  ],
  ["handBack", (caller, conversation_id) => handBack(caller, { conversation_id })],
  ["sendMessage", (caller, conversation_id) => sendMessage(caller, { conversation_id, text: "x" })],
  [
    "assignConversation",
    (caller, conversation_id) => assignConversation(caller, { conversation_id, assignee_id: null }),
  ],
  [
    "markConversation",
    (caller, conversation_id) => markConversation(caller, { conversation_id, as: "read" }),
  ],
])("%s is refused to analysts, and finds nothing of others", async (_, act) => {
  const { conversation_id, read } = await aConversation();
  const before = await read();
  const analyst = await aMember("analyst", "Cy");
  await expect(act(analyst, conversation_id)).rejects.toMatchObject({ code: "insufficient_permission" });
  const other = await createWorld();
  const stranger = {
    ...(await aMember("owner", "Eve", other.organisationId)),
    projectIds: [firstProject(other).id],
  };
  await expect(act(stranger, conversation_id)).rejects.toMatchObject({ code: "not_found" });
  await expect(act(ada, newId("conversation"))).rejects.toMatchObject({ code: "not_found" });
  expect(await read()).toEqual(before);
});
