import "server-only";
import { z } from "zod";
import { InvalidInputError } from "@/lib/core/errors";
import { createSourceInput, type GuidelineRejection, MAX_GUIDELINE_ENTRIES } from "./schema";

/** A question with its answer, or a guideline, as a source takes it. */
export interface GuidelineEntry {
  title: string;
  body: string;
}

/** Fields of one source, by the rules for those written by hand. */
const entryFields = createSourceInput.pick({ title: true, body: true });

const TITLE_FIELDS = ["question", "title", "q", "prompt"] as const;
const BODY_FIELDS = ["answer", "body", "a", "text", "content", "response"] as const;
/** Under which a file may keep its list. */
const LIST_FIELDS = ["items", "entries", "faqs", "faq", "questions", "guidelines"] as const;

const text = z.string({ error: "Must be text." });
const flow = z.object({
  description: text.optional(),
  subflows: z.record(z.string(), z.unknown(), { error: "Must name its cases." }),
});
const subflow = z.object({
  instructions: z.array(text, { error: "Must be a list of texts." }).optional(),
  actions: z
    .array(
      z.object({
        button: text.optional(),
        text,
        subtext: z.array(text, { error: "Must be a list of texts." }).optional(),
      }),
      { error: "Must be a list of steps." },
    )
    .optional(),
});

/**
 * The entries of a JSON file: a list of questions with answers, or guidelines by topic and case with their steps. What
 * breaks a rule is told apart and does not stop the rest.
 * @throws InvalidInputError no JSON, neither of the two shapes, or too many entries
 */
export function readGuidelines(json: string): { entries: GuidelineEntry[]; rejected: GuidelineRejection[] } {
  const found = read(parse(json));
  if (found.length === 0) throw unreadable("The file has no entries.");
  if (found.length > MAX_GUIDELINE_ENTRIES) {
    throw unreadable(
      `The file has ${found.length.toLocaleString("en")} entries; at most ${MAX_GUIDELINE_ENTRIES.toLocaleString("en")} are taken at once.`,
      "Split it into several files.",
    );
  }
  const entries: GuidelineEntry[] = [];
  const rejected: GuidelineRejection[] = [];
  const firstOf = new Map<string, string>();
  for (const { name, value, problem } of found) {
    const parsed = problem ? null : entryFields.safeParse(value);
    const issue = parsed?.error?.issues[0];
    const twin = parsed?.data && firstOf.get(parsed.data.title);
    if (problem) rejected.push({ entry: name, ...problem });
    else if (issue) rejected.push({ entry: name, field: issue.path.join("."), reason: issue.message });
    else if (twin) {
      rejected.push({
        entry: name,
        field: "title",
        reason: `Is also the title of ${twin}. Give it another one.`,
      });
    } else if (parsed?.data) {
      firstOf.set(parsed.data.title, name);
      entries.push(parsed.data);
    }
  }
  return { entries, rejected };
}

/** One entry before its rules are checked. */
interface Candidate {
  name: string;
  value?: { title: unknown; body: unknown };
  problem?: { field: string; reason: string };
}

function read(file: unknown): Candidate[] {
  if (Array.isArray(file)) return file.map(toQuestion);
  if (isObject(file)) {
    for (const field of LIST_FIELDS) {
      const list = file[field];
      if (Array.isArray(list)) return list.map(toQuestion);
    }
    const topics = Object.entries(file);
    if (topics.some(([, value]) => isObject(value) && "subflows" in value)) return topics.flatMap(toCases);
  }
  throw unreadable("The file is neither a list of questions and answers nor guidelines by topic.");
}

function toQuestion(item: unknown, index: number): Candidate {
  const name = `entry ${index + 1}`;
  if (!isObject(item)) return refused(name, "", "Must be an object with a question and an answer.");
  const title = TITLE_FIELDS.find((field) => field in item);
  const body = BODY_FIELDS.find((field) => field in item);
  if (!title) return refused(name, "question", "Is missing.");
  if (!body) return refused(name, "answer", "Is missing.");
  for (const field of [title, body]) {
    if (typeof item[field] !== "string") return refused(name, field, "Must be text.");
  }
  return { name, value: { title: item[title], body: item[body] } };
}

function toCases([topic, value]: [string, unknown]): Candidate[] {
  const parsed = flow.safeParse(value);
  if (!parsed.success) return [brokenRule(topic, parsed.error)];
  return Object.entries(parsed.data.subflows).map(([caseName, steps]) => {
    const name = `${topic}: ${caseName}`;
    const read = subflow.safeParse(steps);
    if (!read.success) return brokenRule(name, read.error);
    const { instructions = [], actions = [] } = read.data;
    if (instructions.length + actions.length === 0) {
      return refused(name, "", "Has neither instructions nor steps.");
    }
    return { name, value: { title: name, body: toBody(parsed.data.description, read.data) } };
  });
}

/** A guideline as text: what it is about, what to know, and the steps. */
function toBody(
  description: string | undefined,
  { instructions = [], actions = [] }: z.infer<typeof subflow>,
) {
  const steps = actions.map((action, index) =>
    [`${index + 1}. ${action.text}`, ...(action.subtext ?? []).map((line) => `   - ${line}`)].join("\n"),
  );
  return [description ? `Topic: ${description}.` : "", instructions.join("\n"), steps.join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
}

function refused(name: string, field: string, reason: string): Candidate {
  return { name, problem: { field, reason } };
}

function brokenRule(name: string, error: z.ZodError): Candidate {
  const [issue] = error.issues;
  return refused(name, issue?.path.join(".") ?? "", issue?.message ?? "Has another shape.");
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ""));
  } catch {
    throw unreadable("The file is not valid JSON.", "Check it with a JSON editor, and save it in UTF-8.");
  }
}

const SHAPES =
  'Use a list such as [{"question": "…", "answer": "…"}], or topics such as {"Refunds": {"subflows": {"Too late": {"instructions": ["…"]}}}}.';

function unreadable(rule: string, nextStep = SHAPES): InvalidInputError {
  return new InvalidInputError(rule, { problems: [{ path: "text", message: rule }], nextStep });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
