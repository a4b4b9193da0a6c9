import type pg from "pg";
import { newId } from "@/lib/core/ids";

export interface SeededApproval {
  projectId: string;
  connectionId: string;
  tool?: string;
  state?: "waiting" | "done" | "refused" | "expired";
  changes?: { field: string; before: string | null; after: string | null }[];
  reason?: string;
  /** Who decided. */
  userId?: string;
}

/** A change that an assistant asked for, as the step in front of its tool stores it. */
export async function seedApproval(db: pg.Client, approval: SeededApproval): Promise<string> {
  const { projectId, connectionId, state = "waiting", tool = "update_chatbot_instructions" } = approval;
  const id = newId("approval");
  const isDecided = state === "done" || state === "refused";
  await db.query(
    `INSERT INTO approval (project_id, id, connection_id, call_id, tool, permission, arguments, change_hash, changes,
                           state, expires_at, decided_at, decided_by_id, reason)
     VALUES ($1, $2, $3, $4, $5, 'chatbots:write', '{}', $2, $6, $7::approval_state,
             clock_timestamp() + interval '1 day', $8, $9, $10)`,
    [
      projectId,
      id,
      connectionId,
      newId("call"),
      tool,
      JSON.stringify(
        approval.changes ?? [
          {
            field: "instructions",
            before:
              "You help customers of Bright Shop.\nAnswer in one sentence.\nNever promise a delivery date.",
            after:
              "You help customers of Bright Shop.\nAnswer in two or three friendly sentences.\nNever promise a delivery date.\nOffer a colleague when somebody is upset.",
          },
          { field: "appearance.primary_color", before: "#2563EB", after: "#B45309" },
        ],
      ),
      state,
      isDecided ? new Date() : null,
      isDecided ? (approval.userId ?? null) : null,
      approval.reason ?? "",
    ],
  );
  return id;
}
