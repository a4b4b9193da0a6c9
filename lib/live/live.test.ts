import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GET } from "@/app/api/projects/[projectId]/live/route";
import type { Caller } from "@/lib/auth/caller";
import { issueLiveToken } from "@/lib/auth/live-token";
import { callerOfPerson } from "@/lib/auth/person-caller";
import { createConnection, createTenant, type Tenant } from "@/lib/auth/testing";
import { storeConversations } from "@/lib/conversations/testing";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { createLead } from "@/lib/leads/create";
import { createTicket } from "@/lib/tickets/create";
import { getLiveEvents } from "./events";
import { getLive } from "./get";
import { type LiveView, liveView, MAX_EVENTS } from "./schema";
import { MAX_LIVE_STREAMS, type Watched, watchProject } from "./watch";

let tenant: Tenant;
let projectId: string;
let chatbotId: string;
let caller: Caller;
let session: { userId: string; sessionEpoch: number };
const open: Watched[] = [];

beforeEach(async () => {
  tenant = await createTenant();
  projectId = tenant.projectIds[0] as string;
  session = { userId: tenant.userId, sessionEpoch: 0 };
  caller = await callerOfPerson(session, { projectId });
  chatbotId = newId("chatbot");
  await prisma.chatbot.create({ data: { id: chatbotId, projectId, name: "Bot", isPrimary: true } });
});

afterEach(() => {
  for (const watched of open.splice(0)) watched.close();
});

afterAll(() => globalThis.caramelStopListening?.());

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toJSON();

function converse(startedAt: string, texts: string[], name?: string) {
  const turns = texts.map((content, index) => ({ role: index % 2 ? "agent" : "user", content }) as const);
  return storeConversations(projectId, [
    { chatbotId, startedAt, turns: [...turns], ...(name && { visitor: { name } }) },
  ]);
}

/** The caller without some permissions. */
function without(...names: string[]): Caller {
  return { ...caller, permissions: new Set([...caller.permissions].filter((name) => !names.includes(name))) };
}

async function watch(): Promise<Watched> {
  const watched = await watchProject(session, projectId);
  open.push(watched);
  return watched;
}

/** The next view that a stream shows. */
async function viewOf(watched: Watched): Promise<LiveView> {
  for (;;) {
    const text = await watched.next();
    const data = /^event: view\ndata: (.*)\n\n$/.exec(text ?? "")?.[1];
    if (data !== undefined) return liveView.parse(JSON.parse(data));
    if (text === null) throw new Error("The stream has ended.");
  }
}

describe("what happens now", () => {
  it("lists events of every kind, newest first, and conversations under way", async () => {
    const [old] = await converse(minutesAgo(90), ["Is it in stock?", "Yes."], "Ada");
    const [recent] = await converse(minutesAgo(3), ["Where is my order?"]);
    const lead = await createLead(caller, { name: "Grace", qualification: "qualified", stage: "new" });
    const ticket = await createTicket(caller, {
      subject: "Broken mug",
      message: "It broke.",
      priority: "high",
    });
    const view = liveView.parse(await getLive(caller));
    expect(
      view.events.map(({ kind, target_id, text, who, written_by, ticket_status }) => [
        kind,
        target_id,
        text ?? who,
        written_by ?? ticket_status,
      ]),
    ).toEqual([
      ["ticket", ticket.id, "Broken mug", "new"],
      ["lead", lead.id, "Grace", null],
      ["conversation", recent, "Where is my order?", null],
      ["message", old, "Yes.", "agent"],
      ["conversation", old, "Is it in stock?", null],
    ]);
    expect(new Set(view.events.map(({ key }) => key)).size).toBe(5);
    expect(view.active).toMatchObject([
      { id: recent, is_waiting: true, messages: 1, text: "Where is my order?" },
    ]);
    expect(view.metrics.now).toMatchObject({ active_last_15_minutes: 1, waiting_for_answer: 1 });
    expect(view.metrics.series).toHaveLength(24);
    expect(view.can_read).toBe(true);
  });

  it("tells nobody without conversations:read who wrote, what, or in which conversation", async () => {
    await converse(minutesAgo(2), ["secret one", "secret two"], "Secret Ada");
    const view = liveView.parse(await getLive(without("conversations:read")));
    expect(view.can_read).toBe(false);
    expect(view.active).toEqual([]);
    expect(view.events).toMatchObject([
      { kind: "message", target_id: null, platform: "web", who: null, text: null },
      { kind: "conversation", target_id: null, platform: "web", who: null, text: null },
    ]);
    expect(JSON.stringify(view)).not.toMatch(/secret/i);
    // Counting it is what analytics are for.
    expect(view.metrics.now.active_last_15_minutes).toBe(1);
  });

  it("shows tickets and leads only to those who may see them, and needs analytics:read", async () => {
    await createLead(caller, { name: "Grace", qualification: "qualified", stage: "new" });
    await createTicket(caller, { subject: "Broken mug", message: "It broke.", priority: "high" });
    const kinds = async (who: Caller) => (await getLiveEvents(who)).events.map(({ kind }) => kind);
    expect(await kinds(without("tickets:read"))).toEqual(["lead"]);
    expect(await kinds(without("leads:read"))).toEqual(["ticket"]);
    await expect(getLive(without("analytics:read"))).rejects.toThrow("analytics:read");
  });

  it("tells what waits for the person and which chatbots are learning", async () => {
    const connection = await createConnection(tenant);
    const approval = {
      projectId,
      connectionId: connection.id,
      tool: "update_chatbot_labels",
      permission: "chatbots:write",
      arguments: {},
      changes: [],
      expiresAt: new Date(Date.now() + 60_000),
    };
    await prisma.approval.createMany({
      data: [
        { ...approval, id: newId("approval"), callId: newId("call"), changeHash: "a" },
        {
          ...approval,
          id: newId("approval"),
          callId: newId("call"),
          changeHash: "b",
          expiresAt: new Date(Date.now() - 1),
        },
        { ...approval, id: newId("approval"), callId: newId("call"), changeHash: "c", state: "refused" },
      ],
    });
    const training = { projectId, chatbotId, actorKind: "person", processed: 3, total: 12 };
    await prisma.training.createMany({
      data: [
        { ...training, id: newId("training"), status: "running" },
        { ...training, id: newId("training"), status: "succeeded" },
      ],
    });
    const view = liveView.parse(await getLive(caller));
    expect(view.waiting_approvals).toBe(1);
    expect(view.trainings).toEqual([{ chatbot_id: chatbotId, chatbot_name: "Bot", processed: 3, total: 12 }]);
    const less = await getLive(without("chatbots:read", "chatbots:write"));
    expect([less.waiting_approvals, less.trainings]).toEqual([0, []]);
  });

  it("shows nothing of another project, and at most its newest events", async () => {
    await converse(minutesAgo(1), ["ours"]);
    const other = await createTenant();
    const theirs = await callerOfPerson(
      { userId: other.userId, sessionEpoch: 0 },
      { projectId: other.projectIds[0] as string },
    );
    expect((await getLive(theirs)).events).toEqual([]);
    for (let minute = 0; minute < MAX_EVENTS; minute += 1)
      await converse(minutesAgo(200 + minute), ["a", "b"]);
    const { events } = await getLiveEvents(caller);
    expect(events).toHaveLength(MAX_EVENTS);
    expect(events[0]?.text).toBe("ours");
  });
});

describe("a live stream", () => {
  it("shows what happened, soon after it is committed", async () => {
    const watched = await watch();
    expect((await viewOf(watched)).events).toEqual([]);
    await createTicket(caller, { subject: "First", message: "It broke.", priority: "high" });
    await vi.waitFor(async () => expect((await viewOf(watched)).events[0]?.text).toBe("First"), 10_000);
    await createLead(caller, { name: "Grace", qualification: "qualified", stage: "new" });
    await vi.waitFor(async () => expect((await viewOf(watched)).events[0]?.who).toBe("Grace"), 10_000);
  });

  it("is not woken by another project", async () => {
    const other = await createTenant();
    const watched = await watch();
    await viewOf(watched);
    let views = 0;
    void (async () => {
      while (await viewOf(watched).catch(() => null)) views += 1;
    })();
    // One follows, because listening has begun.
    await vi.waitFor(() => expect(views).toBe(1), 10_000);
    await prisma.$executeRaw`SELECT pg_notify('caramel_live', ${JSON.stringify({ project: other.projectIds[0] })})`;
    await prisma.$executeRaw`SELECT pg_notify('caramel_live', 'nonsense')`;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(views).toBe(1);
  });

  it.each([
    [
      "left the organisation",
      () => prisma.member.deleteMany({ where: { userId: tenant.userId } }),
      "not_found",
    ],
    [
      "signed out everywhere",
      () => prisma.user.update({ where: { id: tenant.userId }, data: { sessionEpoch: { increment: 1 } } }),
      "unauthenticated",
    ],
    [
      "was disabled",
      () => prisma.user.update({ where: { id: tenant.userId }, data: { disabledAt: new Date() } }),
      "unauthenticated",
    ],
    [
      "watches a project that was removed",
      () => prisma.project.delete({ where: { id: projectId } }),
      "not_found",
    ],
  ])("shows nothing more to a person who %s, and can't be opened again", async (_, lose, code) => {
    const watched = await watch();
    await viewOf(watched);
    await watched.check();
    await lose();
    await expect(watched.check()).rejects.toMatchObject({ code });
    await prisma.$executeRaw`SELECT pg_notify('caramel_live', ${JSON.stringify({ project: projectId })})`;
    await expect(viewOf(watched)).rejects.toThrow("The stream has ended.");
    await expect(watchProject(session, projectId)).rejects.toMatchObject({ code });
  });

  it("can be opened a few times by one person, and again once one is closed", async () => {
    for (let count = 0; count < MAX_LIVE_STREAMS; count += 1) await watch();
    await expect(watch()).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 30 });
    open[0]?.close();
    await vi.waitFor(() => watch(), 10_000);
  });
});

describe("the address of the stream", () => {
  const get = (headers: Record<string, string>, id = projectId, query = "") =>
    GET(new Request(`${env.baseUrl}/api/projects/${id}/live${query}`, { headers }), {
      params: Promise.resolve({ projectId: id }),
    });

  it("takes a token once, from the header only", async () => {
    const token = await issueLiveToken(session, projectId);
    expect((await get({}, projectId, `?token=${token}&access_token=${token}`)).status).toBe(401);
    const response = await get({ authorization: `Bearer ${token}` });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(/^event: view\ndata: \{/);
    const again = await get({ authorization: `Bearer ${token}` });
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ code: "unauthenticated", next_step: expect.any(String) });
    await reader?.cancel();
    await vi.waitFor(
      async () =>
        expect(
          await prisma.eventStream.count({
            where: { credential: tenant.userId, aliveUntil: { gt: new Date() } },
          }),
        ).toBe(0),
      10_000,
    );
  });

  it("gives a spent token's person no other project, and somebody outside none", async () => {
    const other = await createTenant();
    const foreign = other.projectIds[0] as string;
    // Signed for a project its person is not in: the token alone opens nothing.
    const token = await issueLiveToken(session, foreign);
    expect((await get({ authorization: `Bearer ${token}` }, foreign)).status).toBe(404);
    const stale = await issueLiveToken({ ...session, sessionEpoch: 7 }, projectId);
    expect((await get({ authorization: `Bearer ${stale}` })).status).toBe(401);
  });

  it("ends within seconds when the person may no longer look", async () => {
    const response = await get({ authorization: `Bearer ${await issueLiveToken(session, projectId)}` });
    const reader = response.body?.getReader();
    await reader?.read();
    await prisma.member.deleteMany({ where: { userId: tenant.userId } });
    const started = Date.now();
    for (;;) {
      const part = await reader?.read().catch(() => ({ done: true }));
      if (part?.done) break;
    }
    expect(Date.now() - started).toBeLessThan(6_000);
  });
});
