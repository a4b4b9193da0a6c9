import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { reachInWords } from "@/components/tickets/words";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { callerForProject } from "@/lib/auth/session";
import { listMembers } from "@/lib/people/list-members";
import { getTicket } from "@/lib/tickets/get";
import { getTicketDelivery } from "@/lib/tickets/get-delivery";
import { getTicketInput } from "@/lib/tickets/schema";
import { MAX_BODY_LENGTH } from "@/lib/tickets/values";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { EntryForm } from "./entry-form";
import { Thread } from "./thread";
import { TicketPanel } from "./ticket-panel";

export const metadata: Metadata = { title: "Ticket" };

export default async function TicketPage({
  params,
  searchParams,
}: PageProps<"/p/[projectId]/tickets/[ticketId]">) {
  const [{ projectId, ticketId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const known = getTicketInput.shape.ticket_id.safeParse(ticketId);
  if (!known.success) notFound();
  const pages = routes.project(projectId);
  const path = pages.ticket(ticketId);
  const [members, delivery, result] = await Promise.all([
    listMembers(caller),
    forPage(getTicketDelivery(caller, { ticket_id: known.data })),
    filtered(
      caller,
      getTicketInput,
      { ticket_id: ticketId, cursor: queryText(query, "cursor") },
      (who, input) => forPage(getTicket(who, input)),
    ),
  ]);
  if (!result.ok) return <FilterProblem error={result.error} clearHref={path} />;
  const ticket = result.data;
  const { previousHref, nextHref } = pageAddresses(path, {}, query, ticket.next_cursor);
  const mayWrite = caller.permissions.has("tickets:write");
  return (
    <>
      <PageHeader
        title={ticket.subject}
        breadcrumb={[{ label: "Tickets", href: pages.tickets }, { label: ticket.subject }]}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-4">
          <Thread entries={ticket.thread} mails={delivery.mails} />
          {(previousHref || nextHref) && (
            <Pagination previousHref={previousHref} nextHref={nextHref} summary="Oldest first" />
          )}
          {mayWrite && (
            <EntryForm
              projectId={projectId}
              ticketId={ticket.id}
              reach={reachInWords(delivery)}
              maxLength={MAX_BODY_LENGTH}
            />
          )}
        </div>
        <TicketPanel
          projectId={projectId}
          ticket={ticket}
          delivery={delivery}
          members={mayWrite ? members.filter(({ is_disabled }) => !is_disabled) : undefined}
        />
      </div>
    </>
  );
}
