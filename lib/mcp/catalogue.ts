import "server-only";
import type { Tool } from "@modelcontextprotocol/server";
import { z } from "zod";
import { idPattern } from "@/lib/core/ids";
import { approvalOutput, CALL_ID } from "./approval-output";
import type { AnyTool } from "./define-tool";
import { inputJsonSchema, type ObjectSchema, outputJsonSchema } from "./json-schema";
import { type ToolAccess, type ToolSummary, verdictOn } from "./schema";

/** Whether an endpoint covers several projects, so that tools may be told which, or one, so that they can't. */
export type Span = "projects" | "project";

/** A tool with everything that can be prepared before the first request. */
export interface CatalogueEntry {
  tool: AnyTool;
  summary: ToolSummary;
  /** What the arguments are parsed with; with `project_id` where the endpoint spans projects. */
  inputs: Record<Span, z.ZodObject>;
  listed: Record<Span, Listed>;
  /** As listed for a connection that asks first; the same for a tool that reads. */
  listedAsking: Record<Span, Listed>;
}

/** A tool as it is listed: within the tier, and above it. */
type Listed = { callable: Tool; tier_required: Tool };

/** The tools of an installation in the order they are listed. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /** By name or alias. */
  find(name: string): CatalogueEntry | undefined;
}

const projectId = z.string().regex(idPattern("project")).describe("From list_projects; all if omitted.");

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

/**
 * The tools a connection sees, in a fixed order: those above its tier with a note.
 * @param asksFirst whether its changes wait for a person, so that writing tools may answer that
 */
export function listTools(catalogue: Catalogue, access: ToolAccess, span: Span, asksFirst = false): Tool[] {
  return catalogue.entries.flatMap(({ summary, listed, listedAsking }) => {
    const verdict = verdictOn(summary, access);
    return verdict === "hidden" ? [] : [(asksFirst ? listedAsking : listed)[span][verdict]];
  });
}

const approvalSchema = outputJsonSchema("approval", approvalOutput);

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
  if (CALL_ID in tool.input.shape || "approval" in tool.output.shape) {
    throw new Error(`${tool.name}: call_id and approval mean something else.`);
  }
  const output = outputJsonSchema(tool.name, tool.output);
  const list = (input: ObjectSchema, output: ObjectSchema): Listed => {
    const callable = advertise(tool, input, output);
    return { callable, tier_required: aboveTier(tool, callable) };
  };
  const inputs = { projects: spanning, project: tool.input };
  const input = {
    projects: inputJsonSchema(tool.name, inputs.projects),
    project: inputJsonSchema(tool.name, inputs.project),
  };
  const listed = { projects: list(input.projects, output), project: list(input.project, output) };
  const listedAsking = summary.isReading
    ? listed
    : {
        projects: list(askingInput(input.projects), askingOutput(output)),
        project: list(askingInput(input.project), askingOutput(output)),
      };
  return { tool, summary, inputs, listed, listedAsking };
}

/**
 * The input of a tool that waits for a person: what it needs, or a `call_id` alone. Clients refuse unions, so no field
 * is required in the schema; the arguments of a new change are checked against the tool's own.
 */
function askingInput({ required, ...schema }: ObjectSchema): ObjectSchema {
  const needs = ((required as string[] | undefined) ?? []).join(", ");
  const description = `From an answer that waits for approval: alone, it asks what became of that change.${needs && ` Without it, required: ${needs}.`}`;
  const callId = { type: "string", pattern: idPattern("call").source, description };
  return { ...schema, properties: { ...(schema.properties as object), [CALL_ID]: callId } };
}

/** The output of such a tool: its own fields, or where the approval stands, or both. */
function askingOutput({ required: _, ...schema }: ObjectSchema): ObjectSchema {
  return { ...schema, properties: { ...(schema.properties as object), approval: approvalSchema } };
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
