import { ChevronsUpDown, Menu, PanelLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { DrawerButton } from "@/components/shell/drawer-button";
import { Frame } from "@/components/shell/frame";
import { navGroups, type PageLink } from "@/components/shell/nav-items";
import { Place } from "@/components/shell/place";
import { QuickKeys } from "@/components/shell/quick-keys";
import { routes } from "@/components/shell/routes";
import type { ShellOrganisation, ShellProject, ShellUser } from "@/components/shell/shell-types";
import { Sidebar } from "@/components/shell/sidebar";
import { SidebarToggle } from "@/components/shell/sidebar-toggle";
import { SkipLink } from "@/components/shell/skip-link";
import { UserMenu } from "@/components/shell/user-menu";
import { Avatar } from "@/components/ui/avatar";
import { Logo, LogoMark } from "@/components/ui/logo";

export interface AppShellProps {
  user: ShellUser;
  organisations: readonly ShellOrganisation[];
  organisation: ShellOrganisation | null;
  /** Projects of `organisation` that the person may see. */
  projects: readonly ShellProject[];
  /** On organisation pages: the project last used, so that its navigation stays. */
  project: ShellProject | null;
  canCreateProject: boolean;
  /** Changes that wait for the person's approval in `project`. */
  waiting: number;
  /** A server action that ends the session and redirects. */
  onSignOut: () => Promise<void>;
  /** From the cookie `SIDEBAR_COOKIE`: "collapsed". */
  defaultCollapsed: boolean;
  children: ReactNode;
}

/**
 * The frame of every dashboard page: sidebar, or drawer on a phone, top bar, and the page's content. Drawn on the server;
 * in the browser live only the parts that move.
 */
export function AppShell({ user, onSignOut, waiting, defaultCollapsed, children, ...places }: AppShellProps) {
  const { organisation, project } = places;
  const groups = navGroups(organisation?.id, project?.id, waiting);
  const pages = groups.flatMap(({ items }) => items).map(pageLink);
  const sidebar = <Sidebar {...places} groups={groups} />;
  return (
    <Frame defaultCollapsed={defaultCollapsed}>
      <SkipLink />
      <aside
        aria-label="Sidebar"
        className="fixed inset-y-0 left-0 z-30 hidden w-60 flex-col border-r border-sidebar-border bg-sidebar transition-[width] duration-150 group-data-collapsed/frame:w-14 md:flex"
      >
        <div className="flex h-12 shrink-0 items-center px-4 group-data-collapsed/frame:justify-center group-data-collapsed/frame:px-0">
          <Link href={routes.home} aria-label="Caramel, home" className="rounded-md">
            <LogoMark className="hidden group-data-collapsed/frame:block" />
            <Logo className="group-data-collapsed/frame:hidden" />
          </Link>
        </div>
        {sidebar}
        <div className="border-t border-sidebar-border p-2 group-data-collapsed/frame:flex group-data-collapsed/frame:justify-center group-data-collapsed/frame:px-0">
          <UserMenu
            user={user}
            onSignOut={onSignOut}
            className="w-full px-2 py-1.5 focus-visible:-outline-offset-2 group-data-collapsed/frame:w-auto group-data-collapsed/frame:p-1"
          >
            <Avatar name={user.name} />
            <span aria-hidden className="grid min-w-0 flex-1 group-data-collapsed/frame:hidden">
              <span className="truncate font-medium text-sidebar-accent-foreground text-sm leading-4.5">
                {user.name}
              </span>
              <span className="truncate text-muted-foreground text-xs leading-4">{user.email}</span>
            </span>
            <ChevronsUpDown className="size-3.5 shrink-0 text-muted-foreground group-data-collapsed/frame:hidden" />
          </UserMenu>
        </div>
      </aside>

      <div className="transition-[padding] duration-150 md:pl-60 md:group-data-collapsed/frame:pl-14">
        <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-background px-2 md:px-4">
          <DrawerButton icon={<Menu />}>{sidebar}</DrawerButton>
          <SidebarToggle>
            <PanelLeft />
          </SidebarToggle>
          <Place
            organisation={
              organisation && {
                label: organisation.name,
                href: routes.organisation(organisation.id).projects,
              }
            }
            project={project && { label: project.name, href: routes.project(project.id).overview }}
            pages={pages}
          />
          <div className="ml-auto flex items-center gap-2">
            <QuickKeys {...places} pages={pages} onSignOut={onSignOut} />
            <div className="md:hidden">
              <UserMenu user={user} onSignOut={onSignOut} align="end" className="p-1">
                <Avatar name={user.name} />
              </UserMenu>
            </div>
          </div>
        </header>
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-7xl px-4 py-5 outline-none md:px-6 md:py-6"
        >
          {children}
        </main>
      </div>
    </Frame>
  );
}

/** What the browser needs to know of an entry; icons stay on the server. */
function pageLink({ label, href, letter, exact }: PageLink): PageLink {
  return { label, href, ...(letter && { letter }), ...(exact && { exact }) };
}
