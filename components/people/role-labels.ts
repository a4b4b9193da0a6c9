import type { Role } from "@/lib/auth/values";

/** What the roles are called, and what they may do. */
export const ROLE_LABELS: Record<Role, { title: string; hint: string }> = {
  owner: { title: "Owner", hint: "Everything" },
  admin: { title: "Admin", hint: "Everything except owners" },
  agent: { title: "Agent", hint: "Works with customers" },
  analyst: { title: "Analyst", hint: "Only looks" },
};
