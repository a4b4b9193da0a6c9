import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { afterNewest, newestFirst, newestFirstCursor } from "@/lib/db/newest-first";
import { listName, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { salesRuleColumns, toSalesRuleView } from "./rows";
import type { ListSalesRulesInput, SalesRulePage } from "./schema";

/**
 * Sales rules of the caller's projects, newest first; those that are on unless asked for all.
 * @throws NotFoundError no such chatbot in a project the caller may see
 * @throws InvalidInputError a foreign cursor
 */
export async function listSalesRules(caller: Caller, input: ListSalesRulesInput): Promise<SalesRulePage> {
  requirePermission(caller, "chatbots:read");
  const db = dbFor(caller);
  const { limit, cursor, chatbot_id: chatbotId, include_inactive: isWhole } = input;
  const list = listName("sales rules", caller, { chatbotId, isWhole });
  const rows = await db.salesRule.findMany({
    where: {
      ...(chatbotId === undefined ? {} : { chatbotId }),
      ...(isWhole ? {} : { isActive: true }),
      ...afterNewest(list, cursor),
    },
    orderBy: newestFirst,
    take: limit + 1,
    select: salesRuleColumns,
  });
  if (rows.length === 0 && chatbotId !== undefined) {
    const chatbot = await db.chatbot.findFirst({ where: { id: chatbotId }, select: { id: true } });
    if (!chatbot) throw new NotFoundError("chatbot", chatbotId);
  }
  return toViews(rows, limit, toSalesRuleView, (row) => newestFirstCursor(list, row));
}
