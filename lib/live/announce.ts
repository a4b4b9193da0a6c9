import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";

/** Something that people who watch the project should see now: what kind of thing it is, never what it says. */
export interface LiveEvent {
  kind: "conversation" | "lead" | "ticket" | "approval" | "training";
}

/**
 * Tells every instance, when the transaction commits, that something happened in a project. Who hears it looks for
 * itself, with the rights of whoever watches. At most once for a batch: each announcement makes the commits of others
 * wait for a moment.
 */
export async function announce(db: TenantTransaction, projectId: string, event: LiveEvent): Promise<void> {
  const payload = JSON.stringify({ project: projectId, ...event });
  await db.$executeRaw`SELECT pg_notify('caramel_live', ${payload})`;
}

/** The project an announcement is about; null when it is none of ours. */
export function announcedProject(payload: string): string | null {
  try {
    const { project } = JSON.parse(payload) as { project?: unknown };
    return typeof project === "string" ? project : null;
  } catch {
    return null;
  }
}
