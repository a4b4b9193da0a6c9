import type { Metadata } from "next";
import { Badge } from "@/components/ui/badge";
import {
  Card,
  CardAction,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { PageHeader } from "@/components/ui/page-header";
import { callerForOrganisation } from "@/lib/auth/session";
import { getOrganisation } from "@/lib/organisations/get";
import { getClientPolicy } from "@/lib/organisations/get-client-policy";
import type { PlanView } from "@/lib/organisations/schema";
import { forPage } from "@/lib/web/for-page";
import { ClientPolicyForm } from "./client-policy-form";
import { OrganisationNameForm } from "./name-form";

export const metadata: Metadata = { title: "Organisation" };

const NUMBER = new Intl.NumberFormat("en");

function limitsOf(plan: PlanView): [label: string, value: string][] {
  return [
    ["Tool calls a minute", NUMBER.format(plan.tool_calls_per_minute)],
    ["Tool calls a day", NUMBER.format(plan.tool_calls_per_day)],
    ["Tool calls a minute in one project", NUMBER.format(plan.project_calls_per_minute)],
    ["AI credits a month", NUMBER.format(plan.ai_credits_per_month)],
    ["Tools", `${plan.tier.slice(0, 1).toUpperCase()}${plan.tier.slice(1)} tier`],
  ];
}

export default async function SettingsPage({ params }: PageProps<"/o/[organisationId]/settings">) {
  const { organisationId } = await params;
  const caller = await forPage(callerForOrganisation(organisationId));
  const mayManage = caller.permissions.has("organisation:manage");
  const [organisation, policy] = await Promise.all([
    getOrganisation(caller),
    mayManage ? getClientPolicy(caller) : null,
  ]);
  return (
    <>
      <PageHeader
        title="Organisation"
        description="Its name, which assistants may connect, and what its plan allows."
      />
      <div className="grid max-w-2xl gap-5">
        <Card>
          <CardHeader>
            <CardTitle>General</CardTitle>
          </CardHeader>
          <CardContent className="grid gap-5">
            {mayManage ? (
              <OrganisationNameForm organisationId={organisationId} name={organisation.name} />
            ) : (
              <p className="text-sm">{organisation.name}</p>
            )}
            <CopyField
              label="Organisation id"
              value={organisation.id}
              hint="For the operator's terminal."
              className="max-w-sm"
            />
          </CardContent>
        </Card>
        {policy && (
          <Card aria-labelledby="client-policy">
            <CardHeader>
              <CardTitle id="client-policy">Assistants</CardTitle>
              <CardDescription>
                Which apps may connect to this organisation and go on working. API keys are not affected.
              </CardDescription>
            </CardHeader>
            <CardContent>
              <ClientPolicyForm organisationId={organisationId} view={policy} />
            </CardContent>
          </Card>
        )}
        <Card>
          <CardHeader>
            <CardTitle>Plan</CardTitle>
            <CardDescription>
              Limits hold for all assistants and keys of the organisation together.
            </CardDescription>
            <CardAction>
              <Badge variant="default">{organisation.plan.name}</Badge>
            </CardAction>
          </CardHeader>
          <CardContent>
            <dl className="divide-y rounded-md border">
              {limitsOf(organisation.plan).map(([label, value]) => (
                <div key={label} className="flex items-baseline justify-between gap-4 px-3 py-2 text-sm">
                  <dt className="text-muted-foreground">{label}</dt>
                  <dd className="font-medium tabular-nums">{value}</dd>
                </div>
              ))}
            </dl>
          </CardContent>
          <CardFooter>Whoever runs this installation changes the plan.</CardFooter>
        </Card>
      </div>
    </>
  );
}
