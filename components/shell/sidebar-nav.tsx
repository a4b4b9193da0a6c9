"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { type NavGroup, type NavItem, navGroups } from "@/components/shell/nav-items";
import { isCurrent } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/core/cn";

export interface SidebarNavProps {
  organisationId: string | undefined;
  projectId: string | undefined;
  /** Changes that wait for the person's approval. */
  waiting: number;
  collapsed: boolean;
  /** Called when an entry is pressed, so that a drawer can close. */
  onNavigate?: () => void;
}

/** The main navigation. */
export function SidebarNav({ organisationId, projectId, waiting, collapsed, onNavigate }: SidebarNavProps) {
  return (
    <nav aria-label="Main" className="flex-1 overflow-y-auto overflow-x-hidden px-2 pb-4">
      {navGroups(organisationId, projectId, waiting).map((group) => (
        <Group key={group.label} group={group} collapsed={collapsed} onNavigate={onNavigate} />
      ))}
    </nav>
  );
}

interface GroupProps {
  group: NavGroup;
  collapsed: boolean;
  onNavigate: (() => void) | undefined;
}

function Group({ group, collapsed, onNavigate }: GroupProps) {
  const pathname = usePathname();
  return (
    <div className="pt-3 first:pt-1">
      <h2
        className={cn(
          "px-2 pb-1 font-medium text-muted-foreground text-xs",
          collapsed && "sr-only",
          group.label === "Project" && "sr-only",
        )}
      >
        {group.label}
      </h2>
      <ul className="grid gap-px">
        {group.items.map((item) => (
          <li key={item.href}>
            <Entry
              item={item}
              collapsed={collapsed}
              current={isCurrent(pathname, item.href, item.exact)}
              onNavigate={onNavigate}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface EntryProps {
  item: NavItem;
  collapsed: boolean;
  current: boolean;
  onNavigate: (() => void) | undefined;
}

function Entry({ item, collapsed, current, onNavigate }: EntryProps) {
  const { icon: Icon, waiting = 0 } = item;
  const link = (
    <Link
      href={item.href}
      aria-current={current ? "page" : undefined}
      onClick={onNavigate}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-sidebar-foreground text-sm transition-colors hover:bg-sidebar-accent hover:text-sidebar-accent-foreground focus-visible:-outline-offset-2 max-md:h-10 max-md:text-base",
        current && "bg-sidebar-accent text-sidebar-accent-foreground",
        collapsed && "justify-center px-0",
      )}
    >
      <span className="relative shrink-0">
        <Icon className={cn("size-4", current ? "text-link" : "text-muted-foreground")} />
        {collapsed && waiting > 0 && (
          <span aria-hidden className="-top-1 -right-1 absolute size-2 rounded-full bg-primary" />
        )}
      </span>
      <span className={cn("truncate", collapsed && "sr-only")}>{item.label}</span>
      {waiting > 0 && (
        <Badge variant="default" className={cn("ml-auto tabular-nums", collapsed && "sr-only")}>
          {waiting > 99 ? "99+" : waiting}
          <span className="sr-only"> waiting</span>
        </Badge>
      )}
    </Link>
  );
  if (!collapsed) return link;
  return (
    <Tooltip content={waiting > 0 ? `${item.label}, ${waiting} waiting` : item.label} side="right">
      {link}
    </Tooltip>
  );
}
