import { MessagesSquare, Upload } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ConversationTable } from "@/components/conversations/conversation-table";
import { PLATFORM_LABELS } from "@/components/conversations/words";
import { FilterBar } from "@/components/lists/filter-bar";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DateRange } from "@/components/ui/date-range";
import { EmptyState } from "@/components/ui/empty-state";
import { NativeSelect } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchInput } from "@/components/ui/search-input";
import { callerForProject } from "@/lib/auth/session";
import { listChatbots } from "@/lib/chatbots/list";
import type { ChatbotView } from "@/lib/chatbots/schema";
import { listConversations } from "@/lib/conversations/list";
import { listConversationsInput, PLATFORMS } from "@/lib/conversations/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: "Conversations" };

const PAGE_SIZE = 50;
/** Chatbots offered in the filter. */
const MAX_CHATBOTS = 100;

export default async function ConversationsPage({
  params,
  searchParams,
}: PageProps<"/p/[projectId]/conversations">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const filters = {
    q: queryText(query, "q"),
    chatbot: queryText(query, "chatbot"),
    platform: queryText(query, "platform"),
    from: queryText(query, "from"),
    to: queryText(query, "to"),
  };
  const [chatbots, result] = await Promise.all([
    listChatbots(caller, { limit: MAX_CHATBOTS }),
    filtered(
      caller,
      listConversationsInput,
      {
        query: filters.q,
        chatbot_id: filters.chatbot,
        platform: filters.platform,
        from: filters.from,
        to: filters.to,
        cursor: queryText(query, "cursor"),
        limit: PAGE_SIZE,
      },
      listConversations,
    ),
  ]);
  const path = routes.project(projectId).conversations;
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <PageHeader title="Conversations" description="What customers wrote and what they were answered." />
      <Filters path={path} filters={filters} chatbots={chatbots.items} />
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : (
        <Card aria-label="Conversations">
          {result.data.items.length > 0 ? (
            <>
              <ConversationTable
                label="Conversations"
                projectId={projectId}
                conversations={result.data.items}
              />
              <div className="border-t px-4 py-2.5">
                <Pagination
                  summary="Newest first"
                  {...pageAddresses(path, filters, query, result.data.next_cursor)}
                />
              </div>
            </>
          ) : (
            <Nothing
              isFiltered={isFiltered}
              path={path}
              importHref={
                caller.permissions.has("history:import") ? routes.project(projectId).import : undefined
              }
            />
          )}
        </Card>
      )}
    </>
  );
}

interface FiltersProps {
  path: string;
  filters: Record<"q" | "chatbot" | "platform" | "from" | "to", string | undefined>;
  chatbots: readonly ChatbotView[];
}

function Filters({ path, filters, chatbots }: FiltersProps) {
  return (
    <FilterBar path={path} values={filters} label="Filter conversations">
      <SearchInput
        name="q"
        label="Search messages"
        defaultValue={filters.q}
        maxLength={200}
        className="col-span-2 sm:max-w-72"
      />
      {chatbots.length > 1 && (
        <NativeSelect
          name="chatbot"
          aria-label="Chatbot"
          defaultValue={filters.chatbot ?? ""}
          className="sm:w-44"
        >
          <option value="">All chatbots</option>
          {chatbots.map((chatbot) => (
            <option key={chatbot.id} value={chatbot.id}>
              {chatbot.name}
            </option>
          ))}
        </NativeSelect>
      )}
      <NativeSelect
        name="platform"
        aria-label="Platform"
        defaultValue={filters.platform ?? ""}
        className={chatbots.length > 1 ? "sm:w-40" : "max-sm:col-span-2 sm:w-40"}
      >
        <option value="">All platforms</option>
        {PLATFORMS.map((name) => (
          <option key={name} value={name}>
            {PLATFORM_LABELS[name]}
          </option>
        ))}
      </NativeSelect>
      <DateRange label="Last message" from={filters.from} to={filters.to} className="max-sm:col-span-2" />
    </FilterBar>
  );
}

function Nothing(props: { isFiltered: boolean; path: string; importHref: string | undefined }) {
  if (props.isFiltered) {
    return (
      <NothingMatches icon={MessagesSquare} title="No conversation matches" clearHref={props.path}>
        Try fewer or other words, or a longer range of days.
      </NothingMatches>
    );
  }
  return (
    <EmptyState
      icon={MessagesSquare}
      title="No conversations yet"
      action={
        props.importHref && (
          <Button asChild>
            <Link href={props.importHref}>
              <Upload /> Import history
            </Link>
          </Button>
        )
      }
    >
      {props.importHref
        ? "Import the conversations you already have to search them here and from your assistant."
        : "An owner or admin can import the conversations you already have."}
    </EmptyState>
  );
}
