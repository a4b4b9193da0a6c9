"use client";

import { FolderKanban, Plus } from "lucide-react";
import { usePathname } from "next/navigation";
import { routes, sameSectionIn } from "@/components/shell/routes";
import type { ShellOrganisation, ShellProject } from "@/components/shell/shell-types";
import { SidebarNav } from "@/components/shell/sidebar-nav";
import { Switcher } from "@/components/shell/switcher";
import { Avatar } from "@/components/ui/avatar";

export interface SidebarProps {
  organisations: readonly ShellOrganisation[];
  organisation: ShellOrganisation | null;
  projects: readonly ShellProject[];
  project: ShellProject | null;
  canCreateProject: boolean;
  /** Changes that wait for the person's approval in `project`. */
  waiting: number;
  collapsed: boolean;
  onNavigate?: () => void;
}

/** Switchers and navigation; the same in the desktop's sidebar and the phone's drawer. */
export function Sidebar({
  organisations,
  organisation,
  projects,
  project,
  canCreateProject,
  waiting,
  collapsed,
  onNavigate,
}: SidebarProps) {
  const pathname = usePathname();
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="grid gap-0.5 p-2">
        <Switcher
          kind="Organisation"
          collapsed={collapsed}
          onNavigate={onNavigate}
          current={
            organisation
              ? {
                  id: organisation.id,
                  label: organisation.name,
                  detail: organisation.detail,
                  icon: <Avatar name={organisation.name} shape="square" />,
                }
              : undefined
          }
          entries={organisations.map((entry) => ({
            id: entry.id,
            label: entry.name,
            detail: entry.detail,
            href: routes.organisation(entry.id).projects,
            icon: <Avatar name={entry.name} shape="square" size="sm" />,
          }))}
          footer={[{ label: "Create organisation", href: routes.newOrganisation, icon: <Plus /> }]}
        />
        {organisation && (
          <Switcher
            kind="Project"
            collapsed={collapsed}
            onNavigate={onNavigate}
            current={
              project
                ? {
                    id: project.id,
                    label: project.name,
                    icon: <ProjectIcon />,
                  }
                : { id: "", label: "Choose a project", icon: <ProjectIcon /> }
            }
            entries={projects.map((entry) => ({
              id: entry.id,
              label: entry.name,
              href: sameSectionIn(pathname, entry.id),
            }))}
            footer={[
              {
                label: "All projects",
                href: routes.organisation(organisation.id).projects,
                icon: <FolderKanban />,
              },
              ...(canCreateProject
                ? [
                    {
                      label: "Create project",
                      href: routes.organisation(organisation.id).newProject,
                      icon: <Plus />,
                    },
                  ]
                : []),
            ]}
          />
        )}
      </div>
      <SidebarNav
        organisationId={organisation?.id}
        projectId={project?.id}
        waiting={waiting}
        collapsed={collapsed}
        {...(onNavigate ? { onNavigate } : {})}
      />
    </div>
  );
}

function ProjectIcon() {
  return (
    <span className="grid size-7 shrink-0 place-content-center rounded-md border bg-card text-muted-foreground">
      <FolderKanban className="size-4" />
    </span>
  );
}
