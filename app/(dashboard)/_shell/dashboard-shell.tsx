import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { cache, type ReactNode } from "react";
import { BrowserTimeZone, TimeZoneProvider } from "@/components/format/time-zone";
import { AppShell } from "@/components/shell/app-shell";
import { SIDEBAR_COOKIE } from "@/components/shell/sidebar-cookie";
import { countWaiting } from "@/lib/approvals/count-waiting";
import { placesOf } from "@/lib/auth/places";
import { callerForProject, requirePerson } from "@/lib/auth/session";
import { ROLE_PERMISSIONS } from "@/lib/auth/values";
import { TIME_ZONE_COOKIE } from "@/lib/core/time-zone";
import { forPage } from "@/lib/web/for-page";
import { LAST_PROJECT_COOKIE } from "@/lib/web/last-project";
import { readerZone } from "@/lib/web/reader-zone";
import { signOutAction } from "./actions";

export interface DashboardShellProps {
  /** On pages of a project. */
  projectId?: string;
  /** On pages of an organisation. */
  organisationId?: string;
  children: ReactNode;
}

const placesOfPerson = cache(placesOf);

/**
 * The frame around every page of the dashboard, filled for the signed-in person. It shows and leads; it protects
 * nothing: each page asks for its own caller.
 */
export async function DashboardShell({ projectId, organisationId, children }: DashboardShellProps) {
  const person = await forPage(requirePerson());
  const [places, jar] = await Promise.all([placesOfPerson(person.userId), cookies()]);
  const last = jar.get(LAST_PROJECT_COOKIE)?.value;
  const holds = (id: string | undefined) => (place: (typeof places)[number]) =>
    place.projects.some((project) => project.id === id);
  const here =
    projectId !== undefined
      ? places.find(holds(projectId))
      : organisationId !== undefined
        ? places.find(({ id }) => id === organisationId)
        : (places.find(holds(last)) ?? places[0]);
  if (!here && (projectId !== undefined || organisationId !== undefined)) notFound();
  const projects = here?.projects ?? [];
  const project = projects.find(({ id }) => id === (projectId ?? last)) ?? projects[0] ?? null;
  const organisations = places.map(({ id, name, planName }) => ({ id, name, detail: `${planName} plan` }));
  const zone = await readerZone();
  return (
    <TimeZoneProvider zone={zone}>
      <AppShell
        user={{ name: person.name, email: person.email }}
        organisations={organisations}
        organisation={organisations.find(({ id }) => id === here?.id) ?? null}
        projects={projects}
        project={project}
        waiting={project ? await countWaiting(await forPage(callerForProject(project.id))) : 0}
        canCreateProject={here !== undefined && ROLE_PERMISSIONS[here.role].has("projects:manage")}
        onSignOut={signOutAction}
        defaultCollapsed={jar.get(SIDEBAR_COOKIE)?.value === "collapsed"}
      >
        {children}
      </AppShell>
      <BrowserTimeZone known={jar.get(TIME_ZONE_COOKIE)?.value} isUsed={!person.timeZone} />
    </TimeZoneProvider>
  );
}
