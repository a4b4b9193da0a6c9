import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { PERMISSIONS, type Permission, TIERS } from "@/lib/auth/values";
import { buildCatalogue, listTools } from "./catalogue";
import { markCustomerText } from "./customer-written";
import { type AnyTool, defineTool, READS } from "./define-tool";
import type { ToolAccess } from "./schema";
import { verdictOn } from "./schema";
import { sampleTools } from "./testing";
import { toolSummaries } from "./tool-summaries";
import { tools } from "./tools/registry";

const everything: ToolAccess = {
  permissions: new Set<Permission>(PERMISSIONS),
  tier: "business",
  isReadonly: false,
};
const catalogue = buildCatalogue(tools);

const files = readdirSync(join(import.meta.dirname, "tools"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "registry.ts")
  .toSorted();

describe("the tools of the product", () => {
  it("stand one to a file of their name, all in the registry", () => {
    const expected = tools.map(({ name }) => `${name.replaceAll("_", "-")}.ts`).toSorted();
    expect(files).toEqual(expected);
  });

  it.each(tools.map((tool) => [tool.name, tool] as const))("%s keeps the rules", (_, tool: AnyTool) => {
    expect(tool.name).toMatch(/^[a-z][a-z0-9_]{2,39}$/);
    expect(tool.title.length).toBeGreaterThan(3);
    expect(tool.description.length).toBeGreaterThan(20);
    expect(tool.description.length).toBeLessThan(1_000);
    for (const alias of tool.aliases ?? []) expect(alias).toMatch(/^[A-Za-z0-9_.]{1,64}$/);
    if (tool.permission !== "any") {
      expect(tool.annotations.readOnlyHint).toBe(tool.permission.endsWith(":read"));
    }
    if (tool.annotations.readOnlyHint) expect(tool.annotations.destructiveHint).toBe(false);
    else {
      // A change can be looked at first: by the assistant, and by a person where the connection asks first.
      expect(tool).toMatchObject({ scope: "project", permission: expect.stringMatching(/:write$/) });
      expect(Object.keys(tool.input.shape)).toContain("dry_run");
      expect(Object.keys(tool.output.shape)).toEqual(
        expect.arrayContaining(["changes", "dry_run", "revision_id"]),
      );
    }
    expect("project_id" in tool.input.shape && tool.scope === "project").toBe(false);
    for (const [field, schema] of Object.entries(tool.input.shape)) {
      const { description, enum: choices } = z.toJSONSchema(schema as z.ZodType, { io: "input" });
      // Choices such as new, in_progress, resolved say what the field is, and so does the name of an id.
      expect([field, description ?? choices ?? /_id$/.test(field)]).not.toEqual([field, false]);
    }
    // Understands each path; a wrong one throws.
    markCustomerText({}, tool.customerWritten ?? []);
  });

  it("advertise closed objects only, and no union in an input", () => {
    // Building the catalogue refuses anything else; see the tests of that below.
    for (const { listed } of catalogue.entries) {
      for (const { inputSchema, outputSchema } of [listed.project.callable, listed.projects.callable]) {
        expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
        expect(outputSchema).toMatchObject({ type: "object", additionalProperties: false });
        expect(JSON.stringify(inputSchema)).not.toMatch(/"(anyOf|oneOf|allOf|\$ref|not)":/);
      }
    }
  });

  it("include no fixture of the conformance suite", () => {
    expect(tools.filter(({ name }) => name.startsWith("test_"))).toEqual([]);
  });

  it("never write at a read-only endpoint", () => {
    const readonly = { ...everything, isReadonly: true };
    const listed = new Set(listTools(catalogue, readonly, "projects").map(({ name }) => name));
    for (const { summary } of catalogue.entries) expect(listed.has(summary.name)).toBe(summary.isReading);
  });

  it("are summed up for the consent screen", () => {
    expect(toolSummaries()).toEqual(catalogue.entries.map(({ summary }) => summary));
  });
});

describe("verdictOn", () => {
  const access = (change: Partial<ToolAccess>) => ({ ...everything, ...change });

  it("hides what the permissions or a read-only access exclude, and notes what the tier does", () => {
    const write = { permission: "chatbots:write", tier: "growth", isReading: false } as const;
    expect(verdictOn(write, access({}))).toBe("callable");
    expect(verdictOn(write, access({ permissions: new Set(["chatbots:read"]) }))).toBe("hidden");
    expect(verdictOn(write, access({ isReadonly: true }))).toBe("hidden");
    expect(verdictOn(write, access({ tier: "starter" }))).toBe("tier_required");
    expect(verdictOn({ ...write, permission: "any" }, access({ isReadonly: true }))).toBe("hidden");
    expect(verdictOn({ ...write, permission: "any" }, access({ permissions: new Set() }))).toBe("callable");
  });

  it("allows a tier and everything above it", () => {
    const tool = { permission: "any", isReading: true } as const;
    const verdicts = TIERS.map((has) =>
      TIERS.map((needs) => verdictOn({ ...tool, tier: needs }, access({ tier: has }))),
    );
    expect(verdicts.map((row) => row.map((verdict) => verdict === "callable"))).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
  });
});

describe("buildCatalogue", () => {
  const samples = buildCatalogue(sampleTools);

  it("lists in the order of names, whatever the order of definition", () => {
    const names = listTools(samples, everything, "projects").map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    const reversed = buildCatalogue(sampleTools.toReversed());
    expect(JSON.stringify(listTools(reversed, everything, "project"))).toBe(
      JSON.stringify(listTools(samples, everything, "project")),
    );
  });

  it("offers project_id only to tools about projects, and only where there may be several", () => {
    const fields = (name: string, span: "project" | "projects") =>
      Object.keys(samples.find(name)?.listed[span].callable.inputSchema.properties ?? {});
    expect(fields("list_notes", "projects")).toContain("project_id");
    expect(fields("list_notes", "project")).not.toContain("project_id");
    expect(fields("who_am_i", "projects")).not.toContain("project_id");
    const listed = samples.find("list_notes")?.listed.projects.callable.inputSchema;
    expect(listed?.required ?? []).not.toContain("project_id");
  });

  it("names the tier of a tool above the plan", () => {
    const [listed] = listTools(samples, { ...everything, tier: "starter" }, "projects").filter(
      ({ name }) => name === "grow_note",
    );
    expect(listed?.description).toMatch(/^Needs the growth tier/);
    expect(listed?._meta).toMatchObject({ "caramel/tier": "growth", "caramel/unavailable": "tier_required" });
  });

  it("finds by alias, and lists no alias", () => {
    expect(samples.find("caramel.v1.note.list")).toBe(samples.find("list_notes"));
    expect(samples.find("__proto__")).toBeUndefined();
    expect(listTools(samples, everything, "projects").some(({ name }) => name.includes("."))).toBe(false);
  });

  const bad = (change: object): AnyTool =>
    ({
      ...defineTool({
        name: "bad_tool",
        title: "Bad",
        description: "Bad",
        category: "account",
        scope: "organisation",
        permission: "any",
        tier: "starter",
        annotations: READS,
        input: z.strictObject({}),
        output: z.strictObject({}),
        run: async () => ({}),
      }),
      ...change,
    }) as AnyTool;

  it.each([
    ["an open input", { input: z.looseObject({}) }, "unknown fields"],
    ["an input that strips", { input: z.object({ a: z.object({ b: z.string() }) }) }, "unknown fields"],
    ["a nested open object", { input: z.strictObject({ a: z.object({}) }) }, "unknown fields"],
    ["a union", { input: z.strictObject({ a: z.union([z.string(), z.strictObject({})]) }) }, "anyOf"],
    ["a nullable field", { input: z.strictObject({ a: z.string().nullable() }) }, "several types"],
    ["an open output", { output: z.looseObject({}) }, "unknown fields"],
    ["a name with a dot", { name: "a.b" }, "no name"],
    ["a name of 41 characters", { name: "a".repeat(41) }, "no name"],
  ])("refuses %s", (_, change, message) => {
    expect(() => buildCatalogue([bad(change)])).toThrow(message);
  });

  it("refuses two tools of one name or alias", () => {
    expect(() => buildCatalogue([bad({}), bad({ name: "other", aliases: ["bad_tool"] })])).toThrow(
      "bad_tool",
    );
  });
});
