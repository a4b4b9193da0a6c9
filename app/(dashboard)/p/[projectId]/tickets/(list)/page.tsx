import { Ticket } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ExportLink } from "@/components/lists/export-link";
import { FilterBar } from "@/components/lists/filter-bar";
import { FilterProblem } from "@/components/lists/filter-problem";
import { addressWith, pageAddresses, queryText } from "@/components/lists/list-address";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { OpenTicketDialog } from "@/components/tickets/open-ticket-dialog";
import { TicketTable } from "@/components/tickets/ticket-table";
import { PRIORITY_LABELS, STATUS_LABELS } from "@/components/tickets/words";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DateRange } from "@/components/ui/date-range";
import { EmptyState } from "@/components/ui/empty-state";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { TabLinks } from "@/components/ui/tab-links";
import { callerForProject } from "@/lib/auth/session";
import { instantsOf } from "@/lib/core/time-zone";
import { listMembers } from "@/lib/people/list-members";
import type { MemberView } from "@/lib/people/schema";
import { listTickets } from "@/lib/tickets/list";
import { listTicketsInput } from "@/lib/tickets/schema";
import { TICKET_PRIORITIES, TICKET_STATUSES } from "@/lib/tickets/values";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { readerZone } from "@/lib/web/reader-zone";
import { createTicketAction } from "../actions";

export const metadata: Metadata = { title: HEADINGS.tickets.title };

const PAGE_SIZE = 50;
/** What still needs somebody: the list one comes to. */
const OPEN = ["new", "in_progress"];
/** Stand for tickets that nobody works on and for the reader's own, among the members to choose from. */
const NOBODY = "nobody";
const ME = "me";

type Filters = Record<
  "status" | "q" | "priority" | "assignee" | "conversation" | "from" | "to",
  string | undefined
>;

export default async function TicketsPage({ params, searchParams }: PageProps<"/p/[projectId]/tickets">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const filters: Filters = {
    status: queryText(query, "status"),
    q: queryText(query, "q"),
    priority: queryText(query, "priority"),
    assignee: queryText(query, "assignee"),
    conversation: queryText(query, "conversation"),
    from: queryText(query, "from"),
    to: queryText(query, "to"),
  };
  const { actor } = caller;
  const me = actor.kind === "person" ? actor.userId : undefined;
  const narrowed = {
    query: filters.q,
    priority: filters.priority,
    assignee_id: filters.assignee === NOBODY ? undefined : filters.assignee === ME ? me : filters.assignee,
    conversation_id: filters.conversation,
    ...instantsOf(filters, await readerZone()),
  };
  const [members, result] = await Promise.all([
    listMembers(caller),
    filtered(
      caller,
      listTicketsInput,
      {
        ...narrowed,
        status: statuses(filters.status),
        assigned: filters.assignee === NOBODY ? false : undefined,
        cursor: queryText(query, "cursor"),
        limit: PAGE_SIZE,
      },
      listTickets,
    ),
  ]);
  const path = routes.project(projectId).tickets;
  const { status, ...others } = filters;
  const isFiltered = Object.values(others).some((value) => value !== undefined);
  const mayWrite = caller.permissions.has("tickets:write");
  const startsOpen = queryText(query, "new") === "1";
  const openTicket = mayWrite && (
    <OpenTicketDialog
      key={String(startsOpen)}
      startsOpen={startsOpen}
      projectId={projectId}
      action={createTicketAction}
      members={members.filter(({ is_disabled }) => !is_disabled)}
    />
  );
  return (
    <>
      <PageHeader
        {...HEADINGS.tickets}
        actions={
          <>
            <ExportLink
              path={`projects/${projectId}/tickets.csv`}
              filters={{
                ...narrowed,
                status: statuses(filters.status)?.join(","),
                assigned: filters.assignee === NOBODY ? "false" : undefined,
              }}
            />
            {openTicket}
          </>
        }
      />
      <TabLinks
        label="Status"
        className="mb-4 max-sm:gap-3.5"
        items={TABS.map((tab) => ({
          label: tab.label,
          href: addressWith(path, { ...others, status: tab.status }),
          current: tab.status === status,
        }))}
      />
      <FilterRow path={path} filters={filters} members={members} />
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : (
        <Card aria-label="Tickets">
          {result.data.items.length > 0 ? (
            <>
              <TicketTable projectId={projectId} tickets={result.data.items} />
              <div className="border-t px-4 py-2.5">
                <Pagination
                  summary="Last change first"
                  {...pageAddresses(path, filters, query, result.data.next_cursor)}
                />
              </div>
            </>
          ) : isFiltered ? (
            <EmptyState
              icon={Ticket}
              title="No ticket matches"
              action={
                <Button variant="outline" asChild>
                  <Link href={addressWith(path, { status })}>Clear filters</Link>
                </Button>
              }
            >
              Try another word, or look among all tickets.
            </EmptyState>
          ) : (
            <NoTickets status={status} path={path} mayWrite={mayWrite} />
          )}
        </Card>
      )}
    </>
  );
}

const TABS: readonly { label: string; status: string | undefined }[] = [
  { label: "Open", status: undefined },
  ...TICKET_STATUSES.map((status) => ({ label: STATUS_LABELS[status], status })),
  { label: "All", status: "all" },
];

/** The statuses a tab stands for; another text than those of the tabs is passed on, and refused by the schema. */
function statuses(tab: string | undefined): string[] | undefined {
  if (tab === undefined) return OPEN;
  return tab === "all" ? undefined : [tab];
}

interface FilterRowProps {
  path: string;
  filters: Filters;
  members: readonly MemberView[];
}

function FilterRow({ path, filters, members }: FilterRowProps) {
  return (
    <FilterBar
      path={path}
      values={filters}
      kept={["status"]}
      label="Filter tickets"
      search={{ name: "q", label: "Search tickets" }}
    >
      {/* An address may name a conversation; it stays while the others change. */}
      <input type="hidden" name="conversation" defaultValue={filters.conversation ?? ""} />
      <NativeSelect
        name="priority"
        aria-label="Priority"
        defaultValue={filters.priority ?? ""}
        className="sm:w-36"
      >
        <option value="">Any priority</option>
        <Options of={TICKET_PRIORITIES.map((name) => [name, PRIORITY_LABELS[name]])} />
      </NativeSelect>
      <NativeSelect
        name="assignee"
        aria-label="Assigned to"
        defaultValue={filters.assignee ?? ""}
        className="sm:w-44"
      >
        <option value="">Anybody's</option>
        <option value={ME}>Mine</option>
        <option value={NOBODY}>Nobody's</option>
        <Options of={members.map((member) => [member.user_id, member.name])} />
      </NativeSelect>
      <DateRange label="Last change" from={filters.from} to={filters.to} className="max-sm:col-span-2" />
    </FilterBar>
  );
}

function NoTickets({
  status,
  path,
  mayWrite,
}: {
  status: string | undefined;
  path: string;
  mayWrite: boolean;
}) {
  if (status !== "all") {
    const label = TABS.find((tab) => tab.status === status)?.label.toLowerCase();
    return (
      <EmptyState
        icon={Ticket}
        title={status === undefined ? "Nothing is open" : `No ticket is ${label}`}
        action={
          <Button variant="outline" asChild>
            <Link href={addressWith(path, { status: "all" })}>Show all tickets</Link>
          </Button>
        }
      >
        {status === undefined && mayWrite
          ? "Open a ticket here, or on the page of a conversation."
          : "Tickets in another status are under the other tabs."}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Ticket} title="No tickets yet">
      {mayWrite
        ? "Open one with “New ticket”, or on the page of a conversation that needs somebody's attention."
        : "An owner, admin or agent can open tickets here or from a conversation."}
    </EmptyState>
  );
}
