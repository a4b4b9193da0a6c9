import "server-only";
import type { Tool } from "@modelcontextprotocol/server";
import { z } from "zod";
import { idPattern } from "@/lib/core/ids";
import type { AnyTool } from "./define-tool";
import { inputJsonSchema, outputJsonSchema } from "./json-schema";
import { type ToolAccess, type ToolSummary, verdictOn } from "./schema";

/** Whether an endpoint covers several projects, so that tools may be told which, or one, so that they can't. */
export type Span = "projects" | "project";

/** A tool with everything that can be prepared before the first request. */
export interface CatalogueEntry {
  tool: AnyTool;
  summary: ToolSummary;
  /** What the arguments are parsed with; with `project_id` where the endpoint spans projects. */
  inputs: Record<Span, z.ZodObject>;
  /** As listed: within the tier, and above it. */
  listed: Record<Span, { callable: Tool; tier_required: Tool }>;
}

/** The tools of an installation in the order they are listed. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /** By name or alias. */
  find(name: string): CatalogueEntry | undefined;
}

const projectId = z
  .string()
  .regex(idPattern("project"))
  .describe("From list_projects; all if omitted.");

const requiredProjectId = projectId.describe("From list_projects.");

/**
 * Prepares tools for serving; schemas are converted here and never again.
 * @throws Error two tools answer to one name, or a schema can't be advertised
 */
export function buildCatalogue(tools: readonly AnyTool[]): Catalogue {
  const entries = [...tools].sort((a, b) => (a.name < b.name ? -1 : 1)).map(toEntry);
  const byName = new Map<string, CatalogueEntry>();
  for (const entry of entries) {
    for (const name of [entry.tool.name, ...(entry.tool.aliases ?? [])]) {
      if (byName.has(name)) throw new Error(`Two tools answer to ${name}.`);
      byName.set(name, entry);
    }
  }
  return { entries, find: (name) => byName.get(name) };
}

/** The tools a connection sees, in a fixed order: those above its tier with a note. */
export function listTools(catalogue: Catalogue, access: ToolAccess, span: Span): Tool[] {
  return catalogue.entries.flatMap(({ summary, listed }) => {
    const verdict = verdictOn(summary, access);
    return verdict === "hidden" ? [] : [listed[span][verdict]];
  });
}

function toEntry(tool: AnyTool): CatalogueEntry {
  if (!/^[A-Za-z0-9_]{1,40}$/.test(tool.name)) throw new Error(`${tool.name} is no name for a tool.`);
  const summary: ToolSummary = {
    name: tool.name,
    title: tool.title,
    category: tool.category,
    permission: tool.permission,
    tier: tool.tier,
    isReading: tool.annotations.readOnlyHint,
  };
  const spanning =
    tool.scope === "project"
      ? tool.input.extend({
          project_id: summary.isReading ? projectId.optional() : requiredProjectId.optional(),
        })
      : tool.input;
  const output = outputJsonSchema(tool.name, tool.output);
  const listed = (input: z.ZodObject) => {
    const callable = advertise(tool, inputJsonSchema(tool.name, input), output);
    return { callable, tier_required: aboveTier(tool, callable) };
  };
  return {
    tool,
    summary,
    inputs: { projects: spanning, project: tool.input },
    listed: { projects: listed(spanning), project: listed(tool.input) },
  };
}

function advertise(
  tool: AnyTool,
  inputSchema: Tool["inputSchema"],
  outputSchema: Tool["outputSchema"],
): Tool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema,
    outputSchema,
    annotations: { title: tool.title, ...tool.annotations },
    _meta: { "caramel/category": tool.category, "caramel/tier": tool.tier },
  };
}

function aboveTier(tool: AnyTool, listed: Tool): Tool {
  return {
    ...listed,
    description: `Needs the ${tool.tier} tier, which this organisation's plan does not include. ${tool.description}`,
    _meta: { ...listed._meta, "caramel/unavailable": "tier_required" },
  };
}
