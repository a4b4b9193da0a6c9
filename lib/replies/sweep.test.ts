import { expect, test } from "vitest";
import { createWorld, type World } from "@/lib/account/testing";
import { newId } from "@/lib/core/ids";
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
