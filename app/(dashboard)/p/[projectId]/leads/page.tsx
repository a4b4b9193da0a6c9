import { Contact } from "lucide-react";
import type { Metadata } from "next";
import { Breakdown } from "@/components/charts/breakdown";
import { FunnelChart } from "@/components/leads/funnel-chart";
import { SaveLeadDialog } from "@/components/leads/save-lead-dialog";
import { QUALIFICATION_LABELS, STAGE_LABELS } from "@/components/leads/words";
import { ExportLink } from "@/components/lists/export-link";
import { FilterBar } from "@/components/lists/filter-bar";
import { FilterProblem } from "@/components/lists/filter-problem";
import { addressWith, pageAddresses, queryText } from "@/components/lists/list-address";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { DateRange } from "@/components/ui/date-range";
import { EmptyState } from "@/components/ui/empty-state";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { TabLinks } from "@/components/ui/tab-links";
import { callerForProject } from "@/lib/auth/session";
import { listChatbots } from "@/lib/chatbots/list";
import type { ChatbotView } from "@/lib/chatbots/schema";
import { instantsOf } from "@/lib/core/time-zone";
import { getLeadBoard } from "@/lib/leads/board";
import { getLeadFunnel } from "@/lib/leads/funnel";
import { getLead } from "@/lib/leads/get";
import { listLeads } from "@/lib/leads/list";
import {
  getLeadInput,
  type LeadBoard as LeadBoardView,
  type LeadFunnel,
  leadBoardInput,
  leadFunnelInput,
  listLeadsInput,
} from "@/lib/leads/schema";
import { LEAD_QUALIFICATIONS, LEAD_STAGES } from "@/lib/leads/values";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { readerZone } from "@/lib/web/reader-zone";
import { createLeadAction } from "./actions";
import { LeadBoard } from "./lead-board";
import { LeadDetails } from "./lead-details";
import { LeadTable } from "./lead-table";

export const metadata: Metadata = { title: HEADINGS.leads.title };

const PAGE_SIZE = 50;
/** Chatbots offered in the filter. */
const MAX_CHATBOTS = 100;

type Filters = Record<
  "view" | "q" | "chatbot" | "stage" | "qualification" | "conversation" | "from" | "to",
  string | undefined
>;

export default async function LeadsPage({ params, searchParams }: PageProps<"/p/[projectId]/leads">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const isBoard = queryText(query, "view") === "board";
  const filters: Filters = {
    view: isBoard ? "board" : undefined,
    q: queryText(query, "q"),
    chatbot: queryText(query, "chatbot"),
    // The columns of the board are the stages.
    stage: isBoard ? undefined : queryText(query, "stage"),
    qualification: queryText(query, "qualification"),
    conversation: queryText(query, "conversation"),
    from: queryText(query, "from"),
    to: queryText(query, "to"),
  };
  const period = { chatbot_id: filters.chatbot, ...instantsOf(filters, await readerZone()) };
  const narrowed = {
    ...period,
    query: filters.q,
    qualification: filters.qualification,
    conversation_id: filters.conversation,
  };
  const path = routes.project(projectId).leads;
  const leadId = getLeadInput.shape.lead_id.safeParse(queryText(query, "lead"));
  const [chatbots, list, funnel, lead] = await Promise.all([
    listChatbots(caller, { limit: MAX_CHATBOTS }),
    isBoard
      ? filtered(caller, leadBoardInput, narrowed, getLeadBoard).then((result) => ({ board: result }))
      : filtered(
          caller,
          listLeadsInput,
          {
            ...narrowed,
            stage: filters.stage,
            cursor: queryText(query, "cursor"),
            limit: PAGE_SIZE,
          },
          listLeads,
        ).then((result) => ({ table: result })),
    isBoard ? null : filtered(caller, leadFunnelInput, period, getLeadFunnel),
    leadId.success ? filtered(caller, getLeadInput, { lead_id: leadId.data }, getLead) : null,
  ]);
  const { view, ...others } = filters;
  const isFiltered = Object.values(others).some((value) => value !== undefined);
  const mayWrite = caller.permissions.has("leads:write");
  const here = { ...filters, cursor: queryText(query, "cursor"), trail: queryText(query, "trail") };
  const clearHref = addressWith(path, { view });
  const result = "board" in list ? list.board : list.table;
  const isEmpty =
    result.ok && ("columns" in result.data ? countOf(result.data) === 0 : result.data.items.length === 0);
  return (
    <>
      <PageHeader
        {...HEADINGS.leads}
        actions={
          <>
            <ExportLink
              path={`projects/${projectId}/leads.csv`}
              filters={{ ...narrowed, stage: filters.stage }}
            />
            {mayWrite && (
              <SaveLeadDialog projectId={projectId} action={createLeadAction} chatbots={chatbots.items} />
            )}
          </>
        }
      />
      <TabLinks
        label="View"
        className="mb-4"
        items={[
          { label: "Table", href: addressWith(path, { ...others, view: undefined }), current: !isBoard },
          {
            label: "Board",
            href: addressWith(path, { ...others, stage: undefined, view: "board" }),
            current: isBoard,
          },
        ]}
      />
      {funnel?.ok && funnel.data.total > 0 && <Funnel funnel={funnel.data} />}
      <FilterRow path={path} filters={filters} chatbots={chatbots.items} />
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={clearHref} />
      ) : isEmpty ? (
        <Card aria-label="Leads">
          {isFiltered ? (
            <NothingMatches icon={Contact} title="No lead matches" clearHref={clearHref}>
              Try part of a name or an e-mail address, or a longer range of days.
            </NothingMatches>
          ) : (
            <EmptyState icon={Contact} title="No leads yet">
              {mayWrite
                ? "Visitors who leave their contact details in the chat appear here. You can also add one by hand, or save a customer as lead on the page of a conversation."
                : "Visitors who leave their contact details in the chat appear here. An owner, admin or agent can add more."}
            </EmptyState>
          )}
        </Card>
      ) : "columns" in result.data ? (
        <LeadBoard
          key={JSON.stringify(narrowed)}
          projectId={projectId}
          board={result.data}
          filters={narrowed}
          mayWrite={mayWrite}
          detailsBase={withLead(addressWith(path, filters))}
        />
      ) : (
        <Card aria-label="Leads">
          <LeadTable
            projectId={projectId}
            leads={result.data.items}
            mayWrite={mayWrite}
            detailsBase={withLead(addressWith(path, here))}
          />
          <div className="border-t px-4 py-2.5">
            <Pagination
              summary="Newest first"
              {...pageAddresses(path, filters, query, result.data.next_cursor)}
            />
          </div>
        </Card>
      )}
      {lead?.ok && (
        <LeadDetails
          projectId={projectId}
          lead={lead.data}
          mayWrite={mayWrite}
          mayRead={caller.permissions.has("conversations:read")}
          closeHref={addressWith(path, here)}
        />
      )}
    </>
  );
}

function countOf(board: LeadBoardView): number {
  return board.columns.reduce((sum, { count }) => sum + count, 0);
}

/** An address that a lead's id can be added to. */
function withLead(address: string): string {
  return `${address}${address.includes("?") ? "&" : "?"}lead=`;
}

function Funnel({ funnel }: { funnel: LeadFunnel }) {
  return (
    <div className="mb-4 grid gap-4 lg:grid-cols-2">
      <Card>
        <CardHeader>
          <CardTitle>Sales funnel</CardTitle>
          <CardDescription>
            How many leads came at least this far. A lost lead counts up to where it was lost.
          </CardDescription>
        </CardHeader>
        <CardContent>
          <FunnelChart funnel={funnel} />
        </CardContent>
      </Card>
      <Card>
        <CardHeader>
          <CardTitle>Qualification</CardTitle>
          <CardDescription>Leads that fit, and those that do not.</CardDescription>
        </CardHeader>
        <CardContent>
          <Breakdown
            label="Leads by qualification"
            items={funnel.by_qualification.map(({ qualification, leads }) => ({
              label: QUALIFICATION_LABELS[qualification],
              value: leads,
            }))}
          />
        </CardContent>
      </Card>
    </div>
  );
}

interface FilterRowProps {
  path: string;
  filters: Filters;
  chatbots: readonly ChatbotView[];
}

function FilterRow({ path, filters, chatbots }: FilterRowProps) {
  return (
    <FilterBar
      path={path}
      values={filters}
      kept={["view"]}
      label="Filter leads"
      search={{ name: "q", label: "Search leads", className: "sm:max-w-64" }}
    >
      {filters.view === undefined && (
        <NativeSelect name="stage" aria-label="Stage" defaultValue={filters.stage ?? ""} className="sm:w-36">
          <option value="">Any stage</option>
          <Options of={LEAD_STAGES.map((stage) => [stage, STAGE_LABELS[stage]])} />
        </NativeSelect>
      )}
      <NativeSelect
        name="qualification"
        aria-label="Qualification"
        defaultValue={filters.qualification ?? ""}
        className={filters.view === undefined ? "sm:w-40" : "max-sm:col-span-2 sm:w-40"}
      >
        <option value="">Any qualification</option>
        <Options of={LEAD_QUALIFICATIONS.map((name) => [name, QUALIFICATION_LABELS[name]])} />
      </NativeSelect>
      {chatbots.length > 1 && (
        <NativeSelect
          name="chatbot"
          aria-label="Source chatbot"
          defaultValue={filters.chatbot ?? ""}
          className="max-sm:col-span-2 sm:w-40"
        >
          <option value="">Any source</option>
          <Options of={chatbots.map((chatbot) => [chatbot.id, chatbot.name])} />
        </NativeSelect>
      )}
      <DateRange label="Captured" from={filters.from} to={filters.to} className="max-sm:col-span-2" />
    </FilterBar>
  );
}
