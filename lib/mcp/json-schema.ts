import "server-only";
import { z } from "zod";

/** A JSON Schema of an object, as `tools/list` advertises it. */
export type ObjectSchema = { type: "object"; [keyword: string]: unknown };

/** Keywords that one of the big clients refuses in a tool's input; one bad tool spoils its whole list. */
const REFUSED_IN_INPUT = ["anyOf", "oneOf", "allOf", "not", "$ref", "$defs"];

/** Lengths that a model can't break by misunderstanding; longer limits, such as that of instructions, are told. */
const UNTOLD_LENGTH = 4_000;

/**
 * The schema of a tool's input: plain closed objects without unions or references. Patterns, lengths of short
 * texts and lower bounds of counts are left out: they cost more tokens than they help, and the error for a wrong value names the rule.
 * @throws Error a schema that can't be said so; found when the catalogue is built
 */
export function inputJsonSchema(name: string, schema: z.ZodObject): ObjectSchema {
  const json = convert(schema, "input");
  visit(json, (node, path) => {
    const refused = REFUSED_IN_INPUT.find((keyword) => keyword in node);
    if (refused) throw new Error(`${name}: the input uses ${refused} at ${path || "its root"}.`);
    if (Array.isArray(node.type)) throw new Error(`${name}: the input uses several types at ${path}.`);
    requireClosed(name, node, path);
    if (node.type === "integer" && Number(node.minimum) <= 1) delete node.minimum;
    if (node.default === false) delete node.default;
    if (node.type === "array" && Number(node.minItems) <= 1) delete node.minItems;
    if (node.type !== "string") return;
    delete node.pattern;
    delete node.minLength;
    if (Number(node.maxLength) <= UNTOLD_LENGTH) delete node.maxLength;
  });
  return json;
}

/**
 * The schema of a tool's answer. Text lengths and patterns are left out, because marking and cutting change the text
 * inside the answer.
 * @throws Error an object that is not closed
 */
export function outputJsonSchema(name: string, schema: z.ZodObject): ObjectSchema {
  const json = convert(schema, "output");
  visit(json, (node, path) => {
    if ([node.type].flat().includes("string")) {
      for (const keyword of ["minLength", "maxLength", "pattern", "format"]) delete node[keyword];
    }
    requireClosed(name, node, path);
  });
  return json;
}

function convert(schema: z.ZodObject, io: "input" | "output"): ObjectSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    // A schema used twice is written out twice: clients that refuse `$ref` are common.
    reused: "inline",
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return json as ObjectSchema;
}

type Node = Record<string, unknown>;

function requireClosed(name: string, node: Node, path: string) {
  // A map, such as colours by label, has a schema for its values in place of `false`.
  const isMap = typeof node.additionalProperties === "object" && node.properties === undefined;
  if (node.type === "object" && node.additionalProperties !== false && !isMap) {
    throw new Error(
      `${name}: the object at ${path || "the root"} accepts unknown fields; use z.strictObject.`,
    );
  }
}

/** Calls `look` for each subschema; names of properties are not taken for keywords. */
function visit(node: Node, look: (node: Node, path: string) => void, path = "") {
  look(node, path);
  for (const [key, value] of Object.entries(node)) {
    if (key === "enum" || key === "const" || key === "default" || key === "examples" || key === "required")
      continue;
    const isNamed = key === "properties" || key === "patternProperties" || key === "$defs";
    const children =
      isNamed || Array.isArray(value) ? Object.entries(value as object) : [["", value] as const];
    for (const [name, child] of children) {
      if (typeof child !== "object" || child === null) continue;
      visit(child as Node, look, [path, isNamed ? name : key].filter(Boolean).join("."));
    }
  }
}
