import { Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { callerForOrganisation } from "@/lib/auth/session";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: "Data export" };

const INSIDE: readonly [what: string, detail: string][] = [
  ["Your organisation", "its plan, members, invitations, projects and their settings"],
  ["Customers", "visitors, conversations with every message, leads, tickets with their threads"],
  [
    "Catalogue and knowledge",
    "products with variants and images, product feeds, sources your chatbots answer from",
  ],
  ["Chatbots", "settings, sales rules, trainings, the history of every change, approvals"],
  [
    "Assistants",
    "connections, API keys (without the keys), model providers (without their keys), every tool call",
  ],
  ["Figures and records", "hourly and daily figures, usage, imports with what was rejected, the audit log"],
];

export default async function DataPage({ params }: PageProps<"/o/[organisationId]/data">) {
  const { organisationId } = await params;
  const caller = await forPage(callerForOrganisation(organisationId));
  return (
    <>
      <PageHeader
        title="Data export"
        description="Take everything that is kept here with you, and what deleting means."
      />
      {caller.permissions.has("organisation:manage") ? (
        <div className="grid max-w-3xl gap-5">
          <Card>
            <CardHeader>
              <CardTitle>Export everything</CardTitle>
              <CardDescription>
                One file, packed with gzip: a line of JSON for each row, with the name of its table. It is
                written while it downloads; the last line tells whether it is complete. The audit log keeps
                who exported it.
              </CardDescription>
            </CardHeader>
            <CardContent className="grid gap-4">
              <dl className="grid gap-x-4 gap-y-2 text-sm sm:grid-cols-[12rem_1fr]">
                {INSIDE.map(([what, detail]) => (
                  <div key={what} className="contents">
                    <dt className="font-medium">{what}</dt>
                    <dd className="text-muted-foreground max-sm:mb-1">{detail}</dd>
                  </div>
                ))}
              </dl>
              <Alert variant="warning">
                The file holds what your customers wrote and how to reach them. Keep it as carefully as you
                keep them here.
              </Alert>
              {/* A form of the page, since an export is noted: following a link must not do that. */}
              <form method="post" action={`/api/organisations/${organisationId}/data`}>
                <Button type="submit">
                  <Download /> Download the export
                </Button>
              </form>
              <p className="text-muted-foreground text-sm">
                Only need one table? Most pages have “Export CSV” at the top.
              </p>
            </CardContent>
          </Card>
          <Card>
            <CardHeader>
              <CardTitle>What deleting means</CardTitle>
            </CardHeader>
            <CardContent className="grid gap-2 text-sm">
              <p>
                <strong className="font-medium">A customer</strong> who asks to be forgotten: open one of
                their conversations and then the customer’s page. Deleting there takes their conversations,
                leads and tickets along at once; only counts without a name remain in the figures.
              </p>
              <p>
                <strong className="font-medium">An assistant</strong> that should see nothing any more: revoke
                it under Integrations of the project, or a key under{" "}
                <Link href={routes.organisation(organisationId).apiKeys} className="link">
                  API keys
                </Link>
                . It ends with the next request.
              </p>
              <p>
                <strong className="font-medium">The whole organisation</strong>: whoever runs Caramel for you
                deletes it in the terminal. Nothing of it remains in the database; backups made before still
                hold it until they are thrown away.
              </p>
            </CardContent>
          </Card>
        </div>
      ) : (
        <Alert>Only owners and admins of the organisation can export its data.</Alert>
      )}
    </>
  );
}
