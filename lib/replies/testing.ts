import "server-only";
import type { World } from "@/lib/account/testing";
import { firstProject } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { jobCaller } from "@/lib/auth/job-caller";
import { appendMessage } from "@/lib/conversations/append-message";
import { messageSource } from "@/lib/conversations/schema";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { importRealGuidelines, train } from "@/lib/knowledge/testing";
import { saveModelProvider } from "@/lib/model-providers/save";
import type { ProviderKind } from "@/lib/model-providers/schema";
import { realProducts, storeProducts } from "@/lib/products/testing";
import { type Answer, answerConversation } from "./answer";
import type { ReplyLimits } from "./limits";

/** Somebody who writes to a chatbot. */
export interface TestVisitor {
  caller: Caller;
  projectId: string;
  conversationId: string;
  visitorId: string;
}

/** A visitor with a conversation of their own at the first project's chatbot, or another one. */
export async function createVisitor(
  world: World,
  { id: projectId, chatbotId } = firstProject(world),
): Promise<TestVisitor> {
  const visitorId = newId("visitor");
  const conversationId = newId("conversation");
  await prisma.visitor.create({ data: { projectId, id: visitorId } });
  const now = new Date();
  await prisma.conversation.create({
    data: { projectId, id: conversationId, chatbotId, visitorId, startedAt: now, lastMessageAt: now },
  });
  const caller: Caller = {
    organisationId: world.organisationId,
    projectIds: [projectId],
    permissions: new Set(["chatbots:read", "products:read", "leads:write", "tickets:write"]),
    tier: "business",
    actor: { kind: "visitor", visitorId, chatbotId },
  };
  return { caller, projectId, conversationId, visitorId };
}

/** Keeps a message of the visitor; answers its id. */
export async function say(visitor: TestVisitor, content: string): Promise<string> {
  const { id } = await change(visitor.caller, {}, (db) =>
    appendMessage(db, visitor.projectId, visitor.conversationId, { role: "user", content }),
  );
  return id;
}

/** What came of a question: the answer, its message and its row, and what was streamed. */
export interface Asked extends Answer {
  text: string;
  streamed: string;
  sources: ReturnType<typeof messageSource.parse>[];
  reply: Awaited<ReturnType<typeof prisma.reply.findFirstOrThrow>>;
}

/** Writes to the chatbot and waits for the answer. */
export async function ask(
  visitor: TestVisitor,
  question: string,
  more: { limits?: ReplyLimits; signal?: AbortSignal; onText?: (delta: string) => void } = {},
): Promise<Asked> {
  const questionId = await say(visitor, question);
  let streamed = "";
  const answer = await answerConversation(
    visitor.caller,
    { conversationId: visitor.conversationId, questionId },
    {
      onText: (delta) => {
        streamed += delta;
        more.onText?.(delta);
      },
      signal: more.signal ?? new AbortController().signal,
    },
    more.limits,
  );
  const message =
    answer.messageId === null
      ? null
      : await prisma.message.findFirstOrThrow({
          where: { projectId: visitor.projectId, id: answer.messageId },
        });
  return {
    ...answer,
    streamed,
    text: message?.content ?? "",
    sources: messageSource.array().parse(message?.sources ?? []),
    reply: await prisma.reply.findFirstOrThrow({ where: { projectId: visitor.projectId, questionId } }),
  };
}

/** Gives a world's first project the real shop's products and guidelines, and its chatbot the index of them. */
export async function teachRealData(world: World): Promise<void> {
  const { id: projectId, chatbotId } = firstProject(world);
  await storeProducts(projectId, [
    ...realProducts("products-apparel.csv"),
    ...realProducts("products-home-and-garden.csv"),
  ]);
  const caller = world.caller([projectId]);
  await importRealGuidelines(caller);
  await train(caller, chatbotId);
}

/** A worker's caller for the first project. */
export function jobOf(world: World): Promise<Caller> {
  return jobCaller("test", firstProject(world).id);
}

/** Somebody who may set up the organisation's model providers. */
export function managerOf(world: World): Caller {
  const caller = world.caller();
  return { ...caller, permissions: new Set([...caller.permissions, "organisation:manage"]) };
}

/** Sets up a provider and gives the first project's chatbot a model of it. */
export async function useModel(
  world: World,
  input: { kind?: ProviderKind; url: string; key?: string; model?: string },
): Promise<void> {
  await saveModelProvider(managerOf(world), {
    kind: input.kind ?? "openai-compatible",
    base_url: input.url,
    key: input.key ?? "key-of-this-test-0123456789",
  });
  await prisma.chatbot.updateMany({
    where: { projectId: firstProject(world).id },
    data: { model: input.model ?? "openai-compatible/test-model" },
  });
}
