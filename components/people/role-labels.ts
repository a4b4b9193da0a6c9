import type { Role } from "@/lib/auth/schema";

/** What the roles are called, and what they may do. */
export const ROLE_LABELS: Record<Role, { title: string; hint: string }> = {
  owner: { title: "Owner", hint: "Everything, also owners and the organisation itself" },
  admin: { title: "Admin", hint: "Everything except changing owners" },
  agent: { title: "Agent", hint: "Reads everything, works with customers, connects own assistants" },
  analyst: { title: "Analyst", hint: "Reads everything, changes nothing" },
};
