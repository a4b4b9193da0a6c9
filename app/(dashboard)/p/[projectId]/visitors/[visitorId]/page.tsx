import { Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ConversationTable } from "@/components/conversations/conversation-table";
import { RelatedPanel } from "@/components/conversations/related-panel";
import { visitorName } from "@/components/conversations/words";
import { formatCount } from "@/components/format/count";
import { EmailAddress } from "@/components/format/email-address";
import { Moment } from "@/components/format/moment";
import { addressWith } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { listInbox } from "@/lib/conversations/inbox";
import { getVisitor } from "@/lib/visitors/get";
import { type VisitorDetail, visitorInput } from "@/lib/visitors/schema";
import { forPage } from "@/lib/web/for-page";
import { DeleteVisitor } from "./delete-visitor";

export const metadata: Metadata = { title: "Visitor" };

/** Conversations shown on the page; the inbox has the rest. */
const MAX_CONVERSATIONS = 20;

export default async function VisitorPage({ params }: PageProps<"/p/[projectId]/visitors/[visitorId]">) {
  const { projectId, visitorId } = await params;
  const caller = await forPage(callerForProject(projectId));
  const input = visitorInput.safeParse({ visitor_id: visitorId });
  if (!input.success) notFound();
  const visitor = await forPage(getVisitor(caller, input.data));
  const conversations = await listInbox(caller, {
    view: "all",
    visitor_id: visitor.id,
    limit: MAX_CONVERSATIONS,
  });
  const pages = routes.project(projectId);
  const name = visitorName(visitor);
  const exportHref = `/api/projects/${encodeURIComponent(projectId)}/visitors/${encodeURIComponent(visitor.id)}/export`;
  return (
    <>
      <PageHeader
        title={name}
        breadcrumb={[{ label: "Visitors", href: pages.visitors }, { label: name }]}
        actions={
          caller.permissions.has("visitors:manage") && (
            <>
              <Button variant="outline" asChild>
                <a href={exportHref} download>
                  <Download /> Download everything
                </a>
              </Button>
              <DeleteVisitor
                projectId={projectId}
                visitorId={visitor.id}
                name={name}
                things={thingsOf(visitor)}
              />
            </>
          )
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Card>
          <CardHeader>
            <CardTitle>Conversations</CardTitle>
          </CardHeader>
          {conversations.items.length === 0 ? (
            <CardContent>
              <p className="text-muted-foreground text-sm">This visitor has not written anything yet.</p>
            </CardContent>
          ) : (
            <ConversationTable
              label="Conversations"
              projectId={projectId}
              conversations={conversations.items}
              compact
            />
          )}
          {conversations.next_cursor !== null && (
            <p className="border-t px-4 py-2.5 text-sm">
              <Link href={addressWith(pages.conversations, { visitor: visitor.id })} className="link">
                All {formatCount(visitor.conversation_count)} conversations
              </Link>
            </p>
          )}
        </Card>
        <div className="grid gap-4">
          <Known visitor={visitor} />
          <RelatedPanel projectId={projectId} tickets={visitor.tickets ?? []} leads={visitor.leads ?? []} />
        </div>
      </div>
    </>
  );
}

function thingsOf(visitor: VisitorDetail): string[] {
  const count = (amount: number, one: string, many: string) =>
    amount === 0 ? [] : [`${formatCount(amount)} ${amount === 1 ? one : many}`];
  return [
    ...count(visitor.conversation_count, "conversation", "conversations"),
    ...count(visitor.message_count, "message", "messages"),
    ...count(visitor.leads?.length ?? 0, "lead", "leads"),
    ...count(visitor.tickets?.length ?? 0, "ticket with its thread", "tickets with their threads"),
  ];
}

function Known({ visitor }: { visitor: VisitorDetail }) {
  const facts: [label: string, value: ReactNode][] = [
    ["E-mail", visitor.email && <EmailAddress key="email" address={visitor.email} />],
    ["Phone", visitor.phone],
    ["Customer id", visitor.external_id],
    ...visitor.attributes.map(({ name, value }): [string, ReactNode] => [name, value]),
    ["First seen", <Moment key="first" at={visitor.first_seen_at} as="full" />],
    ["Last seen", <Moment key="last" at={visitor.last_seen_at} as="full" />],
    [
      "Id",
      <span key="id" className="flex min-w-0 items-center">
        <span className="truncate font-mono text-xs">{visitor.id}</span>
        <CopyButton value={visitor.id} label="Copy visitor id" className="-my-1 shrink-0" />
      </span>,
    ],
  ];
  return (
    <Card>
      <CardHeader>
        <CardTitle>What is known</CardTitle>
      </CardHeader>
      <CardContent>
        <dl className="grid gap-2 text-sm">
          {facts
            .filter(([, value]) => value !== null)
            .map(([label, value]) => (
              <div key={label} className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-2">
                <dt className="break-words text-muted-foreground">{label}</dt>
                <dd className="min-w-0 break-words">{value}</dd>
              </div>
            ))}
        </dl>
      </CardContent>
    </Card>
  );
}
