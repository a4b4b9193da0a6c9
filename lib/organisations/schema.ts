import { z } from "zod";
import type { ConnectingClient } from "@/lib/connections/schema";
import { createUserInput, email, newPassword, personName } from "@/lib/people/schema";
import { projectName } from "@/lib/projects/schema";

const MAX_NAME_LENGTH = 80;

export const organisationName = z
  .string()
  .trim()
  .min(1, "Give the organisation a name.")
  .max(MAX_NAME_LENGTH, `An organisation's name has at most ${MAX_NAME_LENGTH} characters.`);

export const planId = z.string().trim().toLowerCase().min(1).max(40).describe("Id of a plan, such as growth");

/** Plan of an organisation that a signed-in person starts. */
export const DEFAULT_PLAN = "free";

/** Plan of the first organisation: whoever runs the installation meets no limit they did not set. */
export const FIRST_PLAN = "business";

export const createOrganisationInput = z.strictObject({
  name: organisationName,
  project_name: projectName.describe("Name of its first project"),
});
export type CreateOrganisationInput = z.output<typeof createOrganisationInput>;

export const createOrganisationWithOwnerInput = z.strictObject({
  name: organisationName,
  plan: planId.default(DEFAULT_PLAN),
  owner_email: email,
  owner_name: personName.optional().describe("The part of the address before the @ when left out"),
  owner_password: newPassword.optional().describe("Needed unless the address has an account"),
});
export type CreateOrganisationWithOwnerInput = z.output<typeof createOrganisationWithOwnerInput>;

export const setUpInput = createUserInput.extend({
  token: z.string().min(1).max(200),
  organisation_name: organisationName,
  project_name: projectName,
});
export type SetUpInput = z.output<typeof setUpInput>;

export const renameOrganisationInput = z.strictObject({ name: organisationName });
export type RenameOrganisationInput = z.output<typeof renameOrganisationInput>;

export const setPlanInput = z.strictObject({ plan: planId });
export type SetPlanInput = z.output<typeof setPlanInput>;

/** Longest list of clients that may connect. */
export const MAX_ALLOWED_CLIENTS = 200;

export const setClientPolicyInput = z.strictObject({
  policy: z
    .enum(["all", "verified", "listed"])
    .describe("Every client, those that prove who they are, or those on the list"),
  allowed_clients: z
    .array(
      z
        .string()
        .trim()
        .min(1)
        .max(500)
        .regex(/^[\x21-\x7e]+$/, "A client's id is one word without spaces, or the address of its document."),
    )
    .max(MAX_ALLOWED_CLIENTS, `A list has at most ${MAX_ALLOWED_CLIENTS} clients.`)
    .describe("Ids of the clients on the list; kept, but without effect, under another policy"),
  members_may_write: z.boolean().describe("Whether members below admin may let an assistant change anything"),
});
export type SetClientPolicyInput = z.output<typeof setClientPolicyInput>;

/** Which clients may connect to an organisation, and go on working. */
export type ClientPolicy = SetClientPolicyInput;

/** The policy with the clients it is about: those that connect now, and those on the list. */
export interface ClientPolicyView extends ClientPolicy {
  clients: ConnectingClient[];
}

/** What a policy would do to standing connections. */
export interface ClientPolicyPreview {
  /** Connections that work now and would get nothing. */
  stops: number;
  /** Connections that are blocked now and would go on. */
  resumes: number;
  /** Connections that would only read from then on. */
  becomes_readonly: number;
}

export const planView = z.strictObject({
  id: z.string(),
  name: z.string(),
  tier: z.enum(["starter", "growth", "business"]),
  tool_calls_per_minute: z.int(),
  tool_calls_per_day: z.int(),
  project_calls_per_minute: z.int(),
  ai_credits_per_month: z.int(),
});
export type PlanView = z.infer<typeof planView>;

export const organisationView = z.strictObject({
  id: z.string(),
  name: z.string(),
  plan: planView,
  created_at: z.iso.datetime(),
});
export type OrganisationView = z.infer<typeof organisationView>;
