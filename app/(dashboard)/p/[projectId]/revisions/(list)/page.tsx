import { History } from "lucide-react";
import type { Metadata } from "next";
import { ExportLink } from "@/components/lists/export-link";
import { FilterBar } from "@/components/lists/filter-bar";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { RevisionList } from "@/components/revisions/revision-list";
import { authorName, deed } from "@/components/revisions/words";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { NativeSelect } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { callerForProject } from "@/lib/auth/session";
import { listRevisions } from "@/lib/revisions/list";
import { listRevisionsInput } from "@/lib/revisions/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { UndoButton } from "../undo-button";

export const metadata: Metadata = { title: HEADINGS.history.title };

type Filters = Record<"kind" | "author", string | undefined>;

export default async function RevisionsPage({ params, searchParams }: PageProps<"/p/[projectId]/revisions">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const filters: Filters = { kind: queryText(query, "kind"), author: queryText(query, "author") };
  const result = await filtered(
    caller,
    listRevisionsInput,
    { ...filters, cursor: queryText(query, "cursor") },
    listRevisions,
  );
  const path = routes.project(projectId).revisions;
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const mayUndo = caller.permissions.has("chatbots:write");
  return (
    <>
      <PageHeader
        {...HEADINGS.history}
        actions={<ExportLink path={`projects/${projectId}/revisions.csv`} filters={filters} />}
      />
      <Filtering path={path} filters={filters} />
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : (
        <Card aria-label="Changes">
          {result.data.items.length === 0 ? (
            <Nothing isFiltered={isFiltered} path={path} />
          ) : (
            <>
              <RevisionList
                revisions={result.data.items}
                namesSubject
                actions={(revision) =>
                  mayUndo &&
                  revision.is_undoable && (
                    <UndoButton
                      projectId={projectId}
                      revisionId={revision.id}
                      what={`${authorName(revision)} ${deed(revision)}`}
                    />
                  )
                }
              />
              <div className="border-t px-4 py-2.5">
                <Pagination
                  summary="Newest first"
                  {...pageAddresses(path, filters, query, result.data.next_cursor)}
                />
              </div>
            </>
          )}
        </Card>
      )}
    </>
  );
}

function Filtering({ path, filters }: { path: string; filters: Filters }) {
  return (
    <FilterBar path={path} values={filters} label="Filter changes">
      <NativeSelect
        name="kind"
        aria-label="What was changed"
        defaultValue={filters.kind ?? ""}
        className="sm:w-44"
      >
        <option value="">Everything</option>
        <option value="chatbot">Chatbots</option>
        <option value="sales_rule">Sales rules</option>
      </NativeSelect>
      <NativeSelect
        name="author"
        aria-label="Who changed it"
        defaultValue={filters.author ?? ""}
        className="sm:w-44"
      >
        <option value="">Everybody</option>
        <option value="person">People</option>
        <option value="connection">Assistants</option>
        <option value="api_key">API keys</option>
      </NativeSelect>
    </FilterBar>
  );
}

function Nothing({ isFiltered, path }: { isFiltered: boolean; path: string }) {
  return isFiltered ? (
    <NothingMatches icon={History} title="No change matches" clearHref={path}>
      Choose everything and everybody to see all changes.
    </NothingMatches>
  ) : (
    <EmptyState icon={History} title="Nothing was changed yet">
      As soon as somebody or an assistant changes a chatbot, it is listed here with the difference, and can be
      undone.
    </EmptyState>
  );
}
