// What a visitor sends while they are being deleted: it ends in a clear answer, and nothing of it stays behind.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { prisma } from "@/lib/db/client";
import { lockWaits } from "@/lib/db/testing";
import { deleteVisitor } from "@/lib/visitors/delete";
import { post, type RouteName, SHOP, session, write } from "./testing";

let world: World;
let projectId: string;
let chatbotId: string;
let db: pg.Client;

beforeAll(async () => {
  world = await createWorld(["Harbour Shop"]);
  ({ id: projectId, chatbotId } = firstProject(world));
  await prisma.chatbot.updateMany({ data: { allowedOrigins: [SHOP] } });
  db = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await db.connect();
});

afterAll(async () => {
  await db.end();
  await globalThis.caramelStopListening?.();
});

async function aVisitor() {
  const { visitor_token: token } = await session(chatbotId);
  const [accepted] = await write(chatbotId, "Do you have mugs?", { token });
  if (accepted?.event !== "accepted") throw new Error("not accepted");
  const { conversation_id: conversationId } = accepted.data;
  const opened = await post("tickets", chatbotId, { subject: "Late", message: "Where is it?" }, { token });
  const { visitorId } = await prisma.conversation.findFirstOrThrow({
    where: { projectId, id: conversationId },
  });
  return {
    token,
    conversationId,
    visitorId: visitorId as string,
    ticketId: (await opened.json()).id as string,
  };
}

/** Rows that name a visitor, conversation or message that is not there. */
async function halfRows(): Promise<unknown[]> {
  const { rows } = await db.query(`
    SELECT 'conversation' AS what, c.id FROM conversation c
      LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id WHERE v.id IS NULL
    UNION ALL
    SELECT 'empty', c.id FROM conversation c
     WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.project_id = c.project_id AND m.conversation_id = c.id)
    UNION ALL
    SELECT 'lead', l.id FROM lead l WHERE l.visitor_id IS NULL
    UNION ALL
    SELECT 'ticket', t.id FROM ticket t WHERE t.visitor_id IS NULL
    UNION ALL
    SELECT 'reply', r.id FROM reply r WHERE r.state = 'running'`);
  return rows;
}

const sendings: [RouteName, (ticketId: string) => [body: object, params?: Record<string, string>]][] = [
  ["messages", () => [{ message_id: randomUUID(), text: "Are you there? bob@example.com" }]],
  ["leads", () => [{ email: "ann@example.com", consent: true }]],
  ["tickets", () => [{ subject: "Help", message: "Please" }]],
  ["answer", (ticketId) => [{ message: "Any news?" }, { ticketId }]],
];

test.each(sendings)("%s, sent while the visitor is being deleted", async (route, bodyOf) => {
  const visitor = await aVisitor();
  // Holds the visitor as the deletion does, until the request has come to wait behind it.
  await db.query("BEGIN");
  await db.query("SELECT 1 FROM visitor WHERE id = $1 FOR UPDATE", [visitor.visitorId]);
  await db.query("SELECT 1 FROM ticket WHERE visitor_id = $1 FOR UPDATE", [visitor.visitorId]);
  const [body, params] = bodyOf(visitor.ticketId);
  const answer = post(route, chatbotId, body, { token: visitor.token, params });
  await expect.poll(() => lockWaits(prisma)).toBeGreaterThan(0);
  for (const table of ["lead", "ticket", "conversation"])
    await db.query(`DELETE FROM ${table} WHERE visitor_id = $1`, [visitor.visitorId]);
  await db.query("DELETE FROM visitor WHERE id = $1", [visitor.visitorId]);
  await db.query("COMMIT");
  const response = await answer;
  const problem = await response.json();
  expect([response.status, problem.reason]).toEqual(
    route === "answer" ? [404, undefined] : [401, "visitor_unknown"],
  );
  expect(problem.detail).not.toContain(visitor.visitorId);
  expect(await prisma.visitor.count({ where: { projectId, id: visitor.visitorId } })).toBe(0);
  expect(await halfRows()).toEqual([]);
  // The chat asks for a session then, and goes on as somebody new.
  const { visitor_token: token, conversation } = await session(chatbotId, { token: visitor.token });
  expect(conversation).toBeNull();
  const [again] = await write(chatbotId, "Hello?", { token });
  expect(again?.event === "accepted" && again.data.message.position).toBe(0);
});

test("whatever comes at the same moment, in whatever order", async () => {
  const statuses = new Map<number, number>();
  const member = world.caller([projectId]);
  const caller = {
    ...member,
    permissions: new Set([...member.permissions, "visitors:manage" as const]),
  };
  for (let round = 0; round < 12; round += 1) {
    const { token, visitorId, ticketId, conversationId } = await aVisitor();
    const note = (response: Response) => {
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      return response.text();
    };
    const answers = sendings.map(([route, bodyOf]) => {
      const [body, params] = bodyOf(ticketId);
      return post(route, chatbotId, body, { token, params }).then(note);
    });
    const deletion = new Promise((resolve) => setTimeout(resolve, round * 3)).then(() =>
      deleteVisitor(caller, { visitor_id: visitorId }),
    );
    await Promise.all([...answers, deletion]);
    expect(await prisma.visitor.count({ where: { projectId, id: visitorId } })).toBe(0);
    expect(await prisma.conversation.count({ where: { projectId, id: conversationId } })).toBe(0);
  }
  expect([...statuses.keys()].filter((status) => ![200, 201, 401, 404].includes(status))).toEqual([]);
  await globalThis.caramelEndReplies?.(20_000);
  expect(await halfRows()).toEqual([]);
});
