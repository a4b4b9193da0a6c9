import { type GrantablePermission, includesTier, type Permission, type Tier } from "@/lib/auth/values";
import type { ToolCategory } from "./define-tool";

/** What people and the consent screen need to know of a tool; safe in the browser. */
export interface ToolSummary {
  name: string;
  title: string;
  category: ToolCategory;
  permission: GrantablePermission | "any";
  tier: Tier;
  /** Whether the tool only reads. */
  isReading: boolean;
}

/** What a connection may do, as far as it decides over tools. */
export interface ToolAccess {
  permissions: ReadonlySet<Permission>;
  tier: Tier;
  /** Endpoint, URL or approval leaves reading only. */
  isReadonly: boolean;
}

/**
 * `hidden`: not listed, and refused when called by name. `tier_required`: listed with a note, refused when called.
 * `callable`: listed and called.
 */
export type Verdict = "callable" | "tier_required" | "hidden";

/** The one rule over which tools a connection sees and may call; list, call and consent screen all ask it. */
export function verdictOn(
  tool: Pick<ToolSummary, "permission" | "tier" | "isReading">,
  access: ToolAccess,
): Verdict {
  if (access.isReadonly && !tool.isReading) return "hidden";
  if (tool.permission !== "any" && !access.permissions.has(tool.permission)) return "hidden";
  return includesTier(access.tier, tool.tier) ? "callable" : "tier_required";
}
