import type { Metadata } from "next";
import { BarSeries } from "@/components/charts/bar-series";
import { formatCount } from "@/components/format/count";
import { HEADINGS } from "@/components/shell/headings";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { ModelTable } from "@/components/usage/model-table";
import { callerForOrganisation } from "@/lib/auth/session";
import { listModelProviders } from "@/lib/model-providers/list";
import { PROVIDER_KINDS } from "@/lib/model-providers/schema";
import { getDailyUsage } from "@/lib/usage/get-daily";
import type { DailyUsage } from "@/lib/usage/schema";
import { forPage } from "@/lib/web/for-page";
import { ProviderCard } from "./provider-card";

export const metadata: Metadata = { title: HEADINGS.models.title };

const DAYS = 30;

export default async function ModelProvidersPage({
  params,
}: PageProps<"/o/[organisationId]/model-providers">) {
  const { organisationId } = await params;
  const caller = await forPage(callerForOrganisation(organisationId));
  const header = <PageHeader {...HEADINGS.models} />;
  if (!caller.permissions.has("organisation:manage")) {
    return (
      <>
        {header}
        <Alert>Only owners and admins of the organisation can see and change its model providers.</Alert>
      </>
    );
  }
  const [providers, daily] = await Promise.all([
    listModelProviders(caller),
    getDailyUsage(caller, { days: DAYS }),
  ]);
  return (
    <>
      {header}
      <div className="grid gap-4">
        <div className="grid gap-4 lg:grid-cols-2">
          {PROVIDER_KINDS.map((kind) => (
            <ProviderCard
              key={kind}
              organisationId={organisationId}
              kind={kind}
              provider={providers.find((one) => one.kind === kind) ?? null}
            />
          ))}
        </div>
        <Tokens daily={daily} />
      </div>
    </>
  );
}

function Tokens({ daily }: { daily: DailyUsage }) {
  const { input_tokens: read, output_tokens: written } = daily.totals;
  const title = "Tokens per day";
  if (read + written === 0) {
    return (
      <Card aria-label={title}>
        <CardHeader>
          <CardTitle>{title}</CardTitle>
          <CardDescription>
            No model was asked in the last {DAYS} days. What your chatbots use is counted here by day.
          </CardDescription>
        </CardHeader>
      </Card>
    );
  }
  return (
    <Card aria-label={title}>
      <CardContent className="grid gap-4">
        <BarSeries
          label={title}
          description={`${formatCount(read)} read and ${formatCount(written)} written in ${DAYS} days (UTC)`}
          data={daily.series.map(({ day, input_tokens, output_tokens }) => ({
            day,
            read: input_tokens,
            written: output_tokens,
          }))}
          series={[
            { key: "read", label: "Read" },
            { key: "written", label: "Written" },
          ]}
        />
      </CardContent>
      <ModelTable models={daily.models} />
    </Card>
  );
}
