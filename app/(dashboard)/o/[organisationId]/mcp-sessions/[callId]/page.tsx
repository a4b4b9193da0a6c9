import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { OutcomeBadge } from "@/components/calls/outcome-badge";
import { Moment } from "@/components/format/moment";
import { addressWith } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { PageHeader } from "@/components/ui/page-header";
import { callerForOrganisation } from "@/lib/auth/session";
import { getCall } from "@/lib/call-log/get";
import { type CallDetail, getCallInput } from "@/lib/call-log/schema";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: "Tool call" };

export default async function CallPage({ params }: PageProps<"/o/[organisationId]/mcp-sessions/[callId]">) {
  const { organisationId, callId } = await params;
  const caller = await forPage(callerForOrganisation(organisationId));
  const input = getCallInput.safeParse({ call_id: callId });
  if (!input.success) notFound();
  const call = await forPage(getCall(caller, input.data));
  const list = routes.organisation(organisationId).mcpSessions;
  return (
    <>
      <PageHeader
        title={<span className="break-all font-mono">{call.tool}</span>}
        breadcrumb={[{ label: "MCP sessions", href: list }, { label: call.tool }]}
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card aria-label="The call">
          <CardHeader>
            <CardTitle>The call</CardTitle>
          </CardHeader>
          <CardContent>
            <Facts call={call} list={list} />
          </CardContent>
        </Card>
        <Card aria-label="Arguments">
          <CardHeader>
            <CardTitle>What it was given</CardTitle>
            <CardDescription>Secrets and personal data are masked before they are stored.</CardDescription>
          </CardHeader>
          <CardContent>
            <CodeBlock code={call.arguments} name="arguments" wrap />
          </CardContent>
        </Card>
      </div>
    </>
  );
}

function Facts({ call, list }: { call: CallDetail; list: string }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2.5 text-sm">
      <Fact name="Outcome">
        <OutcomeBadge outcome={call.outcome} />
        {call.error_code && <span className="ml-2 text-muted-foreground">{call.error_code}</span>}
      </Fact>
      <Fact name="When">
        <Moment at={call.started_at} as="full" />
      </Fact>
      <Fact name="Took">{call.duration_ms === null ? "No answer yet" : `${call.duration_ms} ms`}</Fact>
      <Fact name={call.through?.kind === "api_key" ? "API key" : "Connection"}>
        {call.through ? (
          <Link
            className="link"
            href={addressWith(list, {
              [call.through.kind === "api_key" ? "key" : "connection"]: call.through.id,
            })}
          >
            {call.through.label}
          </Link>
        ) : (
          "Gone"
        )}
      </Fact>
      <Fact name="Client">{call.client_name || "Unknown"}</Fact>
      <Fact name="Person">{call.person ? `${call.person.name} (${call.person.email})` : "–"}</Fact>
      <Fact name="Project">{call.project?.name ?? "Several or none"}</Fact>
      <Fact name="Endpoint">
        <code className="break-all font-mono text-xs">{call.endpoint}</code>
      </Fact>
      <Fact name="Protocol">{call.era || "–"}</Fact>
      <Fact name="Request id">
        <code className="break-all font-mono text-xs">{call.request_id}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
