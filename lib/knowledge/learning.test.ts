import { afterAll, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { createChatbot } from "@/lib/chatbots/create-chatbot";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { boss, stopBoss } from "@/lib/jobs/boss";
import { handleLearning } from "@/lib/jobs/learning.handler";
import { createSource } from "./create-source";
import { learnChanges } from "./learn-changes";
import { runTraining } from "./run-training";
import { sourcesChanged } from "./sources-changed";

afterAll(() => stopBoss());

const write = (caller: Caller, title: string) =>
  createSource(caller, { kind: "custom", title, body: `About ${title}.` });
const trainings = (projectId: string) =>
  prisma.training.findMany({ where: { projectId }, orderBy: { createdAt: "asc" } });
const jobsOf = async (projectId: string) =>
  (await (await boss()).findJobs<{ projectId: string }>("learning", { key: projectId })).length;

async function finish(world: World) {
  for (const { id } of world.projects) {
    for (const training of await trainings(id)) await runTraining(world.caller(), training.id);
  }
}

describe("changed sources", () => {
  test("are learned by every chatbot of the project, once for changes close together", async () => {
    const world = await createWorld(["One", "Two"]);
    const { id, chatbotId } = firstProject(world);
    const caller = world.caller([id]);
    const second = newId("chatbot");
    await prisma.chatbot.create({ data: { projectId: id, id: second, name: "Second" } });
    await Promise.all(["Parking", "Opening hours", "Gift cards"].map((title) => write(caller, title)));
    expect(await jobsOf(id)).toBe(1);
    expect(await learnChanges(caller)).toEqual({ started: 2, isWaiting: false });
    expect((await trainings(id)).map((row) => row.chatbotId).toSorted()).toEqual(
      [chatbotId, second].toSorted(),
    );
    // They wait for their turn and will see everything.
    await write(caller, "Repairs");
    expect(await learnChanges(caller)).toEqual({ started: 0, isWaiting: false });
    await finish(world);
    expect(await learnChanges(caller)).toEqual({ started: 0, isWaiting: false });
    expect((await trainings(id)).map(({ customTexts }) => customTexts)).toEqual([4, 4]);
    expect(await trainings(world.projects[1]?.id as string)).toEqual([]);
  });

  test("that come while a chatbot learns are learned after it", async () => {
    const world = await createWorld();
    const { id } = firstProject(world);
    const caller = world.caller();
    await write(caller, "Parking");
    await learnChanges(caller);
    const [first] = await trainings(id);
    let isSeen = false;
    await runTraining(caller, first?.id as string, {
      onProgress: async ({ status }) => {
        if (status !== "running" || isSeen) return;
        isSeen = true;
        await write(caller, "Gift cards");
        expect(await learnChanges(caller)).toEqual({ started: 0, isWaiting: true });
        // The job comes back by itself; one is queued while this one runs.
        await handleLearning({ projectId: id });
        expect(await jobsOf(id)).toBe(1);
      },
    });
    expect(isSeen).toBe(true);
    expect(await learnChanges(caller)).toEqual({ started: 1, isWaiting: false });
    await finish(world);
    expect(await trainings(id)).toMatchObject([
      { status: "succeeded" },
      { status: "succeeded", customTexts: 2 },
    ]);
  });

  test("a change that is committed late is waited for, also by a retraining that begins meanwhile", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const caller = world.caller();
    await write(caller, "Parking");
    await learnChanges(caller);
    const [first] = await trainings(id);
    const order: string[] = [];
    let running: Promise<unknown> = Promise.resolve();
    await change(caller, {}, async (db) => {
      await db.knowledgeSource.create({
        data: {
          projectId: id,
          id: newId("source"),
          kind: "custom",
          title: "Late",
          body: "Late.",
          contentHash: "late",
        },
      });
      await sourcesChanged(db, id);
      running = runTraining(caller, first?.id as string).then(() => order.push("trained"));
      await new Promise((resolve) => setTimeout(resolve, 300));
      order.push("committing");
    });
    await running;
    expect(order).toEqual(["committing", "trained"]);
    expect(await trainings(id)).toMatchObject([{ chatbotId, status: "succeeded", customTexts: 2 }]);
    expect(await learnChanges(caller)).toEqual({ started: 0, isWaiting: false });
  });

  test("one that is undone is no change", async () => {
    const world = await createWorld();
    const { id } = firstProject(world);
    await expect(
      change(world.caller(), {}, async (db) => {
        await sourcesChanged(db, id);
        throw new Error("undone");
      }),
    ).rejects.toThrow("undone");
    expect(await jobsOf(id)).toBe(0);
    expect((await prisma.project.findUniqueOrThrow({ where: { id } })).sourcesChangedAt).toBeNull();
  });

  test("a retraining that failed at them is not begun again until they change once more", async () => {
    const world = await createWorld();
    const { id } = firstProject(world);
    const caller = world.caller();
    await write(caller, "Parking");
    await learnChanges(caller);
    await prisma.training.updateMany({
      where: { projectId: id },
      data: { status: "failed", startedAt: new Date(Date.now() + 60_000) },
    });
    expect(await learnChanges(caller)).toEqual({ started: 0, isWaiting: false });
    await prisma.training.updateMany({
      where: { projectId: id },
      data: { startedAt: new Date(Date.now() - 60_000) },
    });
    await write(caller, "Gift cards");
    expect(await learnChanges(caller)).toEqual({ started: 1, isWaiting: false });
  });

  test("a new chatbot learns what is there", async () => {
    const world = await createWorld();
    const { id, chatbotId } = firstProject(world);
    const caller = world.caller();
    await write(caller, "Parking");
    await learnChanges(caller);
    await finish(world);
    const made = await createChatbot(caller, { name: "Second" });
    expect(await jobsOf(id)).toBe(1);
    expect(await learnChanges(caller)).toEqual({ started: 1, isWaiting: false });
    await finish(world);
    const byChatbot = new Map((await trainings(id)).map((row) => [row.chatbotId, row.customTexts]));
    expect(byChatbot).toEqual(
      new Map([
        [chatbotId, 1],
        [made.id, 1],
      ]),
    );
  });

  test("a project that is gone ends the job quietly", async () => {
    await handleLearning({ projectId: newId("project") });
  });
});
