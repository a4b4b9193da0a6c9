import { History } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { RevisionList } from "@/components/revisions/revision-list";
import { authorName, deed } from "@/components/revisions/words";
import { routes } from "@/components/shell/routes";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { listRevisions } from "@/lib/revisions/list";
import { listRevisionsInput } from "@/lib/revisions/schema";
import { filtered } from "@/lib/web/filtered";
import { UndoButton } from "../../../revisions/undo-button";
import { ChatbotHeader } from "../chatbot-header";
import { loadChatbot } from "../load-chatbot";

export const metadata: Metadata = { title: "Chatbot history" };

export default async function ChatbotHistoryPage({
  params,
  searchParams,
}: PageProps<"/p/[projectId]/chatbots/[chatbotId]/history">) {
  const [place, query] = await Promise.all([params, searchParams]);
  const { caller, chatbot, mayChange } = await loadChatbot(place);
  const result = await filtered(
    caller,
    listRevisionsInput,
    { kind: "chatbot", subject_id: chatbot.id, cursor: queryText(query, "cursor") },
    listRevisions,
  );
  const pages = routes.project(chatbot.project_id);
  const path = pages.chatbotHistory(chatbot.id);
  return (
    <>
      <ChatbotHeader chatbot={chatbot} current="history" />
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : (
        <Card aria-label="Changes">
          {result.data.items.length === 0 ? (
            <EmptyState icon={History} title="Nothing was changed yet">
              As soon as somebody or an assistant changes this chatbot, it is listed here with the difference,
              and can be undone.
            </EmptyState>
          ) : (
            <>
              <RevisionList
                revisions={result.data.items}
                actions={(revision) =>
                  mayChange &&
                  revision.is_undoable && (
                    <UndoButton
                      projectId={chatbot.project_id}
                      revisionId={revision.id}
                      what={`${authorName(revision)} ${deed(revision)}`}
                    />
                  )
                }
              />
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
      <p className="mt-3 text-sm">
        <Link href={pages.revisions} className="text-link hover:underline">
          All changes of the project, with sales rules
        </Link>
      </p>
    </>
  );
}
