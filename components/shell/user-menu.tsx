"use client";

import { ChevronsUpDown } from "lucide-react";
import dynamic from "next/dynamic";
import type { ShellUser } from "@/components/shell/shell-types";
import { Avatar } from "@/components/ui/avatar";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { cn } from "@/lib/core/cn";

const UserMenuItems = dynamic(() => import("@/components/shell/user-menu-items"), { ssr: false });

export interface UserMenuProps {
  user: ShellUser;
  /** A server action, or a function of the page, that ends the session. */
  onSignOut: () => void | Promise<void>;
  /** Shows the avatar alone. */
  compact?: boolean;
}

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ user, onSignOut, compact = false }: UserMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        className={cn(
          "flex min-w-0 items-center gap-2 rounded-md text-left transition-colors hover:bg-sidebar-accent data-[state=open]:bg-sidebar-accent",
          compact ? "p-1" : "w-full px-2 py-1.5 focus-visible:-outline-offset-2",
        )}
      >
        <span className="sr-only">Account menu of {compact && user.name}</span>
        <Avatar name={user.name} />
        {!compact && (
          <>
            <span className="grid min-w-0 flex-1">
              <span className="truncate font-medium text-sidebar-accent-foreground text-sm leading-4.5">
                {user.name}
              </span>
              <span className="truncate text-muted-foreground text-xs leading-4">{user.email}</span>
            </span>
            <ChevronsUpDown className="size-3.5 shrink-0 text-muted-foreground" />
          </>
        )}
      </DropdownMenuTrigger>
      <DropdownMenuContent align={compact ? "end" : "start"} className="w-56">
        <UserMenuItems user={user} onSignOut={onSignOut} />
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
