import "server-only";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { realFile } from "@/scripts/real-file";
import type { Platform } from "./schema";

/** A conversation to store; messages are a minute apart from `startedAt`. */
export interface SampleConversation {
  chatbotId: string;
  platform?: Platform;
  startedAt: string;
  visitor?: { name?: string; email?: string; attributes?: Record<string, string> };
  turns: { role: "user" | "agent"; content: string; at?: string }[];
}

const MINUTE_MS = 60_000;

/** Stores conversations with their messages and visitors, in order; returns their ids. */
export async function storeConversations(
  projectId: string,
  samples: readonly SampleConversation[],
): Promise<string[]> {
  const rows = samples.map((sample) => ({
    sample,
    id: newId("conversation"),
    visitorId: sample.visitor ? newId("visitor") : null,
    messages: sample.turns.map((turn, position) => ({
      position,
      role: turn.role,
      content: turn.content,
      sentAt: new Date(turn.at ?? Date.parse(sample.startedAt) + position * MINUTE_MS),
    })),
  }));
  await prisma.visitor.createMany({
    data: rows.flatMap(({ sample, visitorId }) =>
      visitorId === null ? [] : [{ projectId, id: visitorId, ...sample.visitor }],
    ),
  });
  await prisma.conversation.createMany({
    data: rows.map(({ sample, id, visitorId, messages }) => ({
      projectId,
      id,
      visitorId,
      chatbotId: sample.chatbotId,
      platform: sample.platform ?? "web",
      startedAt: sample.startedAt,
      lastMessageAt: messages.at(-1)?.sentAt ?? sample.startedAt,
      userMessageCount: messages.filter(({ role }) => role === "user").length,
      agentMessageCount: messages.filter(({ role }) => role === "agent").length,
      preview: messages.find(({ role }) => role === "user")?.content.slice(0, 200) ?? "",
    })),
  });
  await prisma.message.createMany({
    data: rows.flatMap(({ id, messages }) =>
      messages.map((message) => ({ projectId, id: newId("message"), conversationId: id, ...message })),
    ),
  });
  return rows.map(({ id }) => id);
}

/** The first conversations of the real history that can be stored as they are, ten minutes apart. */
export function realConversations(chatbotId: string, count: number): SampleConversation[] {
  return gunzipSync(readFileSync(realFile("support-conversations.jsonl.gz")))
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { turns: SampleConversation["turns"] }).turns)
    .filter((turns) => turns.every(({ role }) => role === "user" || role === "agent"))
    .slice(0, count)
    .map((turns, index) => ({
      chatbotId,
      startedAt: new Date(Date.UTC(2026, 2, 1) + index * 10 * MINUTE_MS).toJSON(),
      turns,
    }));
}
