import "server-only";
import { createWorld, type World } from "@/lib/account/testing";
import type { Platform } from "@/lib/conversations/schema";
import { storeConversations } from "@/lib/conversations/testing";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { recordConversations } from "./record";

/** A conversation with the role and time of each message. */
export interface Happened {
  projectId: string;
  chatbotId: string;
  platform: Platform;
  turns: { role: "user" | "agent"; at: Date }[];
}

/** Stores conversations and counts them, as an import does. */
export async function happen(world: World, conversations: readonly Happened[]): Promise<void> {
  for (const [projectId, ofProject] of Map.groupBy(conversations, (one) => one.projectId)) {
    await storeConversations(
      projectId,
      ofProject.map(({ chatbotId, platform, turns }) => ({
        chatbotId,
        platform,
        startedAt: beginningOf(turns).toJSON(),
        turns: turns.map(({ role, at }) => ({ role, content: "x", at: at.toJSON() })),
      })),
    );
    await change(world.caller(), {}, (db) =>
      recordConversations(
        db,
        projectId,
        ofProject.map(({ chatbotId, platform, turns }) => ({
          chatbotId,
          platform,
          startedAt: beginningOf(turns),
          messages: turns.map(({ role, at }) => ({ role, sentAt: at })),
        })),
      ),
    );
  }
}

function beginningOf([first]: Happened["turns"]): Date {
  if (!first) throw new Error("A conversation has messages.");
  return first.at;
}

/** Another chatbot of a project. */
export async function addChatbot(projectId: string, name: string, isEnabled = true): Promise<string> {
  const id = newId("chatbot");
  await prisma.chatbot.create({ data: { projectId, id, name, isEnabled } });
  return id;
}

const PLATFORMS = ["web", "web", "whatsapp", "messenger"] as const;

/**
 * Two projects, the first with two chatbots, and conversations of the days before `until` over all of them: none, one or
 * several a day, answered or not, some of them past midnight.
 */
export async function busyWorld(until: Date, days: number) {
  const world = await createWorld(["One", "Two"]);
  const [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  const second = await addChatbot(one.id, "Night shift");
  const places = [
    { projectId: one.id, chatbotId: one.chatbotId },
    { projectId: one.id, chatbotId: second },
    { projectId: two.id, chatbotId: two.chatbotId },
  ];
  const midnight = Math.floor(until.getTime() / 86_400_000) * 86_400_000;
  const happened: Happened[] = [];
  for (let day = 0; day < days; day += 1) {
    for (let index = 0; index < (day * 7) % 5; index += 1) {
      const place = places[(day + index) % places.length] as (typeof places)[0];
      const start =
        midnight - (day + 1) * 86_400_000 + ((day * 5 + index * 6) % 24) * 3_600_000 + 59 * 60_000;
      const roles = (["user", "agent", "user", "agent", "agent"] as const).slice(0, 1 + ((day + index) % 5));
      happened.push({
        ...place,
        platform: PLATFORMS[(day + index) % PLATFORMS.length] as Platform,
        turns: roles.map((role, turn) => ({ role, at: new Date(start + turn * (40_000 + index * 1_000)) })),
      });
    }
  }
  await happen(world, happened);
  return { world, one, two, second, happened };
}

/** What happened in some conversations from one moment to another, counted one by one. */
export function recount(happened: readonly Happened[], from: Date, before: Date) {
  const isIn = (at: Date) => at >= from && at < before;
  const counts = { conversations: 0, user_messages: 0, agent_messages: 0, answered_conversations: 0 };
  const waits: number[] = [];
  for (const { turns } of happened) {
    if (turns[0] && isIn(turns[0].at)) {
      counts.conversations += 1;
      if (turns.some(({ role }) => role === "agent")) counts.answered_conversations += 1;
    }
    let asked: Date | null = null;
    for (const { role, at } of turns) {
      if (isIn(at)) counts[role === "user" ? "user_messages" : "agent_messages"] += 1;
      if (role === "user") asked ??= at;
      else {
        if (asked !== null && isIn(at)) waits.push(Math.round((at.getTime() - asked.getTime()) / 1000));
        asked = null;
      }
    }
  }
  const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));
  return {
    ...counts,
    response_rate:
      counts.conversations === 0 ? null : rounded(counts.answered_conversations / counts.conversations, 4),
    average_response_seconds:
      waits.length === 0 ? null : rounded(waits.reduce((sum, wait) => sum + wait, 0) / waits.length, 1),
  };
}
