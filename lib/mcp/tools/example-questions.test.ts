// Five questions that owners ask, each answered by an assistant with at most three calls over a real support history.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { POST } from "@/app/mcp/route";
import { createKey } from "@/lib/auth/testing";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { createImport } from "@/lib/imports/create";
import { runImport } from "@/lib/imports/run";
import { pieces } from "@/lib/imports/testing";
import { stopBoss } from "@/lib/jobs/boss";
import { addChatbot } from "@/lib/metrics/testing";
import { anOrganisation } from "@/lib/people/testing";
import { changeTicketStatus } from "@/lib/tickets/change-status";
import { createTicket } from "@/lib/tickets/create";
import { realFile } from "@/scripts/real-file";

interface Told {
  id: string;
  turns: { role: "user" | "agent"; content: string; at: Date }[];
  platform: "web" | "whatsapp" | "messenger";
  chatbot: string;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read as an assistant reads them.
type Loose = any;

const NOW = new Date("2026-06-15T09:00:00Z");
const MINUTE_MS = 60_000;
const MAX_CALLS = 3;
/** Shares of the history; the third in the list of chatbots has most of it this month, the main one most of all time. */
const NAMES = ["Main desk", "Night shift", "Returns desk"] as const;

let organisation: Awaited<ReturnType<typeof anOrganisation>>;
let history: Told[];
let bots: Record<string, string>;
let tickets: { id: string; status: string; priority: string; text: string }[];
let key: string;
let calls: string[];

/**
 * The history with times of its own: a conversation every twenty minutes, the newest just now, its messages a minute
 * apart. All figures are counted from this, never from the database.
 */
function tellHistory(): Told[] {
  const lines = gunzipSync(readFileSync(realFile("support-conversations.jsonl.gz")))
    .toString("utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line, index) => {
    const { id, turns } = JSON.parse(line) as { id: string; turns: { role: string; content: string }[] };
    const start = NOW.getTime() - (index + 2) * 20 * MINUTE_MS;
    const isOfThisMonth = new Date(start) >= new Date("2026-06-01T00:00:00Z");
    const share = isOfThisMonth ? [2, 2, 1, 0] : [0, 0, 0, 1, 2];
    return {
      id,
      turns: turns.map(({ role, content }, position) => ({
        role: role.toLowerCase() as "user" | "agent",
        content,
        at: new Date(start + position * MINUTE_MS),
      })),
      platform: (["web", "web", "whatsapp", "messenger"] as const)[index % 4] ?? "web",
      chatbot: NAMES[share[index % share.length] ?? 0] ?? NAMES[0],
    };
  });
}

async function importHistory() {
  for (const name of NAMES) {
    const content = history
      .filter(({ chatbot }) => chatbot === name)
      .map(({ id, turns, platform }) => JSON.stringify({ id, turns, platform }))
      .join("\n");
    const input = { kind: "conversations" as const, file_name: "history.jsonl", chatbot_id: bots[name] };
    const { id } = await createImport(organisation.owner, input, pieces(content, 65_536));
    expect(await runImport(organisation.owner, id)).toMatchObject({ status: "succeeded", rejected: 0 });
  }
}

/** A ticket from every hundred and fiftieth conversation, in turn of every status and priority. */
async function openTickets() {
  const stored = await prisma.conversation.findMany({ select: { id: true, externalId: true } });
  const idOf = new Map(stored.map(({ id, externalId }) => [externalId, id]));
  for (const [index, { id, turns }] of history.filter((_, place) => place % 150 === 0).entries()) {
    const text = (turns.find(({ role }) => role === "user")?.content ?? "").trim();
    const priority = (["normal", "urgent", "high", "low", "normal"] as const)[index % 5] ?? "normal";
    const status = (["new", "in_progress", "resolved", "closed"] as const)[index % 4] ?? "new";
    const ticket = await createTicket(organisation.owner, {
      subject: `Conversation ${id}`,
      message: text,
      priority,
      conversation_id: idOf.get(id),
    });
    if (status !== "new") await changeTicketStatus(organisation.owner, { ticket_id: ticket.id, status });
    tickets.push({ id: ticket.id, status, priority, text });
  }
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW.getTime() - MINUTE_MS });
  organisation = await anOrganisation("Harbour");
  const { projectId, organisationId, person } = organisation;
  const main = await prisma.chatbot.findFirstOrThrow({ where: { projectId, isPrimary: true } });
  await prisma.chatbot.update({
    where: { projectId_id: { projectId, id: main.id } },
    data: { name: NAMES[0], model: "built-in", temperature: 0.8, instructions: "Answer." },
  });
  bots = { [NAMES[0]]: main.id };
  for (const [index, name] of NAMES.slice(1).entries()) {
    // Chatbots are listed by age.
    vi.setSystemTime(NOW.getTime() + index * 1_000);
    bots[name] = await addChatbot(projectId, name);
  }
  vi.setSystemTime(NOW);
  history = tellHistory();
  tickets = [];
  await importHistory();
  await openTickets();
  const tenant = { organisationId, planId: "business", userId: person.userId, projectIds: [projectId] };
  key = (await createKey(tenant)).text;
}, 240_000);

afterAll(async () => {
  vi.useRealTimers();
  await stopBoss();
});

beforeEach(() => {
  calls = [];
});

/** One call of a tool at the endpoint, as an assistant makes it. */
async function call(name: string, args: Record<string, unknown> = {}): Promise<Loose> {
  calls.push(name);
  expect(calls.length, `more than ${MAX_CALLS} calls: ${calls.join(", ")}`).toBeLessThanOrEqual(MAX_CALLS);
  const response = await POST(
    new Request("http://localhost:3000/mcp", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        authorization: `Bearer ${key}`,
        "mcp-protocol-version": "2025-11-25",
        "x-caramel-client-ip": newId("call"),
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name, arguments: args },
      }),
    }),
  );
  const { result } = (await response.json()) as Loose;
  expect(result.isError, JSON.stringify(result)).toBeFalsy();
  return result.structuredContent;
}

test("List all my chatbots and tell me which one has the most conversations this month.", async () => {
  const { items } = await call("list_chatbots");
  const { chatbots, total, period } = await call("get_chatbot_metrics", {
    from: "2026-06-01",
    to: "2026-06-30",
  });

  const first = new Date("2026-06-01T00:00:00Z");
  const ofMonth = history.filter(({ turns }) => (turns[0]?.at as Date) >= first);
  const expected = NAMES.map((name) => ({
    name,
    chatbot_id: bots[name],
    conversations: ofMonth.filter(({ chatbot }) => chatbot === name).length,
  })).sort((a, b) => b.conversations - a.conversations);
  expect(items.map(({ id }: Loose) => id).sort()).toEqual(Object.values(bots).sort());
  expect(period).toMatchObject({ from: "2026-06-01", to: "2026-06-15" });
  expect(chatbots).toMatchObject(expected);
  expect(chatbots[0].name).toBe("Returns desk");
  expect(total.conversations).toBe(ofMonth.length);
  // The ranking is not that of all time.
  const ever = items.toSorted((a: Loose, b: Loose) => b.conversation_count - a.conversation_count);
  expect(ever[0].name).toBe("Main desk");
  // Messages are counted in the month they were sent.
  const sent = history.flatMap(({ turns }) => turns).filter(({ at }) => at >= first);
  expect(total.user_messages).toBe(sent.filter(({ role }) => role === "user").length);
  expect(total.agent_messages).toBe(sent.filter(({ role }) => role === "agent").length);
  const answered = ofMonth.filter(({ turns }) => turns.some(({ role }) => role === "agent"));
  expect(total.response_rate).toBeCloseTo(answered.length / ofMonth.length, 4);
});

test("Show me the last 10 conversations where a customer mentioned 'return'.", async () => {
  const { items } = await call("list_conversations", { query: "return", written_by: "customer", limit: 10 });

  const mentions = (text: string) => /\breturn(s|ed|ing|able)?\b/i.test(text);
  const expected = history
    .map((told) => ({ told, at: told.turns.at(-1)?.at as Date }))
    .filter(({ told }) => told.turns.some(({ role, content }) => role === "user" && mentions(content)))
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, 10)
    .map(({ told, at }) => {
      const match = told.turns.findLast(({ role, content }) => role === "user" && mentions(content));
      return {
        chatbot_name: told.chatbot,
        platform: told.platform,
        last_message_at: at.toJSON(),
        match: { role: "user", sent_at: match?.at.toJSON(), position: told.turns.indexOf(match as Loose) },
      };
    });
  expect(items).toMatchObject(expected);
  for (const { match } of items) expect(match.snippet).toMatch(/\*\*return/i);
});

test("Rewrite the instructions for chatbot #3 to be more concise and friendly.", async () => {
  const { items } = await call("list_chatbots");
  const third = items[2];
  const { instructions, updated_at } = await call("get_chatbot", { chatbot_id: third.id });
  const rewritten = "Greet warmly. Answer in two sentences. Offer a return label.";
  const answer = await call("update_chatbot_instructions", {
    chatbot_id: third.id,
    instructions: rewritten,
    expected_updated_at: updated_at,
  });

  expect(third.name).toBe("Returns desk");
  expect(answer.changes).toEqual([
    expect.objectContaining({ field: "instructions", before: instructions, after: rewritten }),
  ]);
  const row = await prisma.chatbot.findFirstOrThrow({ where: { id: third.id } });
  expect(row.instructions).toBe(rewritten);
  expect(await prisma.revision.count({ where: { id: answer.revision_id, subjectId: third.id } })).toBe(1);
});

test("Switch my main chatbot to GPT-4o with temperature 0.3.", async () => {
  const { items } = await call("list_chatbots");
  const main = items.find(({ is_primary }: Loose) => is_primary);
  const answer = await call("update_chatbot_model", {
    chatbot_id: main.id,
    model: "gpt-4o",
    temperature: 0.3,
  });

  expect(main.id).toBe(bots[NAMES[0]]);
  expect(answer.changes.map(({ field }: Loose) => field).sort()).toEqual(["model", "temperature"]);
  const rows = await prisma.chatbot.findMany({ where: { projectId: organisation.projectId } });
  expect(rows.filter(({ model }) => model === "gpt-4o").map(({ id }) => id)).toEqual([main.id]);
  expect(rows.find(({ id }) => id === main.id)?.temperature).toBeCloseTo(0.3);
});

test("What are my top support tickets right now and what patterns do you see?", async () => {
  const open = ["new", "in_progress"];
  const { items, next_cursor } = await call("list_tickets", { status: open, limit: 100 });
  const refunds = await call("list_tickets", { status: open, query: "refund", limit: 100 });
  const orders = await call("list_tickets", { status: open, query: "order", limit: 100 });

  const expected = tickets.filter(({ status }) => open.includes(status));
  expect(expected.length).toBe(20);
  expect(next_cursor).toBeNull();
  const byId = (rows: { id: string }[]) => rows.map(({ id }) => id).sort();
  expect(byId(items)).toEqual(byId(expected));
  const urgent = (rows: { id: string; priority: string }[]) =>
    byId(rows.filter(({ priority }) => priority === "urgent"));
  expect(urgent(items)).toEqual(urgent(expected));
  for (const { id, status, excerpt } of items) {
    const ticket = expected.find((one) => one.id === id);
    expect(status).toBe(ticket?.status);
    const words = excerpt.replace(/<\/?customer_text>/g, "");
    expect(ticket?.text.replace(/\s+/g, " ")).toContain(words.slice(0, 60).replace(/\s+/g, " "));
  }
  const about = (topic: RegExp) => byId(expected.filter(({ text }) => topic.test(text)));
  expect(about(/\borders?\b/i).length).toBeGreaterThan(about(/\brefunds?\b/i).length);
  expect(byId(refunds.items)).toEqual(about(/\brefund(s|ed|ing|able)?\b/i));
  expect(byId(orders.items)).toEqual(about(/\border(s|ed|ing)?\b/i));
});
