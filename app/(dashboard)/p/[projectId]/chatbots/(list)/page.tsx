import { Bot } from "lucide-react";
import type { Metadata } from "next";
import { languageName, modelName } from "@/components/chatbots/words";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { callerForProject } from "@/lib/auth/session";
import { listChatbots } from "@/lib/chatbots/list";
import { type ChatbotView, listChatbotsInput } from "@/lib/chatbots/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: HEADINGS.chatbots.title };

const PAGE_SIZE = 50;

export default async function ChatbotsPage({ params, searchParams }: PageProps<"/p/[projectId]/chatbots">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const path = routes.project(projectId).chatbots;
  const result = await filtered(
    caller,
    listChatbotsInput,
    { cursor: queryText(query, "cursor"), limit: PAGE_SIZE },
    listChatbots,
  );
  const pages = result.ok ? pageAddresses(path, {}, query, result.data.next_cursor) : null;
  return (
    <>
      <PageHeader {...HEADINGS.chatbots} />
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : (
        <Card aria-label="Chatbots">
          {result.data.items.length > 0 ? (
            <ChatbotTable projectId={projectId} chatbots={result.data.items} />
          ) : (
            <EmptyState icon={Bot} title="No chatbot yet">
              A project gets its first chatbot when it is created. Ask the operator to add one.
            </EmptyState>
          )}
          {(pages?.previousHref || pages?.nextHref) && (
            <div className="border-t px-4 py-2.5">
              <Pagination {...pages} />
            </div>
          )}
        </Card>
      )}
    </>
  );
}

function ChatbotTable({ projectId, chatbots }: { projectId: string; chatbots: readonly ChatbotView[] }) {
  return (
    <Table label="Chatbots" phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>Name</TableHead>
          <TableHead>State</TableHead>
          <TableHead>Model</TableHead>
          <TableHead>Language</TableHead>
          <TableHead numeric>Conversations</TableHead>
          <TableHead numeric>Changed</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {chatbots.map((chatbot) => (
          <TableRow key={chatbot.id}>
            <TableCell>
              <div className="grid min-w-0 gap-0.5">
                <span className="flex flex-wrap items-center gap-2">
                  <RowLink href={routes.project(projectId).chatbot(chatbot.id)}>{chatbot.name}</RowLink>
                  {chatbot.is_primary && <Badge variant="default">Primary</Badge>}
                </span>
                {chatbot.description && (
                  <span className="line-clamp-1 text-muted-foreground text-xs">{chatbot.description}</span>
                )}
              </div>
            </TableCell>
            <TableCell label="State">
              <Badge variant={chatbot.is_enabled ? "success" : "neutral"} dot>
                {chatbot.is_enabled ? "On" : "Off"}
              </Badge>
            </TableCell>
            <TableCell label="Model" wide>
              {modelName(chatbot.model)}
            </TableCell>
            <TableCell label="Language">{languageName(chatbot.language)}</TableCell>
            <TableCell label="Conversations" numeric>
              {formatCount(chatbot.conversation_count)}
            </TableCell>
            <TableCell label="Changed" numeric className="text-muted-foreground">
              <Moment at={chatbot.updated_at} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
