import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { PERMISSIONS } from "@/lib/auth/values";
import { InvalidInputError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { recordConversations } from "@/lib/metrics/record";
import { storeProducts } from "@/lib/products/testing";
import { getCapabilities } from "./capabilities";
import { listBusinesses } from "./list-businesses";
import { listProjects } from "./list-projects";
import { businessPage, capabilities, listProjectsInput, projectSummaryPage } from "./schema";
import { createWorld, everyItem, firstProject, type World } from "./testing";

let world: World;

beforeAll(async () => {
  world = await createWorld(["One", "Two", "Three"]);
  const other = await createWorld(["Elsewhere"]);
  const { id, chatbotId } = firstProject(world);
  await storeProducts(id, [{ title: "A" }, { title: "B" }]);
  await storeProducts(firstProject(other).id, [{ title: "C" }]);
  const startedAt = new Date("2026-03-01T10:00:00Z");
  await change(world.caller([id]), {}, (db) =>
    recordConversations(db, id, [
      { chatbotId, platform: "web", startedAt, messages: [{ role: "user", sentAt: startedAt }] },
    ]),
  );
});

const projects = async (input: Record<string, unknown> = {}, caller = world.caller()) =>
  projectSummaryPage.parse(await listProjects(caller, listProjectsInput.parse(input)));
const businesses = async (input: Record<string, unknown> = {}, caller = world.caller()) =>
  businessPage.parse(await listBusinesses(caller, listProjectsInput.parse(input)));

describe("list_projects and list_businesses", () => {
  test("list the caller's projects with what each holds", async () => {
    const { items } = await projects();
    expect(items.map(({ name }) => name).sort()).toEqual(["One", "Three", "Two"]);
    const { id, chatbotId } = firstProject(world);
    expect(items.find((item) => item.id === id)).toMatchObject({
      plan: { id: "business", name: "Business", tier: "business" },
      primary_chatbot: { id: chatbotId, name: "One assistant" },
      chatbot_count: 1,
      conversation_count: 1,
      product_count: 2,
      currency: "USD",
    });
    expect(items.find(({ name }) => name === "Two")).toMatchObject({
      conversation_count: 0,
      product_count: 0,
    });
  });

  test("a caller of one project sees that one, and of none nothing", async () => {
    const { id } = firstProject(world);
    expect((await projects({}, world.caller([id]))).items.map((item) => item.id)).toEqual([id]);
    expect((await businesses({}, world.caller([id]))).items.map((item) => item.business_id)).toEqual([id]);
    expect((await projects({}, world.caller([]))).items).toEqual([]);
  });

  test("a project of another organisation stays out even when a caller names it", async () => {
    const other = await createWorld(["Elsewhere"]);
    expect((await projects({}, world.caller([firstProject(other).id]))).items).toEqual([]);
  });

  test("page without gaps or repeats", async () => {
    const whole = (await projects()).items;
    expect(await everyItem((cursor) => projects({ limit: 1, cursor }))).toEqual(whole);
    const names = (await everyItem((cursor) => businesses({ limit: 2, cursor }))).map(({ name }) => name);
    expect(names).toEqual(whole.map(({ name }) => name));
    const { next_cursor: cursor } = await projects({ limit: 1 });
    await expect(businesses({ cursor })).rejects.toBeInstanceOf(InvalidInputError);
  });

  test("the main chatbot is shown to those who may see chatbots", async () => {
    const { items } = await projects({}, world.without("chatbots:read"));
    expect(items.map(({ primary_chatbot }) => primary_chatbot)).toEqual([null, null, null]);
  });
});

describe("get_capabilities", () => {
  // The day must not change while a test runs.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-06-15T09:00:00Z") });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("tells plan, limits, permissions, projects, tools and what is not live yet", async () => {
    const day = new Date("2026-06-15");
    await prisma.usageDaily.create({ data: { organisationId: world.organisationId, day, calls: 40 } });
    const caller = world.without("chatbots:write");
    const tools = [{ name: "list_projects", title: "List projects", category: "account" }];
    const answer = capabilities.parse(await getCapabilities(caller, tools));
    expect(answer).toMatchObject({
      organisation: { id: world.organisationId, name: "Harbour" },
      connection: { kind: "api_key", name: "Test key" },
      plan: { id: "business", tier: "business" },
      limits: {
        tool_calls_per_minute: 30,
        tool_calls_per_day: 1000,
        tool_calls_left_today: 960,
        project_calls_per_minute: 30,
        ai_credits_per_month: 2000,
      },
      permissions: PERMISSIONS.filter((name) => name !== "chatbots:write"),
      missing_permissions: ["chatbots:write"],
      project_count: 3,
      tools,
    });
    expect(answer.projects).toHaveLength(3);
    expect(answer.not_live_yet.map(({ name }) => name)).toEqual([
      "caramel.v1.email.send",
      "caramel.v1.sms.send",
      "caramel.v1.whatsapp.send",
      "caramel.v1.push.send",
    ]);
    expect(answer.server).toEqual({ time: "2026-06-15T09:00:00.000Z", time_zone: "UTC" });
  });

  test("never tells fewer than no calls left", async () => {
    const busy = await createWorld();
    const day = new Date("2026-06-15");
    await prisma.usageDaily.create({ data: { organisationId: busy.organisationId, day, calls: 5000 } });
    expect((await getCapabilities(busy.caller(), [])).limits.tool_calls_left_today).toBe(0);
  });
});
