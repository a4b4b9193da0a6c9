import { z } from "zod";
import { permission } from "@/lib/auth/schema";
import type { GrantablePermission, Role, Tier } from "@/lib/auth/values";
import { endDate } from "@/lib/connections/schema";
import { MAX_LABEL_LENGTH } from "@/lib/connections/values";

const uid = z.string().min(10).max(64);

/** What a person chose on the consent screen. */
export const approveRequestInput = z.strictObject({
  uid: uid.describe("The request that is answered"),
  shown_to: z.string().max(64).describe("Id of the person the screen was shown to"),
  organisation_id: z.string().max(64),
  project_id: z.string().max(64).nullable().describe("null: every project, also later ones"),
  access: z.enum(["readonly", "full"]),
  permissions: z.array(permission).min(1, "Choose at least one permission.").max(50),
  label: z.string().trim().max(MAX_LABEL_LENGTH, `At most ${MAX_LABEL_LENGTH} characters.`),
  expires_at: endDate,
  asks_first: z.boolean().default(false).describe("Whether a change waits until a person approves it"),
});
export type ApproveRequestInput = z.output<typeof approveRequestInput>;

export const refuseRequestInput = z.strictObject({ uid });
export type RefuseRequestInput = z.infer<typeof refuseRequestInput>;

/** Where the browser goes next, which takes the answer to the client. */
export interface AnsweredRequest {
  continue_at: string;
}

/** An organisation the person may connect a client to. */
export interface ConsentOrganisation {
  id: string;
  name: string;
  role: Role;
  tier: Tier;
  planName: string;
  projects: { id: string; name: string }[];
  /** Whether its policy lets this client connect. */
  letsClientConnect: boolean;
  /** Whether its policy lets members below admin grant changes. */
  membersMayWrite: boolean;
  /** Who can change the policy; some of them, by name. */
  admins: string[];
}

/** The client that asks, as far as anything about it is known. */
export interface ConsentClient {
  id: string;
  name: string;
  /** Told apart by a document only its maker can publish, and the answer goes to its maker's address. */
  isVerified: boolean;
  /** Host of its metadata document; null when it registered itself or was set up by the operator. */
  documentHost: string | null;
  isPreregistered: boolean;
  /** Host the answer goes to, or the scheme of an app. */
  redirectHost: string;
  redirectKind: "https" | "loopback" | "private-use";
}

/** Everything the consent screen shows. */
export interface ConsentView {
  uid: string;
  client: ConsentClient;
  /** Set when the endpoint is for one project. */
  pinnedProjectId: string | null;
  /** Why only reading can be granted; null when the person may choose. */
  readonlyBecause: "endpoint" | "client" | null;
  /** Permissions the client named; null when it left the choice open. */
  requested: GrantablePermission[] | null;
  organisations: ConsentOrganisation[];
}
