// Arguments made from a tool's own schema: such as it allows, and such as it does not.
import fc from "fast-check";

/** What the tools' schemas are made of. */
export interface JsonSchema {
  type: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  enum?: string[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
}

type Arguments = Record<string, unknown>;
/** Values for fields whose schema says less than what they name. */
export type Pools = Record<string, fc.Arbitrary<string>>;

/** Arguments that the schema allows. */
export function validArguments(schema: JsonSchema, pools: Pools = {}): fc.Arbitrary<Arguments> {
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]): [string, fc.Arbitrary<unknown>] => [name, pools[name] ?? valid(field)],
  );
  return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
}

function valid(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const { minimum: min, maximum: max, minLength = 0, maxLength = 200 } = schema;
  switch (schema.type) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: Math.max(min ?? -1_000, -1_000_000), max: Math.min(max ?? 1_000, 1_000_000) });
    case "number":
      return fc.double({ min: min ?? -1_000, max: max ?? 1_000, noNaN: true });
    case "array":
      return fc.array(valid(schema.items as JsonSchema), {
        minLength: schema.minItems ?? 0,
        maxLength: schema.maxItems ?? 3,
      });
    case "object":
      return validArguments(schema);
    case "string":
      if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
      return fc
        .string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, minLength + 60) })
        .map((text) => text.slice(0, maxLength).toWellFormed().replaceAll("\0", ""));
    default:
      throw new Error(`No values are known for ${JSON.stringify(schema)}.`);
  }
}

/** Arguments that break at least one rule of the schema, and no text of which a database would choke on first. */
export function invalidArguments(schema: JsonSchema, pools: Pools = {}): fc.Arbitrary<Arguments> {
  const base = validArguments(schema, pools);
  const breaks: fc.Arbitrary<(args: Arguments) => Arguments>[] = [
    // `toString` and its like are names as well.
    fc
      .tuple(
        fc.oneof(
          fc.stringMatching(/^[a-z_]{1,12}$/),
          fc.constantFrom(
            "constructor",
            "toString",
            "hasOwnProperty",
            "where",
            "select",
            "project",
            "__proto",
          ),
        ),
        fc.jsonValue(),
      )
      .filter(([name]) => !(name in (schema.properties ?? {})) && name !== "call_id")
      .map(([name, value]) => (args) => ({ ...args, [name]: value })),
  ];
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    breaks.push(
      invalid(field).map(
        (value) =>
          (args: Arguments): Arguments => ({ ...args, [name]: value }),
      ),
    );
  }
  for (const name of schema.required ?? []) {
    breaks.push(fc.constant(({ [name]: _, ...rest }: Arguments) => rest));
  }
  return fc.tuple(base, fc.oneof(...breaks)).map(([args, broken]) => broken(args));
}

/** A value of another type, and what breaks a rule of its own. */
function invalid(schema: JsonSchema): fc.Arbitrary<unknown> {
  const others = fc
    .oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
      fc.string(),
      fc.array(fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
    )
    .filter((value) => !isOfType(value, schema.type));
  const own: fc.Arbitrary<unknown>[] = [others];
  const { minimum, maximum, minLength, maxLength, pattern } = schema;
  if (minimum !== undefined) own.push(fc.integer({ min: 1, max: 1e9 }).map((by) => minimum - by));
  if (maximum !== undefined) own.push(fc.integer({ min: 1, max: 1e9 }).map((by) => maximum + by));
  if (maxLength !== undefined)
    own.push(fc.integer({ min: 1, max: 2_000 }).map((by) => "x".repeat(maxLength + by)));
  if (minLength !== undefined && minLength > 0) own.push(fc.constant("x".repeat(minLength - 1)));
  const { enum: words, maxItems } = schema;
  if (words) own.push(fc.string().filter((text) => !words.includes(text)));
  if (pattern !== undefined) own.push(fc.string().filter((text) => !new RegExp(pattern).test(text)));
  if (maxItems !== undefined && schema.items) {
    own.push(fc.array(valid(schema.items), { minLength: maxItems + 1, maxLength: maxItems + 5 }));
  }
  if (schema.items) own.push(invalid(schema.items).map((item) => [item]));
  return fc.oneof(...own);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}

/** What stands for a text in the query languages of databases, and what no text is. */
export const INJECTIONS: readonly unknown[] = [
  { not: "" },
  { contains: "" },
  { equals: "" },
  { in: [""] },
  { gt: "" },
  { $ne: null },
  [],
  [""],
  null,
  0,
  true,
  "x".repeat(1_000_000),
];
