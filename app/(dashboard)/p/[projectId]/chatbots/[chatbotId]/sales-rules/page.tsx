import { Megaphone, Plus } from "lucide-react";
import type { Metadata } from "next";
import { formatCount } from "@/components/format/count";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { ruleSentence } from "@/components/sales-rules/words";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { listSalesRules } from "@/lib/sales-rules/list";
import { listSalesRulesInput, type SalesRuleView } from "@/lib/sales-rules/schema";
import { filtered } from "@/lib/web/filtered";
import { ChatbotHeader } from "../chatbot-header";
import { loadChatbot } from "../load-chatbot";
import { RuleActions } from "./rule-actions";
import { RuleDialog } from "./rule-dialog";

export const metadata: Metadata = { title: "Sales rules" };

export default async function SalesRulesPage({
  params,
  searchParams,
}: PageProps<"/p/[projectId]/chatbots/[chatbotId]/sales-rules">) {
  const [place, query] = await Promise.all([params, searchParams]);
  const { caller, chatbot, mayChange } = await loadChatbot(place);
  const result = await filtered(
    caller,
    listSalesRulesInput,
    { chatbot_id: chatbot.id, include_inactive: true, cursor: queryText(query, "cursor") },
    listSalesRules,
  );
  const path = routes.project(chatbot.project_id).salesRules(chatbot.id);
  const create = mayChange && (
    <RuleDialog
      projectId={chatbot.project_id}
      chatbotId={chatbot.id}
      trigger={
        <Button>
          <Plus /> New rule
        </Button>
      }
    />
  );
  const isEmpty = result.ok && result.data.items.length === 0;
  return (
    <>
      <ChatbotHeader chatbot={chatbot} current="rules" />
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-2xl text-muted-foreground text-sm">
          A sales rule lets the chat speak first, for example when a visitor is about to leave.
        </p>
        {!isEmpty && create}
      </div>
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : (
        <Card aria-label="Sales rules">
          {isEmpty ? (
            <EmptyState icon={Megaphone} title="No sales rules yet" action={create}>
              {mayChange
                ? "Make one to greet visitors at the right moment."
                : "An owner or admin can make one to greet visitors at the right moment."}
            </EmptyState>
          ) : (
            <>
              <ul className="divide-y">
                {result.data.items.map((rule) => (
                  <Rule key={rule.id} rule={rule} mayChange={mayChange} />
                ))}
              </ul>
              <div className="border-t px-4 py-2.5">
                <Pagination
                  summary="Newest first"
                  {...pageAddresses(path, {}, query, result.data.next_cursor)}
                />
              </div>
            </>
          )}
        </Card>
      )}
    </>
  );
}

function Rule({ rule, mayChange }: { rule: SalesRuleView; mayChange: boolean }) {
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3.5">
      <div className="grid min-w-0 flex-1 basis-64 gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="break-words font-medium">{rule.name}</span>
          <Badge variant={rule.is_active ? "success" : "neutral"} dot>
            {rule.is_active ? "On" : "Off"}
          </Badge>
        </p>
        <p className="break-words text-muted-foreground text-sm">{ruleSentence(rule)}</p>
        <p className="whitespace-pre-wrap break-words border-l-2 pl-2.5 text-sm">{rule.message}</p>
        <p className="text-muted-foreground text-xs">
          Shown {formatCount(rule.shown_count)} {rule.shown_count === 1 ? "time" : "times"}
        </p>
      </div>
      {mayChange && <RuleActions rule={rule} />}
    </li>
  );
}
