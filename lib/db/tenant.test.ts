import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { newId } from "@/lib/core/ids";
import { change } from "./change";
import { prisma } from "./client";
import { dbFor, ORGANISATION_MODELS, PROJECT_MODELS } from "./tenant";

const SCHEMA = resolve(import.meta.dirname, "../../prisma/schema");

/** Model name to its block in the schema files. */
function models(): Map<string, string> {
  const text = readdirSync(SCHEMA)
    .map((file) => readFileSync(join(SCHEMA, file), "utf8"))
    .join("\n");
  return new Map([...text.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].map((m) => [m[1] ?? "", m[2] ?? ""]));
}

/** An organisation with two projects, each with one chatbot. */
async function tenant() {
  const organisationId = newId("organisation");
  await prisma.organisation.create({ data: { id: organisationId, name: "Acme", planId: "starter" } });
  const projects = [];
  for (const name of ["one", "two"]) {
    const projectId = newId("project");
    await prisma.project.create({ data: { id: projectId, organisationId, name } });
    const id = newId("chatbot");
    await prisma.chatbot.create({ data: { projectId, id, name, isPrimary: true } });
    projects.push({ projectId, chatbotId: id });
  }
  const [first, second] = projects as [(typeof projects)[0], (typeof projects)[0]];
  return { organisationId, first, second };
}

describe("the schema keeps tenants apart", () => {
  test("every model with a project is scoped by it", () => {
    const withProject = [...models()].filter(
      ([name, block]) =>
        /^\s+projectId\s+String\s/m.test(block) &&
        !ORGANISATION_MODELS.has(name as never) &&
        name !== "Project",
    );
    expect(withProject.map(([name]) => name).sort()).toEqual([...PROJECT_MODELS].sort());
  });

  test("every key of a project's model starts with the project", () => {
    for (const name of PROJECT_MODELS) {
      const block = models().get(name) ?? "";
      const keys = [...block.matchAll(/@@(?:id|unique)\(\[(\w+)/g)].map((match) => match[1]);
      expect(keys.length, name).toBeGreaterThan(0);
      expect(new Set(keys), name).toEqual(new Set(["projectId"]));
      const references = [...block.matchAll(/references: \[([^\]]+)\]/g)].map((match) => match[1]);
      for (const reference of references) {
        expect(reference === "id" || reference?.startsWith("projectId, "), `${name}: ${reference}`).toBe(
          true,
        );
      }
    }
  });

  test("the database refuses a link across projects", async () => {
    const { first, second } = await tenant();
    const now = new Date();
    await expect(
      prisma.conversation.create({
        data: {
          projectId: first.projectId,
          id: newId("conversation"),
          chatbotId: second.chatbotId,
          startedAt: now,
          lastMessageAt: now,
        },
      }),
    ).rejects.toThrow(/foreign key/i);
  });
});

describe("dbFor", () => {
  test("finds, counts, changes and deletes rows of the caller's projects only", async () => {
    const { organisationId, first, second } = await tenant();
    const db = dbFor({ organisationId, projectIds: [first.projectId] });
    expect(await db.chatbot.findMany({ select: { id: true } })).toEqual([{ id: first.chatbotId }]);
    expect(await db.chatbot.count()).toBe(1);
    expect(
      await db.chatbot.findUnique({
        where: { projectId_id: { projectId: second.projectId, id: second.chatbotId } },
      }),
    ).toBeNull();
    const foreign = { where: { id: second.chatbotId } };
    expect((await db.chatbot.updateMany({ ...foreign, data: { name: "taken" } })).count).toBe(0);
    expect((await db.chatbot.deleteMany(foreign)).count).toBe(0);
    expect((await db.chatbot.deleteMany({ where: { OR: [foreign.where, { name: "none" }] } })).count).toBe(0);
    expect((await db.chatbot.findMany({ where: { AND: [foreign.where] } })).length).toBe(0);
    expect(await prisma.chatbot.count({ where: { id: second.chatbotId, name: "two" } })).toBe(1);
  });

  test("several projects are seen together, none means none", async () => {
    const { organisationId, first, second } = await tenant();
    const both = dbFor({ organisationId, projectIds: [first.projectId, second.projectId] });
    expect(await both.chatbot.count()).toBe(2);
    expect(await dbFor({ organisationId, projectIds: [] }).chatbot.count()).toBe(0);
  });

  test("a row can't be written to, or moved to, another project", async () => {
    const { organisationId, first, second } = await tenant();
    const db = dbFor({ organisationId, projectIds: [first.projectId] });
    const data = { projectId: second.projectId, id: newId("chatbot"), name: "intruder" };
    await expect(db.chatbot.create({ data })).rejects.toThrow(/project of the caller/);
    await expect(db.chatbot.createMany({ data: [data] })).rejects.toThrow(/project of the caller/);
    await expect(
      db.chatbot.updateMany({ where: {}, data: { projectId: second.projectId } as never }),
    ).rejects.toThrow(/moved/);
  });

  test("another organisation's rows and models without a tenant are out of reach", async () => {
    const { organisationId } = await tenant();
    const other = await tenant();
    const db = dbFor({ organisationId, projectIds: [other.first.projectId] });
    expect(await db.project.findMany({ select: { id: true } })).toEqual([]);
    expect(await db.organisation.findMany({ select: { id: true } })).toEqual([{ id: organisationId }]);
    await expect(db.user.findMany()).rejects.toThrow(/no tenant/);
    await expect(db.oAuthArtifact.findMany()).rejects.toThrow(/no tenant/);
    expect(() => dbFor({ organisationId: "", projectIds: [] })).toThrow(/organisation/);
  });

  test("an undefined filter throws instead of matching everything", async () => {
    const { organisationId, first } = await tenant();
    const db = dbFor({ organisationId, projectIds: [first.projectId] });
    await expect(db.chatbot.findMany({ where: { id: undefined } })).rejects.toThrow(/undefined/);
    await expect(prisma.chatbot.deleteMany({ where: { projectId: undefined } })).rejects.toThrow(/undefined/);
  });

  test("a dry run does the work, answers with it and keeps nothing", async () => {
    const { organisationId, first } = await tenant();
    const scope = { organisationId, projectIds: [first.projectId] };
    const rename = (dryRun: boolean) =>
      change(scope, { dryRun }, async (db) => {
        await db.chatbot.updateMany({ where: { id: first.chatbotId }, data: { name: "new" } });
        return db.chatbot.findFirst({ where: { id: first.chatbotId }, select: { name: true } });
      });
    expect(await rename(true)).toEqual({ name: "new" });
    expect(await prisma.chatbot.count({ where: { id: first.chatbotId, name: "new" } })).toBe(0);
    expect(await rename(false)).toEqual({ name: "new" });
    expect(await prisma.chatbot.count({ where: { id: first.chatbotId, name: "new" } })).toBe(1);
  });
});
