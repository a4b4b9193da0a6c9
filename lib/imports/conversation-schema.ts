import "server-only";
import { z } from "zod";
import { type ImportRecord, rejected } from "./record";

/** Longest message, in characters, and most messages of one conversation. */
const MAX_CONTENT_LENGTH = 100_000;
const MAX_TURNS = 10_000;
/** A clock of another system may run ahead of ours by this much. */
const MAX_AHEAD_MS = 5 * 60_000;

const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength, `must have at most ${maxLength.toLocaleString("en")} characters; shorten it`)
    .refine((value) => !value.includes("\0"), "must not contain the NUL character; remove it")
    .transform((value) => value.toWellFormed());

const filled = (maxLength: number) =>
  text(maxLength).refine(
    (value) => value.trim() !== "",
    "must not be empty; write a text or leave the line out",
  );

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z
    .string(`must be ${values.join(" or ")}`)
    .transform((value) => value.trim().toLowerCase())
    .pipe(
      z.enum(values, { error: (issue) => `must be ${values.join(" or ")}, not “${shown(issue.input)}”` }),
    );

const moment = z.iso
  .datetime({ offset: true, error: "must be a time with its zone, such as 2026-05-01T09:30:00Z" })
  .transform((value) => new Date(value))
  .refine((at) => at.getTime() <= Date.now() + MAX_AHEAD_MS, "must not lie in the future; correct the time")
  .refine((at) => at.getUTCFullYear() >= 1990, "must not lie before 1990; correct the time");

// Other systems add keys of their own to a message; they carry nothing we keep.
const turn = z.object({
  role: oneOf(["user", "agent"]),
  content: filled(MAX_CONTENT_LENGTH),
  at: moment.nullish().transform((at) => at ?? null),
});

const contact = (maxLength: number) =>
  text(maxLength)
    .transform((value) => value.trim())
    .nullish()
    .transform((value) => value || null);

const externalId = z
  .union([z.string(), z.int()], "must be a text")
  .transform((value) => String(value).trim())
  .pipe(filled(200));

const visitor = z
  .union([z.string().transform((name) => ({ name })), z.looseObject({})], "must be a name or an object")
  .pipe(
    z.strictObject({
      id: externalId.nullish().transform((value) => value ?? null),
      name: contact(200),
      email: contact(320),
      phone: contact(50),
    }),
  );

/** One line of a JSONL file: `{"id","turns":[{"role","content","at"?}],"platform"?,"visitor"?}`. */
const conversation = z.strictObject({
  id: externalId,
  turns: z
    .array(turn, "must be a list of messages")
    .min(1, "must hold at least one message")
    .max(MAX_TURNS, `must hold at most ${MAX_TURNS.toLocaleString("en")} messages; split the conversation`)
    .superRefine((turns, context) => {
      let latest = { index: -1, at: Number.NEGATIVE_INFINITY };
      turns.forEach(({ at }, index) => {
        // Also runs when a message broke a rule of its own.
        if (!(at instanceof Date)) return;
        if (at.getTime() < latest.at) {
          context.addIssue({
            code: "custom",
            path: [index, "at"],
            message: `must not be earlier than that of turn ${latest.index}; put the messages in order`,
          });
        }
        latest = { index, at: at.getTime() };
      });
    }),
  platform: oneOf(["web", "whatsapp", "messenger"])
    .nullish()
    .transform((value) => value ?? "web"),
  visitor: visitor.nullish().transform((value) => value ?? null),
});

/** A conversation as a file tells it. A message without a time has `at` null. */
export type ImportedConversation = z.output<typeof conversation>;
export type ImportedTurn = ImportedConversation["turns"][number];
export type ImportedVisitor = NonNullable<ImportedConversation["visitor"]>;

/** Checks one conversation; the first broken rule is told with its field. */
export function checkConversation(
  input: unknown,
  line: number,
  excerpt: string,
): ImportRecord<ImportedConversation> {
  const parsed = conversation.safeParse(input);
  if (parsed.success) return { line, value: parsed.data, excerpt };
  const [issue] = parsed.error.issues;
  return rejected(line, issue?.path.join(".") ?? "", sentence(issue, input), excerpt);
}

function sentence(issue: z.core.$ZodIssue | undefined, input: unknown): string {
  if (!issue) return "The line breaks a rule.";
  if (issue.code === "unrecognized_keys") {
    return `Unknown: ${issue.keys.join(", ")}. A conversation has id, turns, platform and visitor; a visitor has id, name, email and phone.`;
  }
  if (
    /^invalid_(type|union)$/.test(issue.code) &&
    issue.path.length > 0 &&
    valueAt(input, issue.path) === undefined
  ) {
    return `${named(issue)} is missing; add it.`;
  }
  return `${named(issue)} ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}.`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | null)?.[part], input);
}

function named(issue: z.core.$ZodIssue): string {
  const name = issue.path.findLast((part) => typeof part === "string");
  return name ? String(name) : "The line";
}

function shown(value: unknown): string {
  return String(value).slice(0, 40);
}
