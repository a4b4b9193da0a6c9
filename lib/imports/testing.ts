import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { ROLE_PERMISSIONS } from "@/lib/auth/values";
import type { TableSummary } from "@/lib/backup/format";
import { connect, listTables, readRows, summarise } from "@/lib/backup/tables";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";

/** A project of its own organisation with a primary chatbot, and the operator as its caller. */
export async function projectForImport(
  name = "Acme",
): Promise<{ caller: Caller; projectId: string; chatbotId: string }> {
  const organisationId = newId("organisation");
  const projectId = newId("project");
  const chatbotId = newId("chatbot");
  await prisma.organisation.create({ data: { id: organisationId, name, planId: "starter" } });
  await prisma.project.create({ data: { id: projectId, organisationId, name } });
  await prisma.chatbot.create({ data: { projectId, id: chatbotId, name: "Support", isPrimary: true } });
  const caller: Caller = {
    actor: { kind: "operator" },
    organisationId,
    projectIds: [projectId],
    permissions: new Set(ROLE_PERMISSIONS.owner),
    tier: "starter",
  };
  return { caller, projectId, chatbotId };
}

/** A file of a text, in pieces of a few bytes so that no reader depends on where pieces end. */
export async function* pieces(content: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Hash of every row of every table but those that tell of imports themselves, by table. */
export async function tableHashes(
  except: readonly string[] = ["import_run", "import_rejection", "audit_entry"],
): Promise<Record<string, TableSummary>> {
  const client = await connect(env.databaseUrl);
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const sums: Record<string, TableSummary> = {};
    for (const table of await listTables(client)) {
      if (!except.includes(table.name)) sums[table.name] = await summarise(readRows(client, table));
    }
    return sums;
  } finally {
    await client.end();
  }
}
