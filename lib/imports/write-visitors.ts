import "server-only";
import { newId } from "@/lib/core/ids";
import type { TenantTransaction } from "@/lib/db/tenant";
import type { ImportedConversation, ImportedVisitor } from "./conversation-schema";

/**
 * Makes the visitors of conversations that name one, or finds them again, and fills in what was not known of them.
 * @returns the visitor's id by the conversation's id in the file
 */
export async function writeVisitors(
  db: TenantTransaction,
  projectId: string,
  conversations: readonly ImportedConversation[],
): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  const visitors = new Map<string, ImportedVisitor>();
  for (const { id, visitor } of conversations) {
    if (!visitor || !Object.values(visitor).some(Boolean)) continue;
    const key = keyOf(visitor, id);
    keys.set(id, key);
    const known = visitors.get(key);
    visitors.set(key, {
      id: visitor.id,
      name: known?.name ?? visitor.name,
      email: known?.email ?? visitor.email,
      phone: known?.phone ?? visitor.phone,
    });
  }
  if (keys.size === 0) return new Map();
  const payload = JSON.stringify(
    [...visitors].map(([externalId, visitor]) => ({ ...visitor, id: newId("visitor"), externalId })),
  );
  await db.$executeRaw`
    INSERT INTO visitor AS v (project_id, id, external_id, name, email, phone)
    SELECT ${projectId}, r.id, r."externalId", r.name, r.email, r.phone
      FROM jsonb_to_recordset(${payload}::jsonb) AS r(id text, "externalId" text, name text, email text, phone text)
     ORDER BY r."externalId"
    ON CONFLICT (project_id, external_id) DO UPDATE SET
      name = coalesce(v.name, excluded.name),
      email = coalesce(v.email, excluded.email),
      phone = coalesce(v.phone, excluded.phone)`;
  const rows = await db.visitor.findMany({
    where: { projectId, externalId: { in: [...visitors.keys()] } },
    select: { id: true, externalId: true },
  });
  const ids = new Map(rows.map((row) => [row.externalId, row.id]));
  return new Map([...keys].map(([conversationId, key]) => [conversationId, ids.get(key) as string]));
}

/** Two conversations share a visitor when the file says so by an id, an address or a number; a name alone says nothing. */
function keyOf(visitor: ImportedVisitor, conversationId: string): string {
  if (visitor.id) return visitor.id;
  if (visitor.email) return `email:${visitor.email.toLowerCase()}`;
  if (visitor.phone) return `phone:${visitor.phone.replace(/[^\d+]/g, "")}`;
  return `conversation:${conversationId}`;
}
