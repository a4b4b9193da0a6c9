import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, everyItem, type World } from "@/lib/account/testing";
import { InsufficientPermissionError, InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { recordConversations } from "@/lib/metrics/record";
import { getChatbot } from "./get";
import { listChatbots } from "./list";
import { chatbotDetail, chatbotPage, getChatbotInput, listChatbotsInput } from "./schema";

let world: World;
let stranger: World;
let one: World["projects"][0];
let extra: string[];

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  stranger = await createWorld(["Three"]);
  [one] = world.projects as [World["projects"][0]];
  extra = [1, 2, 3].map((number) => newId("chatbot", new Date(Date.UTC(2026, 0, number))));
  await prisma.chatbot.createMany({
    data: extra.map((id, index) => ({ projectId: one.id, id, name: `Extra ${index}`, isEnabled: index > 0 })),
  });
  await change(world.caller([one.id]), {}, (db) =>
    recordConversations(
      db,
      one.id,
      ["2026-03-01T10:00:00Z", "2026-03-05T10:00:00Z"].map((startedAt) => ({
        chatbotId: one.chatbotId,
        platform: "web",
        startedAt: new Date(startedAt),
        messages: [{ role: "user", sentAt: new Date(startedAt) }],
      })),
    ),
  );
});

const list = async (input: Record<string, unknown> = {}, caller = world.caller()) =>
  chatbotPage.parse(await listChatbots(caller, listChatbotsInput.parse(input)));
const get = async (id: string, caller = world.caller()) =>
  chatbotDetail.parse(await getChatbot(caller, getChatbotInput.parse({ chatbot_id: id })));

describe("list_chatbots", () => {
  test("lists primary ones first, with their conversations", async () => {
    const { items } = await list();
    expect(items.map(({ is_primary }) => is_primary)).toEqual([true, true, false, false, false]);
    expect(items.slice(2).map(({ id }) => id)).toEqual(extra);
    expect(items.find(({ id }) => id === one.chatbotId)).toMatchObject({
      project_id: one.id,
      name: "One assistant",
      model: "built-in",
      is_enabled: true,
      conversation_count: 2,
    });
    expect(items.find(({ id }) => id === extra[0])).toMatchObject({
      is_enabled: false,
      conversation_count: 0,
    });
  });

  test("pages without gaps or repeats", async () => {
    const whole = (await list({ limit: 100 })).items;
    for (const limit of [1, 2, 3, 5]) {
      expect(await everyItem((cursor) => list({ limit, cursor }))).toEqual(whole);
    }
  });

  test("refuses a cursor that is not its own", async () => {
    const { next_cursor: cursor } = await list({ limit: 1 });
    await expect(list({ cursor }, world.caller([one.id]))).rejects.toBeInstanceOf(InvalidInputError);
    await expect(list({ cursor: "abc" })).rejects.toBeInstanceOf(InvalidInputError);
  });
});

test("get_chatbot shows the whole configuration", async () => {
  await prisma.chatbot.update({
    where: { projectId_id: { projectId: one.id, id: one.chatbotId } },
    data: { instructions: "Be kind.", temperature: 0.7, language: "de", position: "left", submitLabel: "Go" },
  });
  expect(await get(one.chatbotId)).toMatchObject({
    instructions: "Be kind.",
    temperature: 0.7,
    language: "de",
    strictness: "balanced",
    conversation_count: 2,
    appearance: {
      primary_color: "#B45309",
      text_color: "#FFFFFF",
      background_color: "#FFFFFF",
      position: "left",
      bubble_style: "rounded",
    },
    labels: {
      welcome_message: "Hello! How can I help you today?",
      input_placeholder: "Type your message…",
      thinking_label: "Thinking…",
      submit_label: "Go",
    },
  });
});

test("a chatbot of another organisation, another project, or nowhere is not found", async () => {
  for (const [caller, id] of [
    [world.caller(), stranger.projects[0]?.chatbotId ?? ""],
    [world.caller([world.projects[1]?.id ?? ""]), one.chatbotId],
    [world.caller(), newId("chatbot")],
  ] as const) {
    await expect(get(id, caller)).rejects.toThrow(new NotFoundError("chatbot", id).message);
  }
});

test("both need chatbots:read", async () => {
  const caller = world.without("chatbots:read");
  await expect(list({}, caller)).rejects.toBeInstanceOf(InsufficientPermissionError);
  await expect(get(one.chatbotId, caller)).rejects.toBeInstanceOf(InsufficientPermissionError);
});
