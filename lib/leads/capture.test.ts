import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, type World } from "@/lib/account/testing";
import { type Caller, inProject } from "@/lib/auth/caller";
import { startConversation } from "@/lib/conversations/start-conversation";
import { InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { aMember } from "@/lib/people/testing";
import { aConversation, aVisitor } from "@/lib/visitors/testing";
import { captureLead } from "./capture";
import { createLead } from "./create";
import { getLeadFunnel } from "./funnel";
import { listLeads } from "./list";
import { createLeadInput, listLeadsInput } from "./schema";
import { updateLead } from "./update";

let world: World;
let one: World["projects"][0];
let two: World["projects"][0];
let member: Caller;

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  member = inProject((await aMember(world.organisationId, "agent")).caller, one.id);
});

const someone = async (fields = {}, project = one) => {
  const visitor = await aVisitor(world.organisationId, project, fields);
  return { ...visitor, ...(await aConversation(project, visitor.visitorId)) };
};
const form = (caller: Caller, fields: Partial<Parameters<typeof captureLead>[1]> = {}) =>
  captureLead(caller, {
    conversationId: null,
    email: "ann@example.com",
    source: "form",
    consent: true,
    ...fields,
  });
const leadsOf = (visitorId: string) => prisma.lead.findMany({ where: { visitorId } });
const countedLeads = async (chatbotId: string) =>
  (await prisma.metricDaily.aggregate({ where: { chatbotId }, _sum: { leads: true } }))._sum.leads ?? 0;

describe("a lead captured in the chat", () => {
  test("keeps the details, the consent and its text, and fills in the visitor; it is counted once", async () => {
    const { caller, visitorId, conversationId } = await someone();
    const before = await countedLeads(one.chatbotId);
    const captured = await form(caller, { conversationId, name: "Ann", phone: "+44 20 7946 0000" });
    expect(captured).toEqual({ leadId: expect.stringMatching(/^led_/), isNew: true });
    expect(await form(caller, { conversationId, name: "Ann" })).toEqual({ ...captured, isNew: false });
    const { consentText } = await prisma.chatbot.findFirstOrThrow({ where: { id: one.chatbotId } });
    const [lead, ...others] = await leadsOf(visitorId);
    expect(others).toEqual([]);
    expect(lead).toMatchObject({
      name: "Ann",
      email: "ann@example.com",
      phone: "+44 20 7946 0000",
      source: "form",
      stage: "new",
      qualification: "unqualified",
      conversationId,
      chatbotId: one.chatbotId,
      consentText,
      consentAt: expect.any(Date),
    });
    expect(consentText).not.toBe("");
    expect(await prisma.visitor.findFirst({ where: { id: visitorId } })).toMatchObject({
      name: "Ann",
      email: "ann@example.com",
      phone: "+44 20 7946 0000",
    });
    expect(await countedLeads(one.chatbotId)).toBe(before + 1);
    const listed = await listLeads(member, listLeadsInput.parse({ conversation_id: conversationId }));
    expect(listed.items.map(({ id }) => id)).toEqual([captured?.leadId]);
  });

  test("of a visitor is one, however many tabs send at once", async () => {
    const { caller, visitorId, conversationId } = await someone();
    const before = await countedLeads(one.chatbotId);
    const results = await Promise.all([
      ...Array.from({ length: 6 }, () => form(caller, { conversationId })),
      form(caller, {
        conversationId,
        source: "detected",
        consent: false,
        email: undefined,
        phone: "+4930123456",
      }),
    ]);
    expect(new Set(results.map((result) => result?.leadId)).size).toBe(1);
    expect(results.filter((result) => result?.isNew)).toHaveLength(1);
    expect(await leadsOf(visitorId)).toMatchObject([{ email: "ann@example.com", phone: "+4930123456" }]);
    expect(await countedLeads(one.chatbotId)).toBe(before + 1);
  });

  test("from an address in a message stays with the lead until there is consent", async () => {
    const { caller, visitorId, conversationId } = await someone();
    const found = { conversationId, source: "detected", consent: false, email: "typo@example.com" } as const;
    await form(caller, found);
    expect(await leadsOf(visitorId)).toMatchObject([
      { email: "typo@example.com", source: "detected", consentAt: null, consentText: "" },
    ]);
    expect((await prisma.visitor.findFirst({ where: { id: visitorId } }))?.email).toBeNull();
    await form(caller, { conversationId, email: "right@example.com" });
    expect(await leadsOf(visitorId)).toMatchObject([
      { email: "right@example.com", source: "form", consentAt: expect.any(Date) },
    ]);
    // What is merely written later completes it and replaces nothing.
    await form(caller, { ...found, email: "other@example.com", phone: "+4930123456" });
    expect(await leadsOf(visitorId)).toMatchObject([
      { email: "right@example.com", phone: "+4930123456", source: "form" },
    ]);
  });

  test("completes what a member typed in, and replaces nothing of it", async () => {
    const { caller, visitorId, conversationId } = await someone();
    const made = await createLead(
      member,
      createLeadInput.parse({ conversation_id: conversationId, name: "Ms Ann Lee", stage: "contacted" }),
    );
    expect(await form(caller, { conversationId, name: "ann" })).toEqual({ leadId: made.id, isNew: false });
    expect(await leadsOf(visitorId)).toMatchObject([
      {
        name: "Ms Ann Lee",
        email: "ann@example.com",
        source: "manual",
        stage: "contacted",
        consentAt: expect.any(Date),
      },
    ]);
  });

  test("is given its conversation when it came before there was one", async () => {
    const { visitorId, caller } = await aVisitor(world.organisationId, one);
    await form(caller);
    expect(await leadsOf(visitorId)).toMatchObject([{ conversationId: null, chatbotId: one.chatbotId }]);
    const { conversationId } = await aConversation(one, visitorId);
    await form(caller, { conversationId });
    expect(await leadsOf(visitorId)).toMatchObject([{ conversationId }]);
  });

  test("belongs to the conversation that begins after it", async () => {
    const { visitorId, caller } = await aVisitor(world.organisationId, one);
    await form(caller);
    const place = { projectId: one.id, chatbotId: one.chatbotId, visitorId, platform: "web" } as const;
    const conversationId = await change(caller, {}, (db) => startConversation(db, place));
    expect(await leadsOf(visitorId)).toMatchObject([{ conversationId }]);
  });

  test("keeps the newest consent with its own text", async () => {
    const world = await createWorld(["Consent"]);
    const [project] = world.projects as [World["projects"][0]];
    const { caller, visitorId } = await aVisitor(world.organisationId, project);
    const say = (consentText: string) =>
      prisma.chatbot.updateMany({ where: { id: project.chatbotId }, data: { consentText } });
    await say("First wording.");
    await form(caller);
    const [first] = await leadsOf(visitorId);
    await form(caller);
    expect((await leadsOf(visitorId))[0]?.consentAt).toEqual(first?.consentAt);
    await say("Second wording.");
    await form(caller);
    const [second] = await leadsOf(visitorId);
    expect(second).toMatchObject({ consentText: "Second wording." });
    expect(Number(second?.consentAt)).toBeGreaterThanOrEqual(Number(first?.consentAt));
  });

  test("moves on the board like any other and counts in the funnel", async () => {
    const own = await createWorld(["Funnel"]);
    const [project] = own.projects as [World["projects"][0]];
    const agent = inProject((await aMember(own.organisationId, "agent")).caller, project.id);
    const { caller } = await aVisitor(own.organisationId, project);
    const captured = await form(caller);
    await updateLead(agent, { lead_id: captured?.leadId ?? "", stage: "won", qualification: "qualified" });
    const funnel = await getLeadFunnel(agent, {});
    expect(funnel.total).toBe(1);
    expect(funnel.by_stage.map(({ leads }) => leads)).toEqual([0, 0, 0, 1]);
  });
});

describe("is refused, and nothing is kept", () => {
  test("without consent, or without a way to reach the visitor", async () => {
    const { caller, visitorId } = await someone();
    await expect(form(caller, { consent: false })).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "consent" }],
    });
    await expect(form(caller, { email: undefined, name: "Ann" })).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "email" }],
    });
    expect(await leadsOf(visitorId)).toEqual([]);
  });

  test("when the chatbot collects no contact details", async () => {
    const own = await createWorld(["Never"]);
    const [project] = own.projects as [World["projects"][0]];
    await prisma.chatbot.updateMany({ where: { id: project.chatbotId }, data: { leadForm: "never" } });
    const { caller, visitorId } = await aVisitor(own.organisationId, project);
    await expect(form(caller)).rejects.toMatchObject({ reason: "contact_form_off" });
    expect(await form(caller, { source: "detected", consent: false })).toBeNull();
    expect(await leadsOf(visitorId)).toEqual([]);
  });

  test("for the conversation of another visitor, of another project, or none", async () => {
    const ann = await someone();
    const bob = await someone();
    const elsewhere = await someone({}, two);
    for (const conversationId of [bob.conversationId, elsewhere.conversationId, newId("conversation")]) {
      await expect(form(ann.caller, { conversationId })).rejects.toBeInstanceOf(NotFoundError);
    }
    expect(await leadsOf(ann.visitorId)).toEqual([]);
    expect(await leadsOf(bob.visitorId)).toEqual([]);
  });

  test("for a visitor who is gone, who has no permission, or who is no visitor", async () => {
    const { caller, visitorId } = await aVisitor(world.organisationId, one);
    const permissions = new Set(caller.permissions);
    permissions.delete("leads:write");
    await expect(form({ ...caller, permissions })).rejects.toBeInstanceOf(InsufficientPermissionError);
    await prisma.visitor.deleteMany({ where: { id: visitorId } });
    await expect(form(caller)).rejects.toMatchObject({ reason: "visitor_unknown" });
    await expect(form(member)).rejects.toThrow("needs a visitor");
  });
});
