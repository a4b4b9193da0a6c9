import { z } from "zod";

const MAX_NAME_LENGTH = 80;

export const projectName = z
  .string()
  .trim()
  .min(1, "Give the project a name.")
  .max(MAX_NAME_LENGTH, `A project's name has at most ${MAX_NAME_LENGTH} characters.`)
  .describe("Name of the business");

export const createProjectInput = z.strictObject({
  name: projectName,
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/, "A currency is three letters, such as USD.")
    .default("USD")
    .describe("ISO 4217; for imported prices that name no currency"),
});
export type CreateProjectInput = z.output<typeof createProjectInput>;

export const renameProjectInput = z.strictObject({
  project_id: z.string().min(1).max(64),
  name: projectName,
});
export type RenameProjectInput = z.output<typeof renameProjectInput>;

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
