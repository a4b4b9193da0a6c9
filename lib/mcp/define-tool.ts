import "server-only";
import type { z } from "zod";
import type { Caller } from "@/lib/auth/caller";
import type { GrantablePermission, Tier } from "@/lib/auth/values";

export type ToolCategory =
  | "account"
  | "chatbots"
  | "conversations"
  | "products"
  | "knowledge"
  | "tickets"
  | "leads"
  | "analytics"
  | "audience"
  | "forms"
  | "campaigns"
  | "templates"
  | "domains";

/** All four hints of the specification, decided for each tool: their defaults are the dangerous ones. */
export interface ToolAnnotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

/** A tool of the catalogue: data plus one call of a domain verb. */
export interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> {
  /** Letters, digits and `_`, at most 40 characters. */
  name: string;
  /** Older and dotted names; callable, never listed. */
  aliases?: readonly string[];
  title: string;
  /** What it does, when to use it, what to call first. */
  description: string;
  category: ToolCategory;
  /**
   * `project` tools work inside the caller's projects: they get an optional `project_id` on endpoints that span
   * projects (the caller is narrowed to it before `run`), and none on a project endpoint.
   */
  scope: "project" | "organisation";
  permission: GrantablePermission | "any";
  tier: Tier;
  /** Takes nothing from any limit. */
  isFree?: boolean;
  annotations: ToolAnnotations;
  /** Strict, without `project_id`. */
  input: Input;
  output: Output;
  /**
   * Paths in the output whose text customers wrote, such as `messages[role=user].content` or `items[].preview`; the
   * result marks them, so that an assistant treats them as data.
   */
  customerWritten?: readonly string[];
  /** How the answer stands in the text beside the structured one: as JSON for clients that parse it; else readable. */
  textAs?: "json";
  /**
   * Of a tool that changes something: the project that its arguments lead to, so that `project_id` may be left out on
   * connections that cover several.
   */
  projectOf?(caller: Caller, input: z.output<Input>): Promise<string>;
  run(caller: Caller, input: z.output<Input>, context: ToolContext): Promise<z.input<Output>>;
}

/** What only a tool about the connection itself needs. */
export interface ToolContext {
  /** Tools this caller may see, for `get_capabilities` and `get_usage`. */
  readonly listTools: () => readonly { name: string; title: string; category: ToolCategory; tier: Tier }[];
}

/** Of any input and output, as the catalogue holds it. */
// biome-ignore lint/suspicious/noExplicitAny: `run` is contravariant; the parse in front of it is what makes it safe.
export type AnyTool = ToolDefinition<any, any>;

/** Keeps the types of a definition. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Input, Output>,
): ToolDefinition<Input, Output> {
  return definition;
}

/** The hints of a tool that only reads our own data. */
export const READS: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** The hints of a tool that sets values of our own data: undone in the dashboard, the same when repeated. */
export const SETS: ToolAnnotations = { ...READS, readOnlyHint: false };
