import { BookOpen, Download } from "lucide-react";
import type { Metadata } from "next";
import { Moment } from "@/components/format/moment";
import { FORMAT_LABELS, KIND_LABELS, ORIGIN_LABELS, STATE_LABELS } from "@/components/knowledge/words";
import { FilterBar } from "@/components/lists/filter-bar";
import { FilterProblem } from "@/components/lists/filter-problem";
import { addressWith, pageAddresses, queryText } from "@/components/lists/list-address";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { callerForProject } from "@/lib/auth/session";
import { listKnowledge } from "@/lib/knowledge/list-knowledge";
import { listSources } from "@/lib/knowledge/list-sources";
import {
  listSourcesInput,
  SOURCE_KINDS,
  SOURCE_ORIGINS,
  SOURCE_STATES,
  type SourceState,
  type SourceView,
} from "@/lib/knowledge/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { AddKnowledge } from "./add-knowledge";
import { ChatbotKnowledgeCard } from "./chatbot-knowledge";

export const metadata: Metadata = { title: HEADINGS.knowledge.title };

const PAGE_SIZE = 50;
type Filters = Record<"query" | "kind" | "from" | "state", string | undefined>;

/** Chatbots whose knowledge is shown; projects have a handful. */
const MAX_CHATBOTS = 100;

export default async function KnowledgePage({ params, searchParams }: PageProps<"/p/[projectId]/knowledge">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const text = (name: string) => queryText(query, name);
  const filters: Filters = {
    query: text("query"),
    kind: text("kind"),
    from: text("from"),
    state: text("state"),
  };
  const cursor = text("cursor");
  const [knowledge, result] = await Promise.all([
    listKnowledge(caller, { limit: MAX_CHATBOTS }),
    filtered(caller, listSourcesInput, { ...filters, cursor, limit: PAGE_SIZE }, listSources),
  ]);
  const path = routes.project(projectId).knowledge;
  const canWrite = caller.permissions.has("chatbots:write");
  return (
    <>
      <PageHeader
        {...HEADINGS.knowledge}
        actions={
          <>
            <Button variant="outline" asChild>
              <a href={addressWith(`/api/projects/${projectId}/knowledge/sources.csv`, filters)} download>
                <Download /> Export CSV
              </a>
            </Button>
            {canWrite && <AddKnowledge projectId={projectId} />}
          </>
        }
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 max-xl:order-last">
          <Filtering path={path} filters={filters} />
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
                      {...pageAddresses(path, filters, query, result.data.next_cursor)}
                    />
                  </div>
                </>
              ) : (
                <NoSources
                  isFiltered={Object.values(filters).some((value) => value !== undefined)}
                  path={path}
                  canWrite={canWrite}
                />
              )}
            </Card>
          )}
        </div>
        <ChatbotKnowledgeCard projectId={projectId} page={knowledge} canRetrain={canWrite} />
      </div>
    </>
  );
}

function Filtering({ path, filters }: { path: string; filters: Filters }) {
  return (
    <FilterBar
      path={path}
      values={filters}
      label="Filter sources"
      search={{ name: "query", label: "Search titles, files and addresses" }}
    >
      <NativeSelect name="kind" aria-label="Kind" defaultValue={filters.kind ?? ""} className="sm:w-36">
        <option value="">Any kind</option>
        <Options of={SOURCE_KINDS.map((name) => [name, `${KIND_LABELS[name]}s`])} />
      </NativeSelect>
      <NativeSelect name="from" aria-label="Where from" defaultValue={filters.from ?? ""} className="sm:w-40">
        <option value="">From anywhere</option>
        <Options of={SOURCE_ORIGINS.map((name) => [name, ORIGIN_LABELS[name]])} />
      </NativeSelect>
      <NativeSelect name="state" aria-label="State" defaultValue={filters.state ?? ""} className="sm:w-40">
        <option value="">Any state</option>
        <Options of={SOURCE_STATES.map((name) => [name, STATE_LABELS[name]])} />
      </NativeSelect>
    </FilterBar>
  );
}

const STATE_VARIANTS = {
  learned: "success",
  waiting: "neutral",
  unread: "destructive",
} as const satisfies Record<SourceState, string>;

function SourceTable({ projectId, sources }: { projectId: string; sources: readonly SourceView[] }) {
  return (
    <Table label="Sources" phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>Source</TableHead>
          <TableHead>Kind</TableHead>
          <TableHead>State</TableHead>
          <TableHead numeric>Read</TableHead>
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
                  {source.url ?? (source.origin || source.excerpt)}
                </span>
              </div>
            </TableCell>
            <TableCell label="Kind" className="whitespace-nowrap">
              {source.kind === "custom" ? KIND_LABELS.custom : kindOf(source)}
            </TableCell>
            <TableCell label="State">
              <Badge variant={STATE_VARIANTS[source.state]}>{STATE_LABELS[source.state]}</Badge>
            </TableCell>
            <TableCell label="Read" numeric className="whitespace-nowrap text-muted-foreground">
              <Moment at={source.fetched_at ?? source.updated_at} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** What a document is: on the web everything is a page but a PDF; in files only some are pages. */
function kindOf({ url, format }: SourceView): string {
  if (format === "html") return url === null ? "HTML" : "Web page";
  return url !== null && format !== "pdf" ? "Web page" : FORMAT_LABELS[format];
}

function NoSources({ isFiltered, path, canWrite }: { isFiltered: boolean; path: string; canWrite: boolean }) {
  return isFiltered ? (
    <NothingMatches icon={BookOpen} title="No source matches" clearHref={path}>
      Try other words or fewer filters.
    </NothingMatches>
  ) : (
    <EmptyState icon={BookOpen} title="No sources yet">
      {canWrite
        ? "Add the questions your customers ask most, a document such as your returns policy, or a page of your website. Products are learned without being added here."
        : "An owner or admin can add questions, documents and web pages. Products are learned without being added here."}
    </EmptyState>
  );
}
