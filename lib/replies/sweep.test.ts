import { expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { appendMessage } from "@/lib/conversations/append-message";
import { handBack } from "@/lib/conversations/hand-back";
import { takeOver } from "@/lib/conversations/take-over";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { handleReplySweep } from "@/lib/jobs/reply-sweep.handler";
import { ask, createVisitor, say, type TestVisitor } from "./testing";

const signal = new AbortController().signal;

/** A reply that an instance began and never finished. */
async function abandoned(world: World, aliveForMs: number): Promise<TestVisitor & { replyId: string }> {
  const visitor = await createVisitor(world);
  const questionId = await say(visitor, "Wie lange dauert bei Ihnen der Versand?");
  const replyId = newId("reply");
  await prisma.reply.create({
    data: {
      projectId: visitor.projectId,
      id: replyId,
      chatbotId: world.projects[0]?.chatbotId ?? "",
      conversationId: visitor.conversationId,
      questionId,
      model: "gpt-4o",
      strictness: "balanced",
      aliveUntil: new Date(Date.now() + aliveForMs),
    },
  });
  return { ...visitor, replyId };
}

const messagesOf = ({ conversationId }: TestVisitor) =>
  prisma.message.findMany({ where: { conversationId, role: "agent" }, orderBy: { position: "asc" } });

test("a reply whose instance died ends politely, once; one that lives goes on", async () => {
  const world = await createWorld(["One", "Two"]);
  const dead = await abandoned(world, -1_000);
  const alive = await abandoned(world, 60_000);
  await Promise.all([
    handleReplySweep({ signal }),
    handleReplySweep({ signal }),
    handleReplySweep({ signal }),
  ]);
  const [message, ...more] = await messagesOf(dead);
  expect(more).toEqual([]);
  expect(message?.content).toContain("Leider kann ich gerade nicht antworten");
  expect(await prisma.reply.findFirst({ where: { id: dead.replyId } })).toMatchObject({
    state: "failed",
    errorCode: "interrupted",
    messageId: message?.id,
  });
  expect(await messagesOf(alive)).toEqual([]);
  expect((await prisma.reply.findFirst({ where: { id: alive.replyId } }))?.state).toBe("running");
});

test("asking again ends it as well, and gets an answer", async () => {
  const world = await createWorld();
  const dead = await abandoned(world, -1_000);
  const asked = await ask(dead, "Vielen Dank");
  expect(asked.state).toBe("answered");
  expect((await messagesOf(dead)).map(({ content }) => content)).toEqual([
    expect.stringContaining("Leider kann ich"),
    expect.stringContaining("Gern geschehen"),
  ]);
});

test("where a person answers by now, nothing is said", async () => {
  const world = await createWorld();
  const dead = await abandoned(world, -1_000);
  await prisma.conversation.updateMany({ where: { id: dead.conversationId }, data: { handler: "person" } });
  await handleReplySweep({ signal });
  expect(await messagesOf(dead)).toEqual([]);
  expect((await prisma.reply.findFirst({ where: { id: dead.replyId } }))?.errorCode).toBe("taken_over");
});

test("where the question is gone, the row ends without a message", async () => {
  const world = await createWorld();
  const dead = await abandoned(world, -1_000);
  await prisma.message.deleteMany({ where: { conversationId: dead.conversationId } });
  await handleReplySweep({ signal });
  expect(await messagesOf(dead)).toEqual([]);
  expect((await prisma.reply.findFirst({ where: { id: dead.replyId } }))?.state).toBe("failed");
});

/** A visitor whose last message an instance kept so long ago, and then died. */
async function unanswered(
  world: World,
  ageMs: number,
  more: { externalId?: string | null } = {},
): Promise<TestVisitor & { questionId: string }> {
  const visitor = await createVisitor(world);
  const { projectId, conversationId } = visitor;
  const questionId = await say(visitor, "Wie lange dauert bei Ihnen der Versand?");
  const at = new Date(Date.now() - ageMs);
  const { externalId = questionId } = more;
  await prisma.message.updateMany({ where: { projectId, id: questionId }, data: { sentAt: at, externalId } });
  await prisma.conversation.updateMany({
    where: { projectId, id: conversationId },
    data: { startedAt: at, lastMessageAt: at },
  });
  return { ...visitor, questionId };
}

const MINUTE_MS = 60_000;

test("a message that was kept and never answered is answered politely, once, and its row says why", async () => {
  const world = await createWorld();
  const lost = await unanswered(world, 2 * MINUTE_MS);
  await Promise.all(Array.from({ length: 4 }, () => handleReplySweep({ signal })));
  await handleReplySweep({ signal });
  const [message, ...more] = await messagesOf(lost);
  expect(more).toEqual([]);
  expect(message?.content).toContain("Leider kann ich gerade nicht antworten");
  expect(await prisma.reply.findMany({ where: { conversationId: lost.conversationId } })).toMatchObject([
    {
      questionId: lost.questionId,
      state: "failed",
      errorCode: "interrupted",
      errorDetail: expect.stringContaining("before it began"),
      messageId: message?.id,
    },
  ]);
  // The chat that sends the same message again gets what was said, and a new question its own answer.
  expect((await ask(lost, "Vielen Dank")).text).toContain("Gern geschehen");
});

test("no message is answered that is new, old, imported, answered, being answered or a person's", async () => {
  const world = await createWorld();
  const { id: projectId } = firstProject(world);
  const spared = {
    new: await unanswered(world, 20_000),
    old: await unanswered(world, 25 * 60 * MINUTE_MS),
    imported: await unanswered(world, 2 * MINUTE_MS, { externalId: null }),
    answered: await unanswered(world, 2 * MINUTE_MS),
    running: await unanswered(world, 2 * MINUTE_MS),
    person: await unanswered(world, 2 * MINUTE_MS),
    handedBack: await unanswered(world, 2 * MINUTE_MS),
    repliedBelow: await unanswered(world, 2 * MINUTE_MS),
  };
  const replyTo = (
    { conversationId, questionId }: typeof spared.new,
    data: { state: "running" | "failed" },
  ) =>
    prisma.reply.create({
      data: {
        ...data,
        projectId,
        id: newId("reply"),
        chatbotId: firstProject(world).chatbotId,
        conversationId,
        questionId,
        model: "gpt-4o",
        strictness: "balanced",
        aliveUntil: new Date(Date.now() + MINUTE_MS),
      },
    });
  await replyTo(spared.answered, { state: "failed" });
  // A reply to an earlier message: the last one waits for its turn.
  await replyTo({ ...spared.running, questionId: newId("message") }, { state: "running" });
  const member = world.caller([projectId]);
  const caller = {
    ...member,
    permissions: new Set([...member.permissions, "conversations:write" as const]),
  };
  await takeOver(caller, { conversation_id: spared.person.conversationId });
  await takeOver(caller, { conversation_id: spared.handedBack.conversationId });
  await handBack(caller, { conversation_id: spared.handedBack.conversationId });
  // Somebody of the team wrote below it.
  await change(world.caller([projectId]), {}, (db) =>
    appendMessage(db, projectId, spared.repliedBelow.conversationId, {
      role: "agent",
      content: "Zwei Tage.",
      author: { kind: "ticket", id: newId("ticket") },
    }),
  );
  await handleReplySweep({ signal });
  for (const [name, visitor] of Object.entries(spared)) {
    const said = (await messagesOf(visitor)).map(({ content }) => content);
    expect(said, name).toEqual(name === "repliedBelow" ? ["Zwei Tage."] : []);
  }
  expect(await prisma.reply.count({ where: { projectId } })).toBe(2);
});
