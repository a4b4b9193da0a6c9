import { FolderKanban } from "lucide-react";
import type { NavGroup } from "@/components/shell/nav-items";
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
  groups: readonly NavGroup[];
}

/** Switchers and navigation; the same in the desktop's sidebar and the phone's drawer. */
export function Sidebar({
  organisations,
  organisation,
  projects,
  project,
  canCreateProject,
  groups,
}: SidebarProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="grid gap-0.5 p-2">
        <Switcher kind="Organisation" currentId={organisation?.id} entries={organisations}>
          {organisation && <Avatar name={organisation.name} shape="square" />}
          <CurrentPlace
            kind="Organisation"
            name={organisation?.name ?? "Choose an organisation"}
            detail={organisation?.detail}
          />
        </Switcher>
        {organisation && (
          <Switcher
            kind="Project"
            currentId={project?.id}
            entries={projects}
            organisationId={organisation.id}
            canCreate={canCreateProject}
          >
            <span className="grid size-7 shrink-0 place-content-center rounded-md border bg-card text-muted-foreground">
              <FolderKanban className="size-4" />
            </span>
            <CurrentPlace kind="Project" name={project?.name ?? "Choose a project"} />
          </Switcher>
        )}
      </div>
      <SidebarNav groups={groups} />
    </div>
  );
}

function CurrentPlace({ kind, name, detail }: { kind: string; name: string; detail?: string | undefined }) {
  return (
    <>
      <span className="sr-only">{kind}:</span>
      <span className="grid min-w-0 flex-1 group-data-collapsed/frame:sr-only">
        <span className="truncate font-medium text-sidebar-accent-foreground text-sm leading-4.5">
          {name}
        </span>
        {detail && <span className="truncate text-muted-foreground text-xs leading-4">{detail}</span>}
      </span>
    </>
  );
}
