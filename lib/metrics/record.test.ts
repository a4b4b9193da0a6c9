import { beforeEach, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import type { Platform } from "@/lib/conversations/schema";
import { realConversations, storeConversations } from "@/lib/conversations/testing";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { LIVE_SPAN_MS, LIVE_STEP_MS } from "./live-steps";
import { type CountedConversation, type CountedMessage, recordConversations, recordEvent } from "./record";
import { recountedRollups, storedRollups } from "./testing";

let world: World;
let project: World["projects"][0];

beforeEach(async () => {
  world = await createWorld(["One", "Two"]);
  project = firstProject(world);
});

function record(conversations: readonly CountedConversation[]) {
  return change(world.caller(), {}, (db) => recordConversations(db, project.id, conversations));
}

async function expectExact(projectId = project.id) {
  for (const span of ["hour", "day"] as const) {
    const counted = await storedRollups(span, projectId);
    expect(counted.length).toBeGreaterThan(0);
    expect(counted).toEqual(await recountedRollups(span, projectId));
  }
}

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 23, 50) + minutes * 60_000);
const user = (minutes: number): CountedMessage => ({ role: "user", sentAt: at(minutes) });
const agent = (minutes: number): CountedMessage => ({ role: "agent", sentAt: at(minutes) });

function conversation(messages: CountedMessage[], platform: Platform = "web"): CountedConversation {
  return { chatbotId: project.chatbotId, platform, startedAt: messages[0]?.sentAt ?? at(0), messages };
}

async function store(conversations: readonly CountedConversation[]) {
  await storeConversations(
    project.id,
    conversations.map(({ chatbotId, platform, startedAt, messages }) => ({
      chatbotId,
      platform,
      startedAt: startedAt.toJSON(),
      turns: messages.map(({ role, sentAt }) => ({ role, content: "x", at: sentAt.toJSON() })),
    })),
  );
}

describe("recordConversations", () => {
  test("counts runs, unanswered visitors, greetings and the turn of the day as a recount does", async () => {
    const conversations = [
      conversation([user(0), user(1), agent(4), agent(5), user(6), agent(30)]),
      conversation([agent(0), user(2)], "whatsapp"),
      conversation([user(8)]),
      conversation([user(9), agent(9)]),
      // Imported times may run backwards.
      conversation([user(20), agent(15)], "messenger"),
    ];
    await store(conversations);
    await record(conversations);
    await expectExact();
    const [web] = await prisma.metricDaily.findMany({
      where: { projectId: project.id, platform: "web" },
      orderBy: { day: "asc" },
    });
    expect(web).toMatchObject({
      conversations: 3,
      userMessages: 5,
      agentMessages: 3,
      answeredConversations: 2,
      // The first visitor waited four minutes; the reply to the last message came on the next day.
      responseSeconds: 240n,
      responses: 2,
    });
  });

  test("adds a conversation that grew, whoever had the last word before", async () => {
    const all = [user(0), user(1), agent(3), user(12), user(14), agent(20), agent(21)];
    await store([conversation(all)]);
    for (const cut of [1, 2, 3, 4, 6]) {
      await prisma.metricHourly.deleteMany({ where: { projectId: project.id } });
      await prisma.metricDaily.deleteMany({ where: { projectId: project.id } });
      await record([conversation(all.slice(0, cut))]);
      await record([{ ...conversation(all.slice(cut)), startedAt: at(0), earlier: all.slice(0, cut) }]);
      await expectExact();
    }
  });

  test("equals a recount of real history written in batches, next to another project's", async () => {
    const samples = realConversations(project.chatbotId, 200);
    await storeConversations(project.id, samples);
    const counted = samples.map(({ chatbotId, startedAt, turns }) => ({
      chatbotId,
      platform: "web" as const,
      startedAt: new Date(startedAt),
      messages: turns.map(({ role }, index) => ({
        role,
        sentAt: new Date(Date.parse(startedAt) + index * 60_000),
      })),
    }));
    await Promise.all([0, 50, 100, 150].map((start) => record(counted.slice(start, start + 50))));
    await expectExact();
    expect(await prisma.metricDaily.count({ where: { projectId: world.projects[1]?.id ?? "" } })).toBe(0);
  });

  test("a dry run and an empty batch leave nothing", async () => {
    await change(world.caller(), { dryRun: true }, (db) =>
      recordConversations(db, project.id, [conversation([user(0), agent(1)])]),
    );
    await record([]);
    expect(await storedRollups("hour", project.id)).toEqual([]);
  });
});

describe("the live steps", () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const message = (role: "user" | "agent", minutes: number): CountedMessage => ({
    role,
    sentAt: minutesAgo(minutes),
  });

  /** Counted from the rows that were stored, step by step. */
  async function recountSteps() {
    return prisma.$queryRaw`
      SELECT chatbot_id, platform::text, to_timestamp(floor(extract(epoch FROM at) / 300) * 300) AS step,
             sum(conversations)::int AS conversations, sum(users)::int AS user_messages,
             sum(agents)::int AS agent_messages
        FROM (
          SELECT chatbot_id, platform, started_at AS at, 1 AS conversations, 0 AS users, 0 AS agents
            FROM conversation WHERE project_id = ${project.id}
          UNION ALL
          SELECT c.chatbot_id, c.platform, m.sent_at, 0, (m.role = 'user')::int, (m.role = 'agent')::int
            FROM message m JOIN conversation c ON c.project_id = m.project_id AND c.id = m.conversation_id
           WHERE m.project_id = ${project.id}
        ) event
       WHERE at >= ${new Date(Date.now() - LIVE_SPAN_MS)}
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
  }

  const steps = () => prisma.$queryRaw`
    SELECT chatbot_id, platform::text, step, conversations, user_messages, agent_messages
      FROM metric_live WHERE project_id = ${project.id} ORDER BY 1, 2, 3`;

  test("equal a recount of the last two days, by steps of five minutes", async () => {
    const conversations = [
      conversation([message("user", 3), message("agent", 2), message("user", 0)]),
      conversation([message("user", 61), message("agent", 40)], "whatsapp"),
      // Began before the span and went on inside it.
      conversation([message("user", 48 * 60 + 30), message("agent", 48 * 60 - 30)]),
      conversation([message("user", 72 * 60)]),
    ];
    await store(conversations);
    await record(conversations);
    const counted = (await steps()) as { step: Date; conversations: number }[];
    expect(counted).toEqual(await recountSteps());
    expect(counted.every(({ step }) => step.getTime() % LIVE_STEP_MS === 0)).toBe(true);
    expect(counted.reduce((sum, row) => sum + row.conversations, 0)).toBe(2);
    await expectExact();
  });

  test("know nothing of old history", async () => {
    await record([conversation([user(0), agent(1)])]);
    expect(await steps()).toEqual([]);
  });
});

describe("recordEvent", () => {
  const counted = async () => ({
    days: await prisma.metricDaily.findMany({
      where: { projectId: project.id },
      select: { chatbotId: true, platform: true, day: true, leads: true, tickets: true, conversations: true },
      orderBy: [{ day: "asc" }, { platform: "asc" }],
    }),
    hours: await prisma.metricHourly.aggregate({
      where: { projectId: project.id },
      _sum: { leads: true, tickets: true },
    }),
    steps: await prisma.metricLive.aggregate({
      where: { projectId: project.id },
      _sum: { leads: true, tickets: true },
    }),
  });

  test("counts leads and tickets by hour, day and step, next to what is there", async () => {
    const at = new Date("2026-03-01T23:59:59Z");
    const now = new Date();
    const event = (kind: "lead" | "ticket", when: Date, platform: Platform | null = null) =>
      change(world.caller(), {}, (db) =>
        recordEvent(db, project.id, { kind, chatbotId: platform && project.chatbotId, platform, at: when }),
      );
    await record([conversation([user(0)])]);
    await event("lead", at);
    await event("lead", at, "web");
    await event("ticket", at, "whatsapp");
    await event("ticket", now);
    const { days, hours, steps } = await counted();
    const row = { chatbotId: project.chatbotId, leads: 0, tickets: 0, conversations: 0 };
    const day = new Date("2026-03-01");
    expect(days).toEqual([
      { ...row, day, platform: "web", leads: 2, conversations: 1 },
      { ...row, day, platform: "whatsapp", tickets: 1 },
      { ...row, day: new Date(now.toJSON().slice(0, 10)), platform: "web", tickets: 1 },
    ]);
    expect(hours._sum).toEqual({ leads: 2, tickets: 2 });
    expect(steps._sum).toEqual({ leads: 0, tickets: 1 });
  });

  test("is rolled back with the work it belongs to, and counts without any chatbot", async () => {
    await change(world.caller(), { dryRun: true }, (db) =>
      recordEvent(db, project.id, { kind: "lead", chatbotId: null, platform: null, at: new Date() }),
    );
    expect((await counted()).days).toEqual([]);
    await prisma.chatbot.deleteMany({ where: { projectId: project.id } });
    await change(world.caller(), {}, (db) =>
      recordEvent(db, project.id, { kind: "lead", chatbotId: null, platform: null, at: new Date() }),
    );
    expect((await counted()).days).toMatchObject([{ chatbotId: "", leads: 1 }]);
  });
});
