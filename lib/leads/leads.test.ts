import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, everyItem, firstProject, type World } from "@/lib/account/testing";
import { type Caller, inProject } from "@/lib/auth/caller";
import { storeConversations } from "@/lib/conversations/testing";
import {
  ConflictError,
  InsufficientPermissionError,
  InvalidInputError,
  NotFoundError,
} from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { aMember } from "@/lib/people/testing";
import { createLead } from "./create";
import { getLeadFunnel } from "./funnel";
import { listLeads } from "./list";
import {
  createLeadInput,
  type LeadStage,
  leadFunnel,
  leadFunnelInput,
  leadPage,
  leadView,
  listLeadsInput,
  updateLeadInput,
} from "./schema";
import { updateLead } from "./update";

let world: World;
let one: World["projects"][0];
let two: World["projects"][0];
let here: Caller;
let there: Caller;
let stranger: Caller;

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  const agent = await aMember(world.organisationId, "agent");
  here = inProject(agent.caller, one.id);
  there = inProject(agent.caller, two.id);
  const other = await createWorld(["Three"]);
  const boss = await aMember(other.organisationId, "owner");
  stranger = inProject(boss.caller, firstProject(other).id);
});

async function talk(project = one, platform: "web" | "whatsapp" = "web") {
  const [conversation_id = ""] = await storeConversations(project.id, [
    {
      chatbotId: project.chatbotId,
      platform,
      startedAt: "2026-03-01T10:00:00Z",
      visitor: { name: "Ana", email: "ana@example.com" },
      turns: [{ role: "user", content: "Please call me." }],
    },
  ]);
  const { visitorId } = await prisma.conversation.findFirstOrThrow({ where: { id: conversation_id } });
  return { conversation_id, visitor_id: visitorId ?? "" };
}

const save = async (input: Record<string, unknown>, caller = here) =>
  leadView.parse(await createLead(caller, createLeadInput.parse(input)));
const update = async (lead_id: string, input: Record<string, unknown>, caller = here) =>
  leadView.parse(await updateLead(caller, updateLeadInput.parse({ lead_id, ...input })));
const list = async (filters: Record<string, unknown> = {}, caller = here) =>
  leadPage.parse(await listLeads(caller, listLeadsInput.parse(filters)));
const funnel = async (filters: Record<string, unknown> = {}, caller = here) =>
  leadFunnel.parse(await getLeadFunnel(caller, leadFunnelInput.parse(filters)));
const audit = (targetId: string) =>
  prisma.auditEntry.findMany({ where: { targetId }, orderBy: { id: "asc" } });

/** A member's caller in a project of their own, so that lists and counts hold only what the test makes. */
async function alone() {
  const own = await createWorld(["Alone"]);
  const { caller } = await aMember(own.organisationId, "agent");
  return { caller: inProject(caller, firstProject(own).id), ...firstProject(own) };
}

describe("a lead", () => {
  test("is added by hand, new and unqualified", async () => {
    const lead = await save({ name: " Bo ", email: "Bo@Example.com", phone: "+44 (0)20 7946-0000" });
    expect(lead).toMatchObject({
      project_id: one.id,
      name: "Bo",
      email: "bo@example.com",
      phone: "+44 (0)20 7946-0000",
      qualification: "unqualified",
      stage: "new",
      lost_from_stage: null,
      chatbot_id: null,
      chatbot_name: null,
      conversation_id: null,
    });
    expect(await audit(lead.id)).toMatchObject([{ action: "lead.create", actorKind: "person" }]);
  });

  test("is saved from a conversation with what is known of the visitor, once", async () => {
    const { conversation_id } = await talk();
    const lead = await save({ conversation_id, phone: "12345" });
    expect(lead).toMatchObject({
      name: "Ana",
      email: "ana@example.com",
      phone: "12345",
      chatbot_id: one.chatbotId,
      chatbot_name: "One assistant",
      conversation_id,
    });
    await expect(save({ conversation_id, name: "Ana" })).rejects.toThrow(
      new ConflictError(`This conversation is saved as lead ${lead.id} already.`).message,
    );
    expect((await list({ conversation_id })).items.map(({ id }) => id)).toEqual([lead.id]);
  });

  test("of two who save the same conversation at once one wins", async () => {
    const { conversation_id } = await talk();
    const results = await Promise.allSettled([save({ conversation_id }), save({ conversation_id })]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await list({ conversation_id })).items).toHaveLength(1);
  });

  test("is saved from a visitor", async () => {
    const { visitor_id } = await talk();
    expect(await save({ visitor_id, chatbot_id: one.chatbotId })).toMatchObject({
      name: "Ana",
      chatbot_name: "One assistant",
      conversation_id: null,
    });
    await expect(save({ visitor_id })).rejects.toBeInstanceOf(ConflictError);
  });

  test("needs something that tells who it is, and a source that is one", async () => {
    const { conversation_id } = await talk();
    const { visitor_id } = await talk();
    const second = newId("chatbot");
    await prisma.chatbot.create({ data: { projectId: one.id, id: second, name: "Second" } });
    for (const [input, path] of [
      [{}, "email"],
      [{ chatbot_id: one.chatbotId }, "email"],
      [{ conversation_id, chatbot_id: second }, "chatbot_id"],
      [{ conversation_id, visitor_id }, "visitor_id"],
    ] as const) {
      await expect(save(input), JSON.stringify(input)).rejects.toMatchObject({
        code: "invalid_input",
        problems: [{ path }],
      });
    }
    expect((await list({ conversation_id })).items).toEqual([]);
  });

  test("changes field by field; null empties one; the same values change nothing", async () => {
    const { id } = await save({ name: "Cy", email: "cy@example.com" });
    const lead = await update(id, { phone: "555 1234", name: null, qualification: "qualified" });
    expect(lead).toMatchObject({
      name: null,
      email: "cy@example.com",
      phone: "555 1234",
      qualification: "qualified",
      stage: "new",
    });
    const before = await prisma.lead.findFirstOrThrow({ where: { id } });
    expect(await update(id, { phone: "555 1234", stage: "new" })).toEqual(lead);
    expect(await update(id, {})).toEqual(lead);
    expect(await prisma.lead.findFirstOrThrow({ where: { id } })).toEqual(before);
    await expect(update(id, { email: null, phone: null })).rejects.toMatchObject({
      problems: [{ path: "email" }],
    });
    expect(await prisma.lead.findFirstOrThrow({ where: { id } })).toEqual(before);
    const lines = await audit(id);
    expect(lines.map(({ action }) => action)).toEqual(["lead.create", "lead.update"]);
    expect(lines[1]?.details).toMatchObject({
      fields: ["name", "phone", "qualification"],
      qualification: ["unqualified", "qualified"],
    });
    // The log tells which fields changed, never somebody's contact details.
    expect(JSON.stringify(lines)).not.toMatch(/555|Cy|cy@/);
  });

  test("remembers where it was lost, and forgets it when it comes back", async () => {
    const { id } = await save({ name: "Di" });
    const way: [LeadStage, string | null][] = [
      ["contacted", null],
      ["lost", "contacted"],
      ["lost", "contacted"],
      ["proposal", null],
      ["won", null],
      ["lost", "won"],
      ["new", null],
    ];
    for (const [stage, from] of way) {
      expect(await update(id, { stage }), stage).toMatchObject({ stage, lost_from_stage: from });
    }
    expect(await save({ name: "Ed", stage: "lost" })).toMatchObject({ lost_from_stage: "new" });
  });

  test("takes changes of different fields at once without losing one", async () => {
    const { id } = await save({ name: "Fi" });
    const changes = [
      { stage: "contacted" },
      { qualification: "qualified" },
      { email: "fi@example.com" },
      { phone: "12" },
    ];
    await Promise.all(changes.map((change) => update(id, change)));
    const [lead] = (await list({ query: "fi@example" })).items;
    expect(lead).toMatchObject({
      id,
      name: "Fi",
      stage: "contacted",
      qualification: "qualified",
      phone: "12",
    });
  });
});

describe("list_leads", () => {
  test("filters by chatbot, stage, qualification, part of the contact and days, ends included", async () => {
    const { caller, id: projectId, chatbotId } = await alone();
    const rows = [
      { name: "Ana Alba", email: "ana@example.com", stage: "won", qualification: "qualified" },
      { name: "Bo 100%", phone: "+44 20", stage: "new" },
      { email: "c_d@example.com", chatbot_id: chatbotId, qualification: "disqualified", stage: "lost" },
    ];
    const made: string[] = [];
    for (const [index, row] of rows.entries()) {
      const { id } = await save(row, caller);
      await prisma.lead.update({
        where: { projectId_id: { projectId, id } },
        data: { createdAt: new Date(`2026-03-0${index + 1}T12:00:00Z`) },
      });
      made.push(id);
    }
    const found = async (filters: Record<string, unknown>) =>
      (await list(filters, caller)).items.map(({ id }) => id);
    const some = (...positions: number[]) => positions.map((position) => made[position]);
    expect(await found({})).toEqual(some(2, 1, 0));
    expect(await found({ stage: "won" })).toEqual(some(0));
    expect(await found({ qualification: "disqualified" })).toEqual(some(2));
    expect(await found({ chatbot_id: chatbotId })).toEqual(some(2));
    expect(await found({ chatbot_id: chatbotId, stage: "won" })).toEqual([]);
    expect(await found({ query: "ALBA" })).toEqual(some(0));
    expect(await found({ query: "example.com" })).toEqual(some(2, 0));
    expect(await found({ query: "4 2" })).toEqual(some(1));
    // What the database would take for a pattern is only text.
    expect(await found({ query: "0%" })).toEqual(some(1));
    expect(await found({ query: "c_d" })).toEqual(some(2));
    expect(await found({ query: "a_a" })).toEqual([]);
    expect(await found({ query: "\\" })).toEqual([]);
    expect(await found({ from: "2026-03-02", to: "2026-03-03" })).toEqual(some(2, 1));
    expect(await found({ from: "2026-03-03T12:00:00Z", to: "2026-03-03T12:00:00Z" })).toEqual(some(2));
    for (const verb of [list, funnel]) {
      await expect(verb({ from: "2026-03-02", to: "2026-03-01" }, caller)).rejects.toMatchObject({
        problems: [{ path: "to" }],
      });
    }
  });

  test("pages over projects, each lead once, whatever the page size and whatever arrives or changes meanwhile", async () => {
    const own = await createWorld(["A", "B"]);
    const { caller } = await aMember(own.organisationId, "agent");
    for (const { id: projectId } of own.projects) {
      await prisma.lead.createMany({
        data: Array.from({ length: 7 }, (_, index) => ({
          projectId,
          id: newId("lead"),
          name: `Person ${index}`,
          // Several share their time, so only the id tells them apart.
          createdAt: new Date(Date.UTC(2026, 2, 1, 12, Math.floor(index / 3))),
        })),
      });
    }
    const whole = (await list({ limit: 100 }, caller)).items;
    expect(whole).toHaveLength(14);
    for (const limit of [1, 3, 13, 14]) {
      expect(await everyItem((cursor) => list({ limit, cursor }, caller)), `limit ${limit}`).toEqual(whole);
    }
    let page = await list({ limit: 4 }, caller);
    const seen = page.items.map(({ id }) => id);
    const inFirst = inProject(caller, own.projects[0]?.id ?? "");
    const mine = whole.filter(({ project_id }) => project_id === own.projects[0]?.id);
    await save({ name: "Late" }, inFirst);
    await update(mine[0]?.id ?? "", { stage: "won" }, inFirst);
    await update(mine.at(-1)?.id ?? "", { stage: "won" }, inFirst);
    while (page.next_cursor !== null) {
      page = await list({ limit: 4, cursor: page.next_cursor }, caller);
      seen.push(...page.items.map(({ id }) => id));
    }
    expect(seen).toEqual(whole.map(({ id }) => id));
    const { next_cursor: cursor } = await list({ limit: 1 }, caller);
    await expect(list({ stage: "won", cursor }, caller)).rejects.toBeInstanceOf(InvalidInputError);
    await expect(list({ cursor }, inFirst)).rejects.toBeInstanceOf(InvalidInputError);
  });
});

describe("get_lead_funnel", () => {
  test("without leads has zeros and no rates", async () => {
    const { caller } = await alone();
    const empty = await funnel({}, caller);
    expect(empty.total).toBe(0);
    expect(
      empty.by_stage.map(({ reached, conversion_from_previous }) => [reached, conversion_from_previous]),
    ).toEqual([
      [0, null],
      [0, null],
      [0, null],
      [0, null],
    ]);
    expect(empty.by_qualification.map(({ share }) => share)).toEqual([null, null, null]);
    expect(empty.lost).toEqual({ leads: 0, share: null });
  });

  test("counts who passed each stage; lost leads count up to where they were lost", async () => {
    const { caller, id: projectId, chatbotId } = await alone();
    // The way each lead went, oldest first; the first two come from the chatbot.
    const ways: LeadStage[][] = [
      ["new"],
      ["new", "contacted"],
      ["new", "contacted", "proposal"],
      ["new", "contacted", "proposal", "won"],
      ["won"],
      ["new", "lost"],
      ["new", "contacted", "lost"],
      ["new", "proposal", "lost"],
      ["new", "won", "lost"],
      ["new", "contacted", "lost", "contacted"],
    ];
    for (const [index, [first, ...rest]] of ways.entries()) {
      const source = index < 2 ? { chatbot_id: chatbotId } : {};
      const qualification = index % 2 === 0 ? "qualified" : "unqualified";
      const lead = await save({ name: `Lead ${index}`, stage: first, qualification, ...source }, caller);
      for (const stage of rest) await update(lead.id, { stage }, caller);
      await prisma.lead.update({
        where: { projectId_id: { projectId, id: lead.id } },
        data: { createdAt: new Date(`2026-03-${index < 5 ? "01" : "02"}T12:00:00Z`) },
      });
    }
    expect(await funnel({}, caller)).toEqual({
      total: 10,
      by_qualification: [
        { qualification: "unqualified", leads: 5, share: 0.5, won: 1 },
        { qualification: "qualified", leads: 5, share: 0.5, won: 1 },
        { qualification: "disqualified", leads: 0, share: 0, won: 0 },
      ],
      by_stage: [
        {
          stage: "new",
          leads: 1,
          lost: 1,
          reached: 10,
          conversion_from_previous: null,
          conversion_from_start: 1,
        },
        {
          stage: "contacted",
          leads: 2,
          lost: 1,
          reached: 8,
          conversion_from_previous: 0.8,
          conversion_from_start: 0.8,
        },
        {
          stage: "proposal",
          leads: 1,
          lost: 1,
          reached: 5,
          conversion_from_previous: 0.625,
          conversion_from_start: 0.5,
        },
        {
          stage: "won",
          leads: 2,
          lost: 1,
          reached: 2,
          conversion_from_previous: 0.4,
          conversion_from_start: 0.2,
        },
      ],
      lost: { leads: 4, share: 0.4 },
    });
    expect((await funnel({ chatbot_id: chatbotId }, caller)).by_stage.map(({ reached }) => reached)).toEqual([
      2, 1, 0, 0,
    ]);
    expect((await funnel({ from: "2026-03-02", to: "2026-03-02" }, caller)).total).toBe(5);
    expect((await funnel({ to: "2026-03-01" }, caller)).by_stage.map(({ reached }) => reached)).toEqual([
      5, 4, 3, 2,
    ]);
    expect((await funnel({ from: "2026-03-03" }, caller)).total).toBe(0);
  });
});

test("the rollups equal a recount of the leads after a crowd saved them, and nothing counts a refused one", async () => {
  const { caller, id: projectId, chatbotId } = await alone();
  const { conversation_id } = await talk({ id: projectId, chatbotId }, "whatsapp");
  const wanted = [{ name: "A" }, { name: "B" }, { conversation_id }, { name: "C", chatbot_id: chatbotId }];
  await Promise.all(wanted.map((input) => save(input, caller)));
  await expect(save({ conversation_id }, caller)).rejects.toBeInstanceOf(ConflictError);
  await expect(save({}, caller)).rejects.toBeInstanceOf(InvalidInputError);
  const recount = (span: string) => prisma.$queryRaw`
    SELECT coalesce(l.chatbot_id, ${chatbotId}) AS chatbot_id, coalesce(c.platform::text, 'web') AS platform,
           date_trunc(${span}, l.created_at, 'UTC') AS at, count(*)::int AS leads
      FROM lead l LEFT JOIN conversation c ON c.project_id = l.project_id AND c.id = l.conversation_id
     WHERE l.project_id = ${projectId} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
  expect(
    await prisma.$queryRaw`SELECT chatbot_id, platform::text, hour AS at, leads FROM metric_hourly
                            WHERE project_id = ${projectId} ORDER BY 1, 2, 3`,
  ).toEqual(await recount("hour"));
  expect(
    await prisma.$queryRaw`SELECT chatbot_id, platform::text, day::timestamp AT TIME ZONE 'UTC' AS at, leads
                             FROM metric_daily WHERE project_id = ${projectId} ORDER BY 1, 2, 3`,
  ).toEqual(await recount("day"));
});

describe("who may", () => {
  test("save and change leads: owner, admin and agent; neither an analyst nor an assistant with every permission", async () => {
    const { id } = await save({ name: "Gus" });
    for (const role of ["owner", "admin"] as const) {
      const caller = inProject((await aMember(world.organisationId, role)).caller, one.id);
      expect(await save({ name: "Hal" }, caller)).toMatchObject({ name: "Hal" });
      expect(await update(id, { name: `Gus of the ${role}` }, caller)).toMatchObject({ id });
    }
    const before = await prisma.lead.findFirstOrThrow({ where: { id } });
    const analyst = inProject((await aMember(world.organisationId, "analyst")).caller, one.id);
    for (const caller of [analyst, world.caller([one.id])]) {
      await expect(save({ name: "Ida" }, caller)).rejects.toBeInstanceOf(InsufficientPermissionError);
      await expect(update(id, { name: "Ida" }, caller)).rejects.toBeInstanceOf(InsufficientPermissionError);
      expect((await list({ query: "Gus" }, caller)).items).toHaveLength(1);
    }
    expect(await prisma.lead.findFirstOrThrow({ where: { id } })).toEqual(before);
  });

  test("read leads: whoever has leads:read", async () => {
    const caller = world.without("leads:read");
    await expect(list({}, caller)).rejects.toBeInstanceOf(InsufficientPermissionError);
    await expect(funnel({}, caller)).rejects.toBeInstanceOf(InsufficientPermissionError);
  });

  test("of another project or organisation: nobody, as if the rows were nowhere", async () => {
    const { conversation_id, visitor_id } = await talk();
    const { id } = await save({ name: "Jo", email: "jo@example.com" });
    for (const caller of [there, stranger]) {
      for (const wanted of [id, newId("lead")]) {
        await expect(update(wanted, { name: "x" }, caller)).rejects.toThrow(
          new NotFoundError("lead", wanted).message,
        );
      }
      const named = [
        ["conversation", "conversation_id", conversation_id],
        ["visitor", "visitor_id", visitor_id],
        ["chatbot", "chatbot_id", one.chatbotId],
      ] as const;
      for (const [kind, field, taken] of named) {
        for (const wanted of [taken, newId(kind)]) {
          const { message } = new NotFoundError(kind, wanted);
          await expect(save({ name: "x", [field]: wanted }, caller)).rejects.toThrow(message);
          if (field === "visitor_id") continue;
          await expect(list({ [field]: wanted }, caller)).rejects.toThrow(message);
          if (field === "chatbot_id")
            await expect(funnel({ [field]: wanted }, caller)).rejects.toThrow(message);
        }
      }
      expect((await list({ query: "jo@example.com" }, caller)).items).toEqual([]);
    }
    expect(await prisma.lead.findFirstOrThrow({ where: { id } })).toMatchObject({ name: "Jo" });
  });
});

describe("bad input names its field", () => {
  const lead_id = newId("lead");
  const cases: [
    string,
    typeof createLeadInput | typeof updateLeadInput | typeof listLeadsInput | typeof leadFunnelInput,
    Record<string, unknown>,
    string,
  ][] = [
    ["an empty name", createLeadInput, { name: " " }, "name"],
    ["a name of two lines", createLeadInput, { name: "a\nb" }, "name"],
    ["a long name", createLeadInput, { name: "x".repeat(121) }, "name"],
    ["no e-mail address", createLeadInput, { email: "ana" }, "email"],
    ["a phone number without digits", createLeadInput, { phone: "+-()" }, "phone"],
    ["letters in a phone number", createLeadInput, { phone: "call 5" }, "phone"],
    ["a phone number of many lines", createLeadInput, { phone: `1${" ".repeat(60)}2` }, "phone"],
    ["an unknown stage", createLeadInput, { name: "x", stage: "hot" }, "stage"],
    ["another kind of id", createLeadInput, { name: "x", visitor_id: newId("user") }, "visitor_id"],
    ["no lead", updateLeadInput, { name: "x" }, "lead_id"],
    ["an unknown qualification", updateLeadInput, { lead_id, qualification: "maybe" }, "qualification"],
    ["an empty e-mail address", updateLeadInput, { lead_id, email: "" }, "email"],
    ["a source that can't change", updateLeadInput, { lead_id, chatbot_id: newId("chatbot") }, ""],
    ["an unknown stage in a filter", listLeadsInput, { stage: "open" }, "stage"],
    ["a search for control characters", listLeadsInput, { query: "a\u0000" }, "query"],
    ["a misspelt filter", listLeadsInput, { stag: "new" }, ""],
    ["a day that is none", leadFunnelInput, { to: "2026-13-01" }, "to"],
    ["a page of a funnel", leadFunnelInput, { limit: 5 }, ""],
  ];

  test.each(cases)("%s", (_, schema, input, path) => {
    const { success, error } = schema.safeParse(input);
    expect(success).toBe(false);
    expect([...new Set(error?.issues.map((issue) => issue.path.join(".")))]).toEqual([path]);
  });
});
