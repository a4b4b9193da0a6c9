import { z } from "zod";
import { isReading, PERMISSIONS, PERSONAL_PERMISSIONS, type Permission } from "./values";

export const permission = z.enum(PERMISSIONS);

export const ROLES = ["owner", "admin", "agent", "analyst"] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;

/** Tiers from the lowest to the highest. */
export const TIERS = ["starter", "growth", "business"] as const;
export type Tier = (typeof TIERS)[number];

/** Whether `tier` includes what needs `required`. */
export function includesTier(tier: Tier, required: Tier): boolean {
  return TIERS.indexOf(tier) >= TIERS.indexOf(required);
}

export type Access = "full" | "readonly";

const READING = PERMISSIONS.filter(isReading);

/** What each role may do. A connection never exceeds what its person's role allows at the time of the request. */
export const ROLE_PERMISSIONS: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set<Permission>([...PERMISSIONS, ...PERSONAL_PERMISSIONS]),
  admin: new Set<Permission>([...PERMISSIONS, ...PERSONAL_PERMISSIONS]),
  agent: new Set<Permission>([
    ...READING,
    "forms:write",
    "audience:write",
    "conversations:write",
    "tickets:write",
    "leads:write",
    "connections:grant",
  ]),
  analyst: new Set<Permission>([...READING, "connections:grant"]),
};

/**
 * Whether a person may let an assistant change anything: their role includes a change, and the organisation lets
 * members below admin grant it.
 */
export function mayGrantWriting(role: Role, membersMayWrite: boolean): boolean {
  const own = ROLE_PERMISSIONS[role];
  const mayChange = PERMISSIONS.some((name) => !isReading(name) && own.has(name));
  return mayChange && (membersMayWrite || own.has("organisation:manage"));
}
