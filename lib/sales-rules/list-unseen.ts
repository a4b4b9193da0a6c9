import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { shownBy } from "./shown-by";
import type { SalesTrigger } from "./values";

/** Rules a widget is given at most; the oldest ones count. */
const MAX_WIDGET_RULES = 50;

/** What the widget has to know of a rule. */
export interface WidgetRuleView {
  id: string;
  trigger: SalesTrigger;
  page_part: string;
  threshold: number | null;
  message: string;
}

/**
 * The active rules of the visitor's chatbot whose message they have not seen, oldest first.
 * @param visitorHash SHA-256 of the visitor's token in hex
 */
export async function listUnseenRules(caller: Caller, visitorHash: string): Promise<WidgetRuleView[]> {
  const projectId = soleProject(caller);
  return dbFor(caller).$queryRaw<WidgetRuleView[]>`
    SELECT r.id, r.trigger::text AS trigger, r.page_part, r.threshold, r.message FROM sales_rule r
     WHERE r.project_id = ${projectId} AND r.chatbot_id = ${shownBy(caller)} AND r.is_active
       AND NOT EXISTS (SELECT 1 FROM sales_rule_showing s WHERE s.project_id = r.project_id AND s.rule_id = r.id
                          AND s.visitor_hash = ${visitorHash})
     ORDER BY r.created_at, r.id LIMIT ${MAX_WIDGET_RULES}::int`;
}
