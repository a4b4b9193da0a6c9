import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { newApiKey } from "@/lib/auth/api-key";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { isReading, PERMISSIONS } from "@/lib/auth/values";
import { InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { apiKeyColumns, toApiKeyView } from "./rows";
import type { CreateApiKeyInput, CreatedApiKey } from "./schema";

/**
 * Makes an API key. Its text is in this answer and nowhere else: the database keeps a hash.
 * @throws InsufficientPermissionError without `keys:manage`
 * @throws NotFoundError the project is not one of the caller's
 * @throws InvalidInputError the end is not in the future
 */
export async function createApiKey(caller: Caller, input: CreateApiKeyInput): Promise<CreatedApiKey> {
  requirePermission(caller, "keys:manage");
  if (input.project_id !== null && !caller.projectIds.includes(input.project_id)) {
    throw new NotFoundError("project", input.project_id);
  }
  const expiresAt = input.expires_at === null ? null : new Date(input.expires_at);
  if (expiresAt && expiresAt <= new Date()) {
    throw new InvalidInputError("The key would end before it begins.", {
      problems: [{ path: "expires_at", message: "must be in the future" }],
      nextStep: "Choose a later end date, or none.",
    });
  }
  const { text, hash, hint } = newApiKey();
  return change(caller, {}, async (db) => {
    const row = await db.apiKey.create({
      data: {
        id: newId("apiKey"),
        organisationId: caller.organisationId,
        projectId: input.project_id,
        name: input.name,
        secretHash: hash,
        hint,
        access: input.access,
        permissions: input.access === "readonly" ? PERMISSIONS.filter(isReading) : [...PERMISSIONS],
        createdById: caller.actor.kind === "person" ? caller.actor.userId : null,
        expiresAt,
      },
      select: apiKeyColumns,
    });
    await recordAudit(db, caller, {
      action: "api_key.create",
      targetKind: "api_key",
      targetId: row.id,
      details: { name: row.name, access: row.access, project: input.project_id },
    });
    return { api_key: toApiKeyView(row), secret: text };
  });
}
