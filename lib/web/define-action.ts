import "server-only";
import { refresh } from "next/cache";
import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import type { Caller } from "@/lib/auth/caller";
import { requestFacts } from "@/lib/auth/request-facts";
import { callerForOrganisation, callerForProject } from "@/lib/auth/session";
import { toInvalidInput, toPublicError } from "./errors";
import type { ActionResult } from "./schema";

export type Verb<Who, Input, View> = (caller: Who, input: Input) => Promise<View>;

/** How an action finds out who calls it. It must throw when nobody may. */
export interface ActionOptions<Who, Input> {
  caller: (input: Input) => Promise<Who>;
}

/**
 * A server action out of a verb: checks the input, asks for the caller, runs the verb and tells failures in words.
 * After a success the page is read anew. Every export of a "use server" file is a public endpoint, so such a file holds
 * nothing but these.
 */
export function defineAction<Schema extends z.ZodType, View, Who = Caller>(
  schema: Schema,
  verb: Verb<Who, z.output<Schema>, View>,
  options: ActionOptions<Who, z.output<Schema>>,
): (input: z.input<Schema>) => Promise<ActionResult<View>> {
  return (input) => answer(schema, input, async (parsed) => verb(await options.caller(parsed), parsed));
}

const placeId = z.string().max(64);

/**
 * The same for a verb in one project, whose id is the first argument: verbs themselves never take one.
 * @param options with `isQuiet` the page is not read anew, because it keeps itself up to date
 */
export function defineProjectAction<Schema extends z.ZodType, View>(
  schema: Schema,
  verb: Verb<Caller, z.output<Schema>, View>,
  options: { isQuiet?: boolean } = {},
): (projectId: string, input: z.input<Schema>) => Promise<ActionResult<View>> {
  return (projectId, input) =>
    answer(
      schema,
      input,
      async (parsed) => verb(await callerForProject(parse(placeId, projectId)), parsed),
      options.isQuiet,
    );
}

/** The same for a verb in one organisation, whose id is the first argument. */
export function defineOrganisationAction<Schema extends z.ZodType, View>(
  schema: Schema,
  verb: Verb<Caller, z.output<Schema>, View>,
): (organisationId: string, input: z.input<Schema>) => Promise<ActionResult<View>> {
  return (organisationId, input) =>
    answer(schema, input, async (parsed) =>
      verb(await callerForOrganisation(parse(placeId, organisationId)), parsed),
    );
}

async function answer<Schema extends z.ZodType, View>(
  schema: Schema,
  input: unknown,
  work: (parsed: z.output<Schema>) => Promise<View>,
  isQuiet = false,
): Promise<ActionResult<View>> {
  try {
    const data = await work(parse(schema, input));
    if (!isQuiet) refresh();
    return { ok: true, data };
  } catch (error) {
    // A redirect or "not found" of Next is an answer, not a failure.
    unstable_rethrow(error);
    const { requestId } = await requestFacts();
    return { ok: false, error: toPublicError(error, requestId ?? null) };
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw toInvalidInput(parsed.error);
  return parsed.data;
}
