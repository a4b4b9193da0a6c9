import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { inProject } from "@/lib/auth/caller";
import { storeConversations } from "@/lib/conversations/testing";
import { InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { stopBoss } from "@/lib/jobs/boss";
import { createLead } from "@/lib/leads/create";
import { createLeadInput } from "@/lib/leads/schema";
import { updateLead } from "@/lib/leads/update";
import { recordConversations } from "@/lib/metrics/record";
import { aMember } from "@/lib/people/testing";
import { storeProducts } from "@/lib/products/testing";
import { createSalesRule } from "@/lib/sales-rules/create";
import { assignTicket } from "@/lib/tickets/assign";
import { changeTicketStatus } from "@/lib/tickets/change-status";
import { createTicket } from "@/lib/tickets/create";
import { addNote } from "@/lib/tickets/note";
import { replyToTicket } from "@/lib/tickets/reply";
import type { AnyTool } from "../define-tool";
import { tools } from "./registry";

/** A few, so that a new tool does not change what others answer. */
const context = {
  listTools: () =>
    tools
      .filter(({ category }) => category === "account")
      .map(({ name, title, category, tier }) => ({ name, title, category, tier })),
};

const reading = tools.filter(({ annotations }) => annotations.readOnlyHint);
const writing = tools.filter(({ annotations }) => !annotations.readOnlyHint);

let world: World;
let arguments_: Record<string, Record<string, unknown>>;

beforeAll(async () => {
  // Answers about today must not change from one day to the next.
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-02T09:00:00Z") });
  world = await createWorld();
  const { id, chatbotId } = firstProject(world);
  const [conversation_id] = await storeConversations(id, [
    {
      chatbotId,
      platform: "messenger",
      startedAt: "2026-03-01T10:00:00Z",
      visitor: { name: "Ana", email: "ana@example.com", attributes: { plan: "gold" } },
      turns: [
        { role: "user", content: "Can I return the mug?" },
        { role: "agent", content: "Yes, within thirty days." },
      ],
    },
  ]);
  const sentAt = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute));
  const messages = [
    { role: "user" as const, sentAt: sentAt(0) },
    { role: "agent" as const, sentAt: sentAt(1) },
  ];
  await change(world.caller(), {}, (db) =>
    recordConversations(db, id, [{ chatbotId, platform: "messenger", startedAt: sentAt(0), messages }]),
  );
  await storeProducts(id, [
    {
      title: "Stoneware Mug",
      description: "Holds a third of a litre.",
      vendor: "Harbour",
      productType: "Kitchen",
      tags: ["clay"],
      variants: [
        { size: "Small", sku: "MUG-S", price: 900 },
        { size: "Large", sku: "MUG-L", price: 1200, isAvailable: false },
      ],
    },
  ]);
  const agent = await aMember(world.organisationId, "agent");
  const caller = inProject(agent.caller, id);
  const { id: ticket_id } = await createTicket(caller, {
    subject: "Return of a mug",
    message: "Can I return the mug?",
    priority: "high",
    conversation_id,
  });
  await replyToTicket(caller, { ticket_id, body: "Yes, here is the label." });
  await addNote(caller, { ticket_id, body: "Paid by card." });
  await changeTicketStatus(caller, { ticket_id, status: "in_progress" });
  await assignTicket(caller, { ticket_id, assignee_id: agent.person.userId });
  const lead = await createLead(caller, createLeadInput.parse({ conversation_id }));
  await updateLead(caller, { lead_id: lead.id, qualification: "qualified", stage: "contacted" });
  await createSalesRule(world.caller(), {
    chatbot_id: chatbotId,
    name: "Big carts",
    trigger: "cart_value",
    page_part: "/cart",
    threshold: 10_000,
    message: "Shipping is free for you.",
    is_active: true,
    dry_run: false,
  });
  arguments_ = {
    fetch: { id: ticket_id },
    get_analytics: { chatbot_id: chatbotId, days: 3 },
    get_capabilities: {},
    get_chatbot: { chatbot_id: chatbotId },
    get_chatbot_metrics: { chatbot_id: chatbotId, from: "2026-03-01", to: "2026-03-31" },
    get_conversation: { conversation_id },
    get_daily_usage: { days: 2 },
    get_dashboard_overview: {},
    get_live_metrics: { chatbot_id: chatbotId, hours: 24, step_minutes: 60 },
    get_usage: {},
    get_lead_funnel: {},
    get_ticket: { ticket_id },
    list_businesses: {},
    list_chatbots: {},
    list_conversations: { query: "returned", platform: "messenger", from: "2026-03-01", to: "2026-03-02" },
    list_leads: { query: "ana@", stage: "contacted" },
    list_products: { vendor: "harbour" },
    list_projects: {},
    list_sales_agent_rules: { include_inactive: true },
    list_tickets: { status: ["new", "in_progress"], query: "returned" },
    read_conversation: { conversation_id },
    retrain_chatbot: { chatbot_id: chatbotId },
    search: { query: "mug" },
    search_products: { query: "stonware mug" },
    update_chatbot_appearance: { chatbot_id: chatbotId, primary_color: "#fc0", position: "left" },
    update_chatbot_instructions: { chatbot_id: chatbotId, instructions: "Be brief.\r\nBe kind." },
    update_chatbot_labels: { chatbot_id: chatbotId, submit_label: "Go" },
    update_chatbot_language: { chatbot_id: chatbotId, language: "pt-br" },
    update_chatbot_model: { chatbot_id: chatbotId, model: "GPT-4o", temperature: 0.5 },
    update_chatbot_settings: { chatbot_id: chatbotId, is_enabled: false, strictness: "strict" },
  };
});

afterAll(async () => {
  vi.useRealTimers();
  await stopBoss();
});

/** Ids and times of today, by order of appearance, so that an answer can be compared with an earlier run's. */
function settled(answer: unknown): unknown {
  const names = new Map<string, string>();
  const text = JSON.stringify(answer)
    .replace(/\b([a-z]{3})_[0-9a-z]{26}\b/g, (id, prefix) => {
      if (!names.has(id)) names.set(id, `${prefix}_${names.size + 1}`);
      return names.get(id) ?? id;
    })
    .replace(/"(created_at|updated_at|changed_at|time)":"[^"]+Z"/g, '"$1":"then"');
  return JSON.parse(text);
}

/** As an endpoint runs it: the database refuses every write of a tool that says it reads. */
async function call(tool: AnyTool, input: unknown, caller = world.caller()) {
  const who = { ...caller, isReadonly: tool.annotations.readOnlyHint };
  return tool.output.parse(await tool.run(who, tool.input.parse(input), context));
}

describe("every tool", () => {
  test("stands in a file of its name", () => {
    const files = readdirSync(import.meta.dirname)
      .filter((file) => !/^registry\.ts$|\.test\.ts$|^__/.test(file))
      .map((file) => file.replace(/\.ts$/, "").replaceAll("-", "_"));
    expect(tools.map(({ name }) => name)).toEqual(files.sort());
  });

  test("answers in the shape it publishes", async () => {
    for (const tool of tools) {
      expect(settled(await call(tool, arguments_[tool.name])), tool.name).toMatchSnapshot(tool.name);
    }
  });

  test("takes nothing it does not know", () => {
    for (const tool of tools) {
      const input = { ...arguments_[tool.name], projct_id: "x" };
      expect(tool.input.safeParse(input).success, tool.name).toBe(false);
    }
  });

  test("needs its permission", async () => {
    for (const tool of tools.filter(({ permission }) => permission !== "any")) {
      const caller = world.without(tool.permission as Exclude<AnyTool["permission"], "any">);
      await expect(call(tool, arguments_[tool.name], caller), tool.name).rejects.toBeInstanceOf(
        InsufficientPermissionError,
      );
    }
  });

  test("does not find another organisation's rows, and says so as for an id that is nowhere", async () => {
    const stranger = (await createWorld()).caller();
    const kinds = { chatbot_id: "chatbot", conversation_id: "conversation", ticket_id: "ticket" } as const;
    let checked = 0;
    for (const tool of tools) {
      for (const [field, kind] of Object.entries(kinds)) {
        const id = arguments_[tool.name]?.[field];
        if (typeof id !== "string") continue;
        checked += 1;
        const nowhere = newId(kind);
        for (const named of [id, nowhere]) {
          await expect(call(tool, { ...arguments_[tool.name], [field]: named }, stranger)).rejects.toThrow(
            new NotFoundError(kind, named).message,
          );
        }
      }
    }
    expect(checked).toBeGreaterThanOrEqual(10);
  });

  test("that reads never names a member by their e-mail address", async () => {
    const members = await prisma.member.findMany({
      where: { organisationId: world.organisationId },
      select: { user: { select: { id: true, name: true, email: true } } },
    });
    const rename = async (nameOf: (user: { name: string }) => string) => {
      for (const { user } of members)
        await prisma.user.update({ where: { id: user.id }, data: { name: nameOf(user) } });
    };
    await rename(() => "");
    for (const tool of reading) {
      const answer = JSON.stringify(await call(tool, arguments_[tool.name]));
      for (const { user } of members) expect(answer, tool.name).not.toContain(user.email);
    }
    await rename(({ name }) => name);
  });

  test("shows another organisation none of this one's rows", async () => {
    const stranger = (await createWorld(["Stranger"])).caller();
    const ours = [world.organisationId, firstProject(world).id, firstProject(world).chatbotId];
    for (const tool of tools.filter(({ name }) => /^(list_|search)/.test(name))) {
      const answer = JSON.stringify(await call(tool, arguments_[tool.name], stranger));
      for (const id of ours) expect(answer, tool.name).not.toContain(id);
    }
  });

  // Rows and the newest transaction that wrote one, for each table.
  const state = () => prisma.$queryRaw`
    SELECT table_name, query_to_xml(format('SELECT count(*), max(xmin::text::bigint) FROM %I', table_name), true, true, '')::text
      FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`;

  test("that says it reads changes nothing in the database", async () => {
    const before = await state();
    for (const tool of reading) await call(tool, arguments_[tool.name]);
    expect(await state()).toEqual(before);
  });

  test("that writes takes a dry run, which says what would change and changes nothing", async () => {
    const fresh = await createWorld();
    const chatbot_id = firstProject(fresh).chatbotId;
    const before = await state();
    for (const tool of writing) {
      const input = { ...arguments_[tool.name], chatbot_id, dry_run: true };
      const answer = await call(tool, input, fresh.caller());
      expect(answer, tool.name).toMatchObject({ dry_run: true, revision_id: null });
      expect(answer.changes, tool.name).not.toEqual([]);
    }
    expect(await state()).toEqual(before);
  });
});

describe("definitions", () => {
  const inputs = () => tools.map((tool) => ({ tool, schema: z.toJSONSchema(tool.input, { io: "input" }) }));

  test("have inputs without unions, null or references", () => {
    for (const { tool, schema } of inputs()) {
      expect(JSON.stringify(schema), tool.name).not.toMatch(/anyOf|oneOf|allOf|"null"|\$ref/);
    }
  });

  test("name every text of customers among the marked ones", async () => {
    const customers = ["Can I return the mug?", "ana@example.com", "Ana", "gold"];
    for (const tool of tools) {
      const answer = JSON.stringify(await call(tool, arguments_[tool.name]));
      // A name alone could be part of any word; a sentence could not, and may stand inside a longer text.
      const hasText = customers.some((text) => answer.includes(text.includes(" ") ? text : `"${text}"`));
      expect(Boolean(tool.customerWritten?.length), tool.name).toBe(hasText);
    }
  });
});
