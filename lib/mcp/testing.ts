import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { idOf } from "@/lib/core/schema";
import { change } from "@/lib/db/change";
import { recordRevision } from "@/lib/revisions/record";
import { fieldChange } from "@/lib/revisions/schema";
import { buildCatalogue } from "./catalogue";
import { type AnyTool, defineTool, READS } from "./define-tool";
import { toolsetOf } from "./product-toolset";
import type { ServeOptions } from "./serve";
import { serveMcp } from "./serve";

const WRITES = { ...READS, readOnlyHint: false };

/** Small tools with every trait that serving has to deal with. */
export const sampleTools: AnyTool[] = [
  defineTool({
    name: "list_notes",
    aliases: ["caramel.v1.note.list"],
    title: "List notes",
    description: "Notes of a project.",
    category: "conversations",
    scope: "project",
    permission: "conversations:read",
    tier: "starter",
    annotations: READS,
    input: z.strictObject({
      limit: z.number().int().min(1).max(100).default(20).describe("Rows"),
      cursor: z.string().max(200).optional().describe("next_cursor of the page before"),
      characters: z.number().int().min(0).max(200_000).default(10).describe("Length of each text"),
    }),
    output: z.strictObject({
      items: z.array(z.strictObject({ id: z.string(), project_id: z.string(), text: z.string() })),
      next_cursor: z.string().nullable(),
    }),
    customerWritten: ["items[].text"],
    async run(caller, { limit, cursor, characters }) {
      const start = Number(cursor ?? 0);
      const items = Array.from({ length: Math.min(limit, 100 - start) }, (_, index) => ({
        id: `note-${start + index}`,
        project_id: caller.projectIds.join("+"),
        text: "n".repeat(characters),
      }));
      const next = start + items.length;
      return { items, next_cursor: next < 100 ? String(next) : null };
    },
  }),
  defineTool({
    name: "change_note",
    title: "Change note",
    description: "Changes a note.",
    category: "chatbots",
    scope: "project",
    permission: "chatbots:write",
    tier: "starter",
    annotations: WRITES,
    input: z.strictObject({ text: z.string().max(20).describe("New text") }),
    output: z.strictObject({ project_id: z.string() }),
    async run(caller, { text }) {
      if (text === "conflict") throw new ConflictError("The note is locked.", { reason: "note_locked" });
      return { project_id: caller.projectIds.join("+") };
    },
  }),
  defineTool({
    name: "grow_note",
    title: "Grow note",
    description: "Grows a note.",
    category: "account",
    scope: "organisation",
    permission: "any",
    tier: "growth",
    annotations: READS,
    input: z.strictObject({}),
    output: z.strictObject({ grown: z.boolean() }),
    async run() {
      return { grown: true };
    },
  }),
  defineTool({
    name: "who_am_i",
    title: "Who am I",
    description: "Tells organisation and word, after a while.",
    category: "account",
    scope: "organisation",
    permission: "any",
    tier: "starter",
    annotations: READS,
    input: z.strictObject({
      word: z.string().max(100).default("").describe("Comes back"),
      milliseconds: z.number().int().min(0).max(2_000).default(0).describe("Time to take"),
    }),
    output: z.strictObject({ organisation_id: z.string(), word: z.string(), tools: z.array(z.string()) }),
    async run(caller, { word, milliseconds }, context) {
      await wait(milliseconds);
      return {
        organisation_id: caller.organisationId,
        word,
        tools: context.listTools().map(({ name }) => name),
      };
    },
  }),
  defineTool({
    name: "free_note",
    title: "Free note",
    description: "Takes nothing.",
    category: "account",
    scope: "organisation",
    permission: "any",
    tier: "starter",
    isFree: true,
    annotations: READS,
    input: z.strictObject({}),
    output: z.strictObject({ free: z.boolean() }),
    async run() {
      return { free: true };
    },
  }),
  defineTool({
    name: "break_note",
    title: "Break note",
    description: "Fails in a way that is ours.",
    category: "account",
    scope: "organisation",
    permission: "any",
    tier: "starter",
    annotations: READS,
    input: z.strictObject({}),
    output: z.strictObject({}),
    async run() {
      throw new Error("connect postgres://user:hunter2@db.internal failed");
    },
  }),
];

/** What a test may do in the middle of `rename_chatbot`. */
export const inRename: { beforeChange?: () => Promise<void>; beforeEnd?: () => Promise<void> } = {};

/** A tool that changes a real row as the product's do, besides those above. */
export const renameTool: AnyTool = defineTool({
  name: "rename_chatbot",
  title: "Rename chatbot",
  description: "Renames a chatbot.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:write",
  tier: "starter",
  annotations: WRITES,
  input: z.strictObject({
    chatbot_id: idOf("chatbot").describe("Which"),
    name: z.string().min(1).max(50).describe("New name"),
    dry_run: z.boolean().default(false).describe("Only say what would change."),
  }),
  output: z.strictObject({
    chatbot_id: idOf("chatbot"),
    name: z.string(),
    changes: z.array(fieldChange),
    dry_run: z.boolean(),
    revision_id: z.string().nullable(),
  }),
  async run(caller, { chatbot_id: id, name, dry_run: dryRun }) {
    if (!dryRun) await inRename.beforeChange?.();
    return change(caller, { dryRun }, async (db) => {
      const before = await db.chatbot.findFirst({ where: { id }, select: { name: true } });
      if (!before) throw new NotFoundError("chatbot", id);
      if (name === "conflict") throw new ConflictError("The chatbot is locked.", { reason: "locked" });
      const answer = { chatbot_id: id, name, dry_run: dryRun };
      if (before.name === name) return { ...answer, changes: [], revision_id: null };
      await db.chatbot.updateMany({ where: { id }, data: { name } });
      await recordRevision(db, caller, {
        subjectKind: "chatbot",
        subjectId: id,
        action: "update",
        before: { name: before.name },
        after: { name },
      });
      if (!dryRun) await inRename.beforeEnd?.();
      return { ...answer, changes: [{ field: "name", before: before.name, after: name }], revision_id: null };
    });
  },
});

/** With a tool whose changes can wait for a person. */
export const askingCatalogue = buildCatalogue([...sampleTools, renameTool]);

/** The sample tools as an endpoint serves them. */
export const sampleToolset = toolsetOf(buildCatalogue(sampleTools));

/** Serves the sample tools at an endpoint. */
export function serveSample(request: Request, options: Partial<ServeOptions> = {}): Promise<Response> {
  return serveMcp(request, { endpoint: "account", access: "full", toolset: sampleToolset, ...options });
}
