import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { type Access, type GrantablePermission, isReading } from "@/lib/auth/values";
import { InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import {
  type ConnectionRow,
  lockConnection,
  requireStanding,
  toConnectionView,
  viewConnection,
} from "./rows";
import type { ConnectionView, NarrowConnectionInput } from "./schema";

/** What a connection may do, as far as it can be narrowed. */
interface Reach {
  access: Access;
  /** null: every project of the organisation, also later ones. */
  projectId: string | null;
  permissions: GrantablePermission[];
}

/**
 * Takes away some of what a connection may do; its next request already has only the rest. Nothing is ever added: for
 * that the client has to be approved again. Its OAuth scopes stay, because a token that lacks `mcp:write` makes clients
 * ask for it again at every change, and this was taken away on purpose.
 * @throws NotFoundError no such connection among those the caller may see; no such project
 * @throws ConflictError it has ended
 * @throws InvalidInputError something would be added, or nothing would be left
 */
export async function narrowConnection(
  caller: Caller,
  input: NarrowConnectionInput,
): Promise<ConnectionView> {
  return change(caller, {}, async (db) => {
    const row = await lockConnection(db, caller, input.connection_id);
    requireStanding(row);
    const before = reachOf(row);
    const after = narrowed(before, input);
    if (input.project_id !== undefined && input.project_id !== before.projectId) {
      const project = await db.project.findFirst({ where: { id: input.project_id }, select: { id: true } });
      if (!project) throw new NotFoundError("project", input.project_id);
    }
    if (JSON.stringify(before) === JSON.stringify(after)) return viewConnection(db, row);
    // Raw, because the tenant client moves no row to another project; the foreign key keeps it in the organisation.
    await db.$executeRaw`
      UPDATE connection SET access = ${after.access}::access, project_id = ${after.projectId}, permissions = ${after.permissions}
      WHERE id = ${row.id} AND organisation_id = ${caller.organisationId}`;
    await recordAudit(db, caller, {
      action: "connection.narrow",
      targetKind: "connection",
      targetId: row.id,
      details: { label: row.label, client: row.clientName, before: { ...before }, after: { ...after } },
    });
    return viewConnection(db, await lockConnection(db, caller, row.id));
  });
}

function reachOf(row: ConnectionRow): Reach {
  const { access, permissions } = toConnectionView(row, new Set(), new Date());
  return { access, projectId: row.project?.id ?? null, permissions };
}

/** @throws InvalidInputError */
function narrowed(before: Reach, input: NarrowConnectionInput): Reach {
  const more = (input.permissions ?? []).filter((name) => !before.permissions.includes(name));
  if (more.length > 0) throw widening("permissions", `This would add ${more.join(", ")}.`);
  const projectId = input.project_id ?? before.projectId;
  if (before.projectId !== null && projectId !== before.projectId) {
    throw widening("project_id", "This would give it another project.");
  }
  const access = input.access ?? before.access;
  const left = before.permissions.filter(
    (name) =>
      (input.permissions ?? before.permissions).includes(name) && (access === "full" || isReading(name)),
  );
  if (left.length === 0) {
    const message = "Nothing would be left that it may do.";
    throw new InvalidInputError(message, {
      nextStep: "Revoke the connection instead.",
      problems: [{ path: "permissions", message }],
    });
  }
  return { access, projectId, permissions: left };
}

function widening(path: string, what: string): InvalidInputError {
  return new InvalidInputError(`A connection can only be narrowed. ${what}`, {
    reason: "connection_widening",
    nextStep: "To let the app do more, connect it again and approve that.",
    problems: [{ path, message: "must not go beyond what the connection may do now" }],
  });
}
