import { z } from "zod";
import { timeZone } from "@/lib/core/schema";

const MAX_NAME_LENGTH = 80;

export const projectName = z
  .string()
  .trim()
  .min(1, "Give the project a name.")
  .max(MAX_NAME_LENGTH, `A project's name has at most ${MAX_NAME_LENGTH} characters.`)
  .describe("Name of the business");

const currency = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/, "A currency is three letters, such as USD.")
  .describe("ISO 4217; for imported prices that name no currency");

export const createProjectInput = z.strictObject({ name: projectName, currency: currency.default("USD") });
export type CreateProjectInput = z.output<typeof createProjectInput>;

export const renameProjectInput = z.strictObject({
  project_id: z.string().min(1).max(64),
  name: projectName,
});
export type RenameProjectInput = z.output<typeof renameProjectInput>;

/** Languages whose words are reduced to their stems in searches: configurations that PostgreSQL brings along. */
export const SEARCH_LANGUAGES = [
  "simple",
  "arabic",
  "danish",
  "dutch",
  "english",
  "finnish",
  "french",
  "german",
  "greek",
  "hungarian",
  "italian",
  "norwegian",
  "portuguese",
  "romanian",
  "russian",
  "spanish",
  "swedish",
  "turkish",
] as const;

export const projectSettings = z.strictObject({
  name: projectName,
  currency,
  search_language: z.enum(SEARCH_LANGUAGES),
  time_zone: timeZone.describe("Days of the dashboard's charts begin there"),
});
export type ProjectSettings = z.infer<typeof projectSettings>;

export const updateProjectInput = projectSettings.partial();
export type UpdateProjectInput = z.output<typeof updateProjectInput>;

export const projectView = z.strictObject({
  id: z.string(),
  name: z.string(),
  currency: z.string(),
  primary_chatbot_id: z.string().nullable(),
  created_at: z.iso.datetime(),
});
export type ProjectView = z.infer<typeof projectView>;

export const projectSummary = projectView.extend({
  chatbots: z.int().describe("Number of chatbots"),
  conversations: z.int().describe("Number of conversations so far"),
});
export type ProjectSummary = z.infer<typeof projectSummary>;

/** What leads from an empty project to one that works, in this order. */
export const GUIDE_STEPS = ["project", "content", "chatbot", "embed", "assistant"] as const;
export type GuideStep = (typeof GUIDE_STEPS)[number];

export const guideView = z.strictObject({
  done: z.array(z.enum(GUIDE_STEPS)),
  is_finished: z.boolean(),
  is_put_away: z.boolean(),
  primary_chatbot_id: z.string().nullable(),
});
export type Guide = z.infer<typeof guideView>;

export const setGuideInput = z.strictObject({ is_put_away: z.boolean() });
export type SetGuideInput = z.output<typeof setGuideInput>;
