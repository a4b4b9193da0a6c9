import type { NavGroup, NavItem } from "@/components/shell/nav-items";
import { NavLink } from "@/components/shell/nav-link";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/lib/core/cn";

export interface SidebarNavProps {
  groups: readonly NavGroup[];
}

/** The main navigation. */
export function SidebarNav({ groups }: SidebarNavProps) {
  return (
    <nav aria-label="Main" className="flex-1 overflow-y-auto overflow-x-hidden px-2 pb-4">
      {groups.map(({ label, items }) => (
        <div key={label} className="pt-3 first:pt-1">
          <h2
            className={cn(
              "px-2 pb-1 font-medium text-muted-foreground text-xs group-data-collapsed/frame:sr-only",
              label === "Project" && "sr-only",
            )}
          >
            {label}
          </h2>
          <ul className="grid gap-px">
            {items.map((item) => (
              <li key={item.href}>
                <Entry item={item} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function Entry({ item: { label, href, exact, icon: Icon, waiting = 0 } }: { item: NavItem }) {
  return (
    <NavLink href={href} exact={exact} hint={waiting > 0 ? `${label}, ${waiting} waiting` : label}>
      <span className="relative shrink-0">
        <Icon className="size-4 text-muted-foreground group-aria-[current]/link:text-link" />
        {waiting > 0 && (
          <span
            aria-hidden
            className="-top-1 -right-1 absolute hidden size-2 rounded-full bg-primary group-data-collapsed/frame:block"
          />
        )}
      </span>
      <span className="truncate group-data-collapsed/frame:sr-only">{label}</span>
      {waiting > 0 && (
        <Badge variant="default" className="ml-auto tabular-nums group-data-collapsed/frame:sr-only">
          {waiting > 99 ? "99+" : waiting}
          <span className="sr-only"> waiting</span>
        </Badge>
      )}
    </NavLink>
  );
}
