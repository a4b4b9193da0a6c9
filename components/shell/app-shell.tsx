"use client";

import { Menu, PanelLeft } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type CSSProperties, type ReactNode, useState } from "react";
import { navGroups } from "@/components/shell/nav-items";
import { QuickKeys } from "@/components/shell/quick-keys";
import { isCurrent, routes } from "@/components/shell/routes";
import type { ShellOrganisation, ShellProject, ShellUser } from "@/components/shell/shell-types";
import { Sidebar } from "@/components/shell/sidebar";
import { SIDEBAR_COOKIE, SIDEBAR_COOKIE_SECONDS } from "@/components/shell/sidebar-cookie";
import { SkipLink } from "@/components/shell/skip-link";
import { UserMenu } from "@/components/shell/user-menu";
import { Breadcrumb } from "@/components/ui/breadcrumb";
import { Button } from "@/components/ui/button";
import { Logo, LogoMark } from "@/components/ui/logo";
import { Sheet, SheetContent, SheetTitle, SheetTrigger } from "@/components/ui/sheet";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/core/cn";

export interface AppShellProps {
  user: ShellUser;
  organisations: readonly ShellOrganisation[];
  organisation: ShellOrganisation | null;
  /** Projects of `organisation` that the person may see. */
  projects: readonly ShellProject[];
  /** On organisation pages: the project last used, so that its navigation stays. */
  project: ShellProject | null;
  canCreateProject?: boolean;
  /** Changes that wait for the person's approval in `project`. */
  waiting?: number;
  /** A server action that ends the session and redirects. */
  onSignOut: () => void | Promise<void>;
  /** From the cookie `SIDEBAR_COOKIE`: "collapsed". */
  defaultCollapsed?: boolean;
  /** On the right of the top bar. */
  topBarEnd?: ReactNode;
  children: ReactNode;
}

const TOP_BAR: CSSProperties & Record<"--sticky-top", string> = { "--sticky-top": "3rem" };

/** The frame of every dashboard page: sidebar, or drawer on a phone, top bar, and the page's content. */
export function AppShell({
  user,
  organisations,
  organisation,
  projects,
  project,
  canCreateProject = false,
  waiting = 0,
  onSignOut,
  defaultCollapsed = false,
  topBarEnd,
  children,
}: AppShellProps) {
  const [collapsed, setCollapsed] = useState(defaultCollapsed);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const places = { organisations, organisation, projects, project, canCreateProject, waiting };

  function toggle() {
    const next = !collapsed;
    setCollapsed(next);
    rememberCollapsed(next);
  }

  return (
    <div style={TOP_BAR} className="min-h-dvh">
      <SkipLink />
      <aside
        aria-label="Sidebar"
        className={cn(
          "fixed inset-y-0 left-0 z-30 hidden flex-col border-r border-sidebar-border bg-sidebar transition-[width] duration-150 md:flex",
          collapsed ? "w-14" : "w-60",
        )}
      >
        <div className={cn("flex h-12 shrink-0 items-center px-4", collapsed && "justify-center px-0")}>
          <Link href={routes.home} aria-label="Caramel, home" className="rounded-md">
            {collapsed ? <LogoMark /> : <Logo />}
          </Link>
        </div>
        <Sidebar {...places} collapsed={collapsed} />
        <div className={cn("border-t border-sidebar-border p-2", collapsed && "flex justify-center px-0")}>
          <UserMenu user={user} onSignOut={onSignOut} compact={collapsed} />
        </div>
      </aside>

      <div className={cn("transition-[padding] duration-150", collapsed ? "md:pl-14" : "md:pl-60")}>
        <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-background px-2 md:px-4">
          <Sheet open={drawerOpen} onOpenChange={setDrawerOpen}>
            <SheetTrigger asChild>
              <Button variant="ghost" size="icon" aria-label="Open navigation" className="md:hidden">
                <Menu />
              </Button>
            </SheetTrigger>
            <SheetContent side="left" className="w-72 gap-0 bg-sidebar p-0">
              <SheetTitle className="flex h-12 shrink-0 items-center px-4">
                <span className="sr-only">Navigation</span>
                <Logo />
              </SheetTitle>
              <Sidebar {...places} collapsed={false} onNavigate={() => setDrawerOpen(false)} />
            </SheetContent>
          </Sheet>
          <Tooltip content={collapsed ? "Widen sidebar" : "Narrow sidebar"} side="bottom">
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label="Narrow sidebar"
              aria-pressed={collapsed}
              onClick={toggle}
              className="hidden text-muted-foreground md:inline-flex"
            >
              <PanelLeft />
            </Button>
          </Tooltip>
          <Place organisation={organisation} project={project} />
          <div className="ml-auto flex items-center gap-2">
            {topBarEnd}
            <QuickKeys
              organisations={organisations}
              organisation={organisation}
              projects={projects}
              project={project}
              canCreateProject={canCreateProject}
              onSignOut={onSignOut}
            />
            <div className="md:hidden">
              <UserMenu user={user} onSignOut={onSignOut} compact />
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
    </div>
  );
}

interface PlaceProps {
  organisation: ShellOrganisation | null;
  project: ShellProject | null;
}

/** Organisation or project, and the section: enough to know where one is with the drawer closed. */
function Place({ organisation, project }: PlaceProps) {
  const pathname = usePathname();
  const items = navGroups(organisation?.id, project?.id).flatMap((group) => group.items);
  const section = items.find((item) => isCurrent(pathname, item.href, item.exact));
  const around = pathname.startsWith("/p/")
    ? project && { label: project.name, href: routes.project(project.id).overview }
    : pathname.startsWith("/o/") &&
      organisation && { label: organisation.name, href: routes.organisation(organisation.id).projects };
  const trail = [...(around ? [around] : []), ...(section ? [{ label: section.label }] : [])];
  return trail.length > 0 ? <Breadcrumb label="Where you are" items={trail} /> : null;
}

/** Kept in a cookie, so that the server already renders the right width. Without the Cookie Store it is forgotten. */
function rememberCollapsed(collapsed: boolean) {
  if (typeof cookieStore === "undefined") return;
  void cookieStore.set({
    name: SIDEBAR_COOKIE,
    value: collapsed ? "collapsed" : "wide",
    expires: Date.now() + SIDEBAR_COOKIE_SECONDS * 1_000,
    sameSite: "lax",
    path: "/",
  });
}
