import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { routes } from "@/components/shell/routes";
import { Card, CardContent } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { callerForOrganisation } from "@/lib/auth/session";
import { forPage } from "@/lib/web/for-page";
import { ProjectForm } from "./project-form";

export const metadata: Metadata = { title: "New project" };

export default async function NewProjectPage({ params }: PageProps<"/o/[organisationId]/projects/new">) {
  const { organisationId } = await params;
  const caller = await forPage(callerForOrganisation(organisationId));
  if (!caller.permissions.has("projects:manage")) notFound();
  return (
    <>
      <PageHeader
        title="Create project"
        description="One business or shop. It gets a chatbot of the same name at once."
        breadcrumb={[{ label: "Projects", href: routes.organisation(organisationId).projects }]}
      />
      <Card className="max-w-lg">
        <CardContent>
          <ProjectForm organisationId={organisationId} />
        </CardContent>
      </Card>
    </>
  );
}
