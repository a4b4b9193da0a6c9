import type { Metadata } from "next";
import { ClientTries } from "@/components/doctor/client-tries";
import { SelfTest } from "@/components/doctor/self-test";
import { routes } from "@/components/shell/routes";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requestFacts } from "@/lib/auth/request-facts";
import { resourceAt } from "@/lib/auth/resources";
import { callerForProject } from "@/lib/auth/session";
import { env } from "@/lib/core/env";
import { listTries } from "@/lib/doctor/list-tries";
import { viewSelfTest } from "@/lib/doctor/self-test";
import { forPage } from "@/lib/web/for-page";
import { selfTestCookie } from "@/lib/web/self-test-cookie";

export const metadata: Metadata = { title: "Connection doctor" };

export default async function DoctorPage({ params }: PageProps<"/p/[projectId]/integrations/mcp/doctor">) {
  const { projectId } = await params;
  const caller = await forPage(callerForProject(projectId));
  const project = routes.project(projectId);
  const organisation = routes.organisation(caller.organisationId);
  const mayTest = caller.permissions.has("connections:grant");
  const [tries, test] = await Promise.all([
    listTries(caller, await requestFacts()),
    mayTest ? viewSelfTest(caller, await selfTestCookie()) : null,
  ]);
  const url = resourceAt(`/mcp/projects/${projectId}`)?.uri ?? "";
  return (
    <>
      <PageHeader
        title="Connection doctor"
        description="Shows how far a client came that tried to connect, and what to do when it did not work."
        breadcrumb={[
          { label: "Integrations", href: project.integrations },
          { label: "Model Context Protocol", href: project.mcp },
          { label: "Connection doctor" },
        ]}
      />
      <div className="grid gap-4">
        <Card aria-labelledby="tries">
          <CardHeader>
            <CardTitle id="tries">Recent tries</CardTitle>
            <CardDescription>
              From your own network in the last hour, at this project's URL, and those that{" "}
              {caller.permissions.has("connections:manage") ? "people of this organisation" : "you"} allowed
              or refused. Kept for a day.
            </CardDescription>
          </CardHeader>
          <ClientTries
            projectId={projectId}
            url={url}
            tries={tries}
            links={{
              connections: project.mcp,
              api_keys: caller.permissions.has("keys:manage") ? organisation.apiKeys : null,
              settings: caller.permissions.has("organisation:manage") ? organisation.settings : null,
            }}
          />
        </Card>
        {mayTest && (
          <Card id="self-test" aria-labelledby="self-test-title" className="scroll-mt-4">
            <CardHeader>
              <CardTitle id="self-test-title">Self-test</CardTitle>
              <CardDescription>
                Caramel connects to itself through its public address, step by step as an assistant does. You
                are asked to allow “Caramel self-test”; it only looks, and ends its connection by itself.
              </CardDescription>
            </CardHeader>
            <CardContent>
              <SelfTest
                // A test that came back from the consent screen is another one.
                key={`${test?.started_at} ${test?.phase}`}
                projectId={projectId}
                baseUrl={env.baseUrl}
                test={test}
              />
            </CardContent>
          </Card>
        )}
      </div>
    </>
  );
}
