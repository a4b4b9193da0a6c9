import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { subscribe } from "@/lib/db/notifications";
import { recountedRollups, storedRollups } from "@/lib/metrics/testing";
import { aVisitor } from "@/lib/visitors/testing";
import { appendMessage, type NewMessage } from "./append-message";
import { startConversation } from "./start-conversation";

let world: World;

beforeAll(async () => {
  world = await createWorld(["Harbour Shop", "Second Shop"]);
});

afterAll(() => globalThis.caramelStopListening?.());

/** A conversation without messages. */
async function aConversation(project = firstProject(world)) {
  const { visitorId, caller } = await aVisitor(world.organisationId, project);
  const place = { projectId: project.id, chatbotId: project.chatbotId, visitorId, platform: "web" as const };
  const conversationId = await change(caller, {}, (db) => startConversation(db, place));
  const append = (message: NewMessage) =>
    change(caller, {}, (db) => appendMessage(db, project.id, conversationId, message));
  const read = () =>
    prisma.conversation.findFirstOrThrow({
      where: { projectId: project.id, id: conversationId },
      include: { messages: { orderBy: { position: "asc" } } },
    });
  return { projectId: project.id, conversationId, caller, append, read, place };
}

test("messages stand one behind the other, with counts, preview and whether they were read", async () => {
  const { append, read } = await aConversation();
  const first = await append({ role: "agent", content: "Hello!", author: { kind: "rule", id: "rul_1" } });
  expect(await read()).toMatchObject({
    isUnread: false,
    preview: "",
    userMessageCount: 0,
    agentMessageCount: 1,
  });
  const second = await append({ role: "user", content: "Do you have mugs?" });
  const third = await append({ role: "user", content: "Blue ones?" });
  const { messages, ...kept } = await read();
  expect([first, second, third].map(({ position }) => position)).toEqual([0, 1, 2]);
  expect(kept).toMatchObject({
    isUnread: true,
    preview: "Do you have mugs?",
    userMessageCount: 2,
    agentMessageCount: 1,
    lastMessageAt: third.sentAt,
  });
  expect(messages.map(({ authorKind, content }) => [authorKind, content])).toEqual([
    ["rule", "Hello!"],
    [null, "Do you have mugs?"],
    [null, "Blue ones?"],
  ]);
  const times = messages.map(({ sentAt }) => sentAt.getTime());
  expect(times).toEqual([...new Set(times)].toSorted());
});

test("parallel messages get places without a gap", async () => {
  const { append, read } = await aConversation();
  const kept = await Promise.all(
    Array.from({ length: 24 }, (_, index) =>
      append({ role: index % 3 === 0 ? "agent" : "user", content: `${index}` }),
    ),
  );
  const places = Array.from({ length: 24 }, (_, index) => index);
  expect(kept.map(({ position }) => position).toSorted((one, other) => one - other)).toEqual(places);
  const conversation = await read();
  expect(conversation.messages.map(({ position }) => position)).toEqual(places);
  expect(conversation).toMatchObject({ userMessageCount: 16, agentMessageCount: 8 });
});

test("a message that arrives twice is kept once, and changes nothing the second time", async () => {
  const { append, read, projectId } = await aConversation();
  const message = { role: "user", content: "Hello", externalId: "one" } as const;
  const kept = await Promise.all(Array.from({ length: 8 }, () => append(message)));
  expect(new Set(kept.map(({ id }) => id)).size).toBe(1);
  expect(kept.filter(({ isRepeated }) => isRepeated)).toHaveLength(7);
  const before = await read();
  const rollups = await storedRollups("hour", projectId);
  await append({ ...message, content: "changed" });
  expect(await read()).toEqual(before);
  expect(await storedRollups("hour", projectId)).toEqual(rollups);
  expect(before.messages).toHaveLength(1);
});

test("rollups equal a recount, whoever wrote in which order", async () => {
  const project = world.projects[1] as { id: string; chatbotId: string };
  const runs: ("user" | "agent" | "rule")[][] = [
    ["user", "agent"],
    ["agent", "user", "user", "agent", "agent", "user"],
    ["user", "user", "user"],
    ["agent"],
    ["user", "agent", "user", "agent", "user"],
    // What a sales rule says answers nobody.
    ["rule", "user"],
    ["rule", "rule", "user", "user", "rule", "agent", "rule", "user", "rule", "user", "agent"],
  ];
  // Half a minute passes between two messages, within one hour.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 2, 1, 10, 10) });
  try {
    for (const roles of runs) {
      const { append } = await aConversation(project);
      for (const [index, role] of roles.entries()) {
        const rule = { role: "agent", author: { kind: "rule", id: newId("salesRule") } } as const;
        await append({ ...(role === "rule" ? rule : { role }), content: `${index}` });
        vi.setSystemTime(Date.now() + 30_000);
      }
    }
  } finally {
    vi.useRealTimers();
  }
  for (const span of ["hour", "day"] as const) {
    const stored = await storedRollups(span, project.id);
    expect(stored).toEqual(await recountedRollups(span, project.id));
    expect(stored).toMatchObject([{ conversations: 7, answered_conversations: 5, responses: 6 }]);
  }
});

test("what is rolled back is announced to nobody and counted nowhere", async () => {
  const { caller, projectId, conversationId, append, read } = await aConversation();
  const heard: string[] = [];
  await new Promise<void>((resolve) => {
    subscribe("caramel_conversations", {
      onNotification: (payload) => heard.push(payload),
      onListening: resolve,
    });
  });
  const rollups = await storedRollups("hour", projectId);
  await change(caller, { dryRun: true }, (db) =>
    appendMessage(db, projectId, conversationId, { role: "user", content: "undone" }),
  );
  expect((await read()).messages).toEqual([]);
  expect(await storedRollups("hour", projectId)).toEqual(rollups);
  await append({ role: "user", content: "kept" });
  await expect.poll(() => heard).toContain(`${projectId} ${conversationId}`);
  expect(heard).toHaveLength(1);
});

test("another project's conversation is not found", async () => {
  const { conversationId, caller, read } = await aConversation();
  const second = world.projects[1] as { id: string };
  for (const [projectId, id] of [
    [second.id, conversationId],
    [firstProject(world).id, newId("conversation")],
  ] as const) {
    const write = change({ ...caller, projectIds: [projectId] }, {}, (db) =>
      appendMessage(db, projectId, id, { role: "user", content: "x" }),
    );
    await expect(write).rejects.toMatchObject({ code: "not_found" });
  }
  expect((await read()).messages).toEqual([]);
});

test("a visitor's conversation goes on for a month, then another begins", async () => {
  const { append, caller, place, conversationId } = await aConversation();
  await append({ role: "user", content: "Hello" });
  const next = () => change(caller, {}, (db) => startConversation(db, place));
  expect(await next()).toBe(conversationId);
  const past = (days: number) =>
    prisma.conversation.updateMany({
      where: { id: conversationId },
      data: { lastMessageAt: new Date(Date.now() - days * 86_400_000) },
    });
  await past(29);
  expect(await next()).toBe(conversationId);
  await past(31);
  expect(await next()).not.toBe(conversationId);
});
