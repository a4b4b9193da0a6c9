import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { UTC } from "@/lib/core/time-zone";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";
import { dailyFigures } from "./days";
import { type FigureSums, figureSums, ratio, sumOf, toFigures } from "./figures";
import { periodOf } from "./period";
import { type ChatbotMetrics, type GetChatbotMetricsInput, MAX_CHATBOT_ROWS } from "./schema";

interface Row extends FigureSums {
  /** Null for what is counted without a chatbot. */
  id: string | null;
  projectId: string;
  name: string;
  isPrimary: boolean;
  isEnabled: boolean;
  active: number;
  activeNow: number;
}

/**
 * How each chatbot of the caller's projects does, and all of them together: conversations of the last 24 hours and 15
 * minutes, and for the period what came in, how fast it was answered and how much of it became leads.
 * @param zone where the days of the period begin; assistants always ask in UTC
 * @throws NotFoundError no such chatbot in a project the caller may see
 * @throws InvalidInputError days that do not fit together; see `periodOf`
 */
export async function getChatbotMetrics(
  caller: Caller,
  input: GetChatbotMetricsInput,
  zone: string = UTC,
): Promise<ChatbotMetrics> {
  requirePermission(caller, "analytics:read");
  const period = periodOf(input, zone);
  const projects = [...caller.projectIds];
  const now = Date.now();
  const day = new Date(now - 86_400_000);
  const quarter = new Date(now - 15 * 60_000);
  const only = (column: Prisma.Sql) =>
    input.chatbot_id === undefined ? Prisma.empty : Prisma.sql`AND ${column} = ${input.chatbot_id}`;
  const rows = await dbFor(caller).$queryRaw<Row[]>`
    WITH counted AS (
      SELECT d.project_id, d.chatbot_id, ${figureSums}
        FROM ${dailyFigures(projects, period, zone)} d
       WHERE true ${only(Prisma.sql`d.chatbot_id`)}
       GROUP BY d.project_id, d.chatbot_id
    ), active AS (
      SELECT c.project_id, c.chatbot_id, count(*)::int AS active,
             (count(*) FILTER (WHERE c.last_message_at >= ${quarter}))::int AS "activeNow"
        FROM conversation c
       WHERE c.project_id = ANY (${projects}::text[]) AND c.last_message_at >= ${day} ${only(Prisma.sql`c.chatbot_id`)}
       GROUP BY c.project_id, c.chatbot_id
    ), bot AS (
      SELECT b.project_id, b.id, b.name, b.is_primary, b.is_enabled
        FROM chatbot b WHERE b.project_id = ANY (${projects}::text[]) ${only(Prisma.sql`b.id`)}
    )
    SELECT b.id, b.project_id AS "projectId", b.name, b.is_primary AS "isPrimary", b.is_enabled AS "isEnabled",
           coalesce(a.active, 0) AS active, coalesce(a."activeNow", 0) AS "activeNow",
           coalesce(d.conversations, 0) AS conversations, coalesce(d."userMessages", 0) AS "userMessages",
           coalesce(d."agentMessages", 0) AS "agentMessages", coalesce(d.answered, 0) AS answered,
           coalesce(d."responseSeconds", 0) AS "responseSeconds", coalesce(d.responses, 0) AS responses,
           coalesce(d.leads, 0) AS leads, coalesce(d.tickets, 0) AS tickets
      FROM bot b
      FULL JOIN counted d ON d.project_id = b.project_id AND d.chatbot_id = b.id
      LEFT JOIN active a ON a.project_id = b.project_id AND a.chatbot_id = b.id
     ORDER BY conversations DESC, b.is_primary DESC, b.id`;
  const chatbots = rows.filter((row): row is Row & { id: string } => row.id !== null);
  if (input.chatbot_id !== undefined && chatbots.length === 0) {
    throw new NotFoundError("chatbot", input.chatbot_id);
  }
  return {
    period,
    total: figuresOf(rows),
    chatbot_count: chatbots.length,
    chatbots: chatbots.slice(0, MAX_CHATBOT_ROWS).map((row) => ({
      chatbot_id: row.id,
      name: row.name,
      project_id: row.projectId,
      is_primary: row.isPrimary,
      is_enabled: row.isEnabled,
      ...figuresOf([row]),
    })),
  };
}

function figuresOf(rows: readonly Row[]) {
  return {
    active_conversations: sumOf(rows, "active"),
    active_last_15_minutes: sumOf(rows, "activeNow"),
    ...toFigures(rows),
    lead_conversion: ratio(sumOf(rows, "leads"), sumOf(rows, "conversations")),
  };
}
