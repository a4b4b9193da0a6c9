import { expect, test } from "vitest";
import { createWorld, everyItem, firstProject, type World } from "@/lib/account/testing";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { listReplyProblems } from "./list-problems";
import { causeInWords, listReplyProblemsInput, replyProblemPage } from "./schema";
import { ask, createVisitor } from "./testing";

async function fail(world: World, errorCode: string | null, state: "answered" | "failed" = "failed") {
  const { reply } = await ask(await createVisitor(world), "Do you have helicopters?");
  await prisma.reply.updateMany({
    where: { id: reply.id },
    data: { errorCode, errorDetail: "HTTP 500", state, model: "gpt-4o" },
  });
  return reply;
}

const list = (world: World, input: object = {}, caller = world.caller()) =>
  listReplyProblems(
    caller,
    listReplyProblemsInput.parse({ chatbot_id: firstProject(world).chatbotId, ...input }),
  );

test("lists what failed, newest first, page by page, and nothing that went well", async () => {
  const world = await createWorld();
  const failed = [
    await fail(world, "provider_failed"),
    await fail(world, "provider_refused_key", "answered"),
    await fail(world, "interrupted"),
  ];
  await fail(world, null, "answered");
  await fail(world, "taken_over");
  const page = await list(world);
  expect(replyProblemPage.parse(page)).toEqual(page);
  expect(page.items.map(({ id }) => id)).toEqual(failed.map(({ id }) => id).reverse());
  expect(page.items[1]).toMatchObject({
    cause: "The key was refused",
    detail: "HTTP 500",
    was_answered: true,
    question: "Do you have helicopters?",
    conversation_id: failed[1]?.conversationId,
    model: "gpt-4o",
  });
  const all = await everyItem((cursor) => list(world, { limit: 1, cursor }));
  expect(all).toEqual(page.items);
});

test("is for those who see chatbots; questions for those who may read conversations", async () => {
  const world = await createWorld();
  await fail(world, "provider_failed");
  await expect(list(world, {}, world.without("chatbots:read"))).rejects.toMatchObject({
    code: "insufficient_permission",
  });
  expect((await list(world, {}, world.without("conversations:read"))).items[0]?.question).toBe("");
  expect((await list(world, {}, (await createWorld()).caller())).items).toEqual([]);
  expect((await list(world, { chatbot_id: newId("chatbot") })).items).toEqual([]);
});

test("an unknown code has words too", () => {
  expect(causeInWords("something_new")).toBe("Something went wrong");
});
