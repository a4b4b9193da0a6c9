import { Download, UsersRound } from "lucide-react";
import type { Metadata } from "next";
import { visitorName } from "@/components/conversations/words";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { FilterBar } from "@/components/lists/filter-bar";
import { FilterProblem } from "@/components/lists/filter-problem";
import { addressWith, pageAddresses, queryText } from "@/components/lists/list-address";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { callerForProject } from "@/lib/auth/session";
import { listVisitors } from "@/lib/visitors/list";
import { listVisitorsInput, type VisitorView } from "@/lib/visitors/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: HEADINGS.visitors.title };

const PAGE_SIZE = 50;

export default async function VisitorsPage({ params, searchParams }: PageProps<"/p/[projectId]/visitors">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const q = queryText(query, "q");
  const result = await filtered(
    caller,
    listVisitorsInput,
    { query: q, cursor: queryText(query, "cursor"), limit: PAGE_SIZE },
    listVisitors,
  );
  const path = routes.project(projectId).visitors;
  const csv = addressWith(`/api/projects/${encodeURIComponent(projectId)}/visitors.csv`, { query: q });
  return (
    <>
      <PageHeader
        {...HEADINGS.visitors}
        actions={
          <Button variant="outline" asChild>
            <a href={csv} download>
              <Download /> Export CSV
            </a>
          </Button>
        }
      />
      <FilterBar
        path={path}
        values={{ q }}
        label="Filter visitors"
        search={{ name: "q", label: "Name, e-mail or phone" }}
      ></FilterBar>
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : (
        <Card aria-label="Visitors">
          {result.data.items.length > 0 ? (
            <>
              <VisitorTable projectId={projectId} visitors={result.data.items} />
              <div className="border-t px-4 py-2.5">
                <Pagination
                  summary="Last added first"
                  {...pageAddresses(path, { q }, query, result.data.next_cursor)}
                />
              </div>
            </>
          ) : q === undefined ? (
            <EmptyState icon={UsersRound} title="No visitors yet">
              Whoever writes to one of your chatbots is listed here, with their conversations, leads and
              tickets.
            </EmptyState>
          ) : (
            <NothingMatches icon={UsersRound} title="No visitor matches" clearHref={path}>
              Try a part of the name, the e-mail address or the phone number.
            </NothingMatches>
          )}
        </Card>
      )}
    </>
  );
}

function VisitorTable({ projectId, visitors }: { projectId: string; visitors: readonly VisitorView[] }) {
  const pages = routes.project(projectId);
  return (
    <Table label="Visitors" phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>Name</TableHead>
          <TableHead>E-mail</TableHead>
          <TableHead className="max-lg:hidden">Phone</TableHead>
          <TableHead numeric>Conversations</TableHead>
          <TableHead numeric className="max-lg:hidden">
            First seen
          </TableHead>
          <TableHead numeric>Last seen</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {visitors.map((visitor) => (
          <TableRow key={visitor.id}>
            <TableCell>
              <RowLink href={pages.visitor(visitor.id)}>{visitorName(visitor)}</RowLink>
            </TableCell>
            <TableCell label="E-mail" wide className="truncate">
              {visitor.email ?? "–"}
            </TableCell>
            <TableCell label="Phone" className="truncate max-lg:hidden max-sm:hidden!">
              {visitor.phone ?? "–"}
            </TableCell>
            <TableCell label="Conversations" numeric>
              {formatCount(visitor.conversation_count)}
            </TableCell>
            <TableCell
              label="First seen"
              numeric
              className="text-muted-foreground max-lg:hidden max-sm:hidden!"
            >
              <Moment at={visitor.first_seen_at} />
            </TableCell>
            <TableCell label="Last seen" numeric className="text-muted-foreground">
              <Moment at={visitor.last_seen_at} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
