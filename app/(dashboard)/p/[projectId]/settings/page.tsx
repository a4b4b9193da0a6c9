import type { Metadata } from "next";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { timeZones } from "@/lib/core/time-zone";
import { getProjectSettings } from "@/lib/projects/get-settings";
import { SEARCH_LANGUAGES } from "@/lib/projects/schema";
import { forPage } from "@/lib/web/for-page";
import { SettingsForm } from "./settings-form";

export const metadata: Metadata = { title: "Project settings" };

export default async function ProjectSettingsPage({ params }: PageProps<"/p/[projectId]/settings">) {
  const { projectId } = await params;
  const caller = await forPage(callerForProject(projectId));
  const settings = await forPage(getProjectSettings(caller));
  return (
    <>
      <PageHeader title="Project settings" description="What holds for everything in this project." />
      {caller.permissions.has("projects:manage") ? (
        <Card className="max-w-2xl">
          <CardHeader>
            <CardTitle>Settings</CardTitle>
            <CardDescription>They apply at once, for everybody who works in the project.</CardDescription>
          </CardHeader>
          <CardContent>
            <SettingsForm
              projectId={projectId}
              settings={settings}
              languages={SEARCH_LANGUAGES}
              zones={timeZones()}
            />
          </CardContent>
        </Card>
      ) : (
        <Alert>Only owners and admins of the organisation can change the settings of a project.</Alert>
      )}
    </>
  );
}
