import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, everyItem, type World } from "@/lib/account/testing";
import { InsufficientPermissionError, InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { getConversation } from "./get";
import { readConversation } from "./read";
import {
  conversationDetail,
  conversationExcerpt,
  getConversationInput,
  readConversationInput,
} from "./schema";
import { storeConversations } from "./testing";

let world: World;
let id = "";
let otherId = "";
let foreignId = "";
let second = "";

const lines = Array.from({ length: 25 }, (_, index) => `Line ${index}`);

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  const stranger = await createWorld(["Three"]);
  const [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  const [three] = stranger.projects as [World["projects"][0]];
  second = two.id;
  [id = "", otherId = ""] = await storeConversations(one.id, [
    {
      chatbotId: one.chatbotId,
      platform: "whatsapp",
      startedAt: "2026-03-01T10:00:00Z",
      visitor: { name: "Ana", email: "ana@example.com", attributes: { plan: "gold" } },
      turns: lines.map((content, index) => ({ role: index % 2 === 0 ? "user" : "agent", content })),
    },
    { chatbotId: one.chatbotId, startedAt: "2026-03-01T10:00:00Z", turns: [{ role: "user", content: "Hi" }] },
  ]);
  [foreignId = ""] = await storeConversations(three.id, [
    {
      chatbotId: three.chatbotId,
      startedAt: "2026-03-01T10:00:00Z",
      turns: [{ role: "user", content: "Hi" }],
    },
  ]);
});

const get = async (input: Record<string, unknown>, caller = world.caller()) =>
  conversationDetail.parse(await getConversation(caller, getConversationInput.parse(input)));
const read = async (input: Record<string, unknown>, caller = world.caller()) =>
  conversationExcerpt.parse(await readConversation(caller, readConversationInput.parse(input)));

async function everyMessage(input: Record<string, unknown>) {
  return everyItem(async (cursor) => {
    const { messages, next_cursor } = await get({ conversation_id: id, cursor, ...input });
    return { items: messages, next_cursor };
  });
}

describe("get_conversation", () => {
  test("shows the transcript in order with the visitor", async () => {
    const conversation = await get({ conversation_id: id });
    expect(conversation).toMatchObject({
      id,
      platform: "whatsapp",
      chatbot_name: "One assistant",
      user_message_count: 13,
      agent_message_count: 12,
      visitor: {
        name: "Ana",
        email: "ana@example.com",
        phone: null,
        attributes: [{ name: "plan", value: "gold" }],
      },
      next_cursor: null,
    });
    expect(conversation.messages.map(({ content }) => content)).toEqual(lines);
    expect(conversation.messages[1]).toMatchObject({
      position: 1,
      role: "agent",
      sent_at: "2026-03-01T10:01:00.000Z",
    });
  });

  test("pages in both orders without gaps or repeats", async () => {
    for (const limit of [1, 7, 25]) {
      const oldest = await everyMessage({ limit });
      expect(oldest.map(({ content }) => content)).toEqual(lines);
      const newest = await everyMessage({ limit, order: "newest_first" });
      expect(newest.map(({ content }) => content)).toEqual([...lines].reverse());
    }
  });

  test("refuses a cursor of the other order or another conversation", async () => {
    const { next_cursor: cursor } = await get({ conversation_id: id, limit: 2 });
    for (const input of [{ conversation_id: id, order: "newest_first" }, { conversation_id: otherId }]) {
      await expect(get({ ...input, cursor })).rejects.toBeInstanceOf(InvalidInputError);
    }
    await expect(read({ conversation_id: id, cursor })).rejects.toBeInstanceOf(InvalidInputError);
  });
});

describe("read_conversation", () => {
  test("shows the newest messages in reading order and leads back to the first", async () => {
    const newest = await read({ conversation_id: id, limit: 10 });
    expect(newest.messages.map(({ content }) => content)).toEqual(lines.slice(15));
    expect(newest.message_count).toBe(25);
    const before = await read({ conversation_id: id, limit: 10, cursor: newest.next_cursor });
    expect(before.messages.map(({ content }) => content)).toEqual(lines.slice(5, 15));
    const first = await read({ conversation_id: id, limit: 10, cursor: before.next_cursor });
    expect(first.messages.map(({ content }) => content)).toEqual(lines.slice(0, 5));
    expect(first.next_cursor).toBeNull();
  });
});

test("a conversation of another organisation, another project, or nowhere is not found", async () => {
  for (const [caller, wanted] of [
    [world.caller(), foreignId],
    [world.caller([second]), id],
    [world.caller([]), id],
    [world.caller(), newId("conversation")],
  ] as const) {
    const { message } = new NotFoundError("conversation", wanted);
    await expect(get({ conversation_id: wanted }, caller)).rejects.toThrow(message);
    await expect(read({ conversation_id: wanted }, caller)).rejects.toThrow(message);
  }
});

test("both need conversations:read, also for an id that is nowhere", async () => {
  const caller = world.without("conversations:read");
  for (const wanted of [id, newId("conversation")]) {
    await expect(get({ conversation_id: wanted }, caller)).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    await expect(read({ conversation_id: wanted }, caller)).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
  }
});

test("an id of another kind is refused by its shape", () => {
  for (const wrong of ["", "cnv_1", newId("chatbot"), `${id} `, { not: "" }, ["x"], null, 1]) {
    expect(getConversationInput.safeParse({ conversation_id: wrong }).success, JSON.stringify(wrong)).toBe(
      false,
    );
  }
});
