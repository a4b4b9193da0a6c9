import { BookOpen } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { formatCount } from "@/components/charts/chart-data";
import { Moment } from "@/components/format/moment";
import { KIND_LABELS } from "@/components/knowledge/words";
import { FilterForm } from "@/components/lists/filter-form";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { NativeSelect } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { callerForProject } from "@/lib/auth/session";
import { listKnowledge } from "@/lib/knowledge/list-knowledge";
import { listSources } from "@/lib/knowledge/list-sources";
import { listSourcesInput, SOURCE_KINDS, type SourceView } from "@/lib/knowledge/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { AddSourceDialog } from "./add-source-dialog";
import { ChatbotKnowledgeCard } from "./chatbot-knowledge";
import { ImportGuidelinesDialog } from "./import-guidelines-dialog";

export const metadata: Metadata = { title: "Knowledge" };

const PAGE_SIZE = 50;
/** Chatbots whose knowledge is shown; projects have a handful. */
const MAX_CHATBOTS = 100;

export default async function KnowledgePage({ params, searchParams }: PageProps<"/p/[projectId]/knowledge">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const kind = queryText(query, "kind");
  const cursor = queryText(query, "cursor");
  const [knowledge, result] = await Promise.all([
    listKnowledge(caller, { limit: MAX_CHATBOTS }),
    filtered(caller, listSourcesInput, { kind, cursor, limit: PAGE_SIZE }, listSources),
  ]);
  const path = routes.project(projectId).knowledge;
  const canWrite = caller.permissions.has("chatbots:write");
  return (
    <>
      <PageHeader
        title="Knowledge"
        description="What your chatbots answer from, besides your products."
        actions={
          canWrite && (
            <>
              <ImportGuidelinesDialog projectId={projectId} />
              <AddSourceDialog projectId={projectId} kind="document" />
              <AddSourceDialog projectId={projectId} kind="custom" />
            </>
          )
        }
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-3 max-xl:order-last">
          <search>
            <FilterForm
              path={path}
              values={{ kind }}
              aria-label="Filter sources"
              className="flex flex-wrap items-center gap-2"
            >
              <NativeSelect
                name="kind"
                aria-label="Kind of source"
                defaultValue={kind ?? ""}
                className="w-44 max-sm:flex-1"
              >
                <option value="">All sources</option>
                {SOURCE_KINDS.map((name) => (
                  <option key={name} value={name}>
                    {KIND_LABELS[name]}s
                  </option>
                ))}
              </NativeSelect>
              <noscript>
                <Button type="submit" variant="outline">
                  Show
                </Button>
              </noscript>
            </FilterForm>
          </search>
          {!result.ok ? (
            <FilterProblem error={result.error} clearHref={path} />
          ) : (
            <Card aria-label="Sources">
              {result.data.items.length > 0 ? (
                <>
                  <SourceTable projectId={projectId} sources={result.data.items} />
                  <div className="border-t px-4 py-2.5">
                    <Pagination
                      summary="Newest first"
                      {...pageAddresses(path, { kind }, query, result.data.next_cursor)}
                    />
                  </div>
                </>
              ) : (
                <NoSources isFiltered={kind !== undefined} path={path} canWrite={canWrite} />
              )}
            </Card>
          )}
        </div>
        <ChatbotKnowledgeCard projectId={projectId} page={knowledge} canRetrain={canWrite} />
      </div>
    </>
  );
}

function SourceTable({ projectId, sources }: { projectId: string; sources: readonly SourceView[] }) {
  return (
    <Table label="Sources" phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>Source</TableHead>
          <TableHead>Kind</TableHead>
          <TableHead numeric>Characters</TableHead>
          <TableHead numeric>Changed</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {sources.map((source) => (
          <TableRow key={source.id}>
            <TableCell className="w-full max-w-0 max-sm:max-w-none">
              <div className="grid min-w-0">
                <RowLink
                  href={routes.project(projectId).knowledgeSource(source.id)}
                  className="block truncate max-sm:whitespace-normal"
                >
                  {source.title}
                </RowLink>
                <span className="truncate text-muted-foreground text-xs" dir="auto">
                  {source.excerpt}
                </span>
              </div>
            </TableCell>
            <TableCell label="Kind">
              <Badge>{KIND_LABELS[source.kind]}</Badge>
            </TableCell>
            <TableCell label="Characters" numeric>
              {formatCount(source.characters)}
            </TableCell>
            <TableCell label="Changed" numeric className="text-muted-foreground">
              <Moment at={source.updated_at} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function NoSources({ isFiltered, path, canWrite }: { isFiltered: boolean; path: string; canWrite: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={BookOpen}
        title="No source of this kind"
        action={
          <Button variant="outline" asChild>
            <Link href={path}>Show all sources</Link>
          </Button>
        }
      >
        There may be others.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={BookOpen} title="No sources yet">
      {canWrite
        ? "Add the questions your customers ask most, or a document such as your returns policy. Products are learned without being added here."
        : "An owner or admin can add questions and documents. Products are learned without being added here."}
    </EmptyState>
  );
}
