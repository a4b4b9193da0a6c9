"use client";

import type { ReactNode } from "react";
import type { ShellUser } from "@/components/shell/shell-types";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import type { Align } from "@/components/ui/floating";
import { onDemand } from "@/components/ui/on-demand";
import { cn } from "@/lib/core/cn";

// Fetched when the first one is opened.
const UserMenuItems = onDemand(() =>
  import("@/components/shell/user-menu-items").then((file) => file.UserMenuItems),
);

export interface UserMenuProps {
  user: ShellUser;
  /** A server action, or a function of the page, that ends the session. */
  onSignOut: () => void | Promise<void>;
  align?: Align;
  className?: string;
  /** What the button looks like. */
  children: ReactNode;
}

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ user, onSignOut, align = "start", className, children }: UserMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        className={cn(
          "flex min-w-0 items-center gap-2 rounded-md text-left transition-colors hover:bg-sidebar-accent data-[state=open]:bg-sidebar-accent",
          className,
        )}
      >
        <span className="sr-only">Account menu of {user.name}</span>
        {children}
      </DropdownMenuTrigger>
      <DropdownMenuContent align={align} aria-label={`Account menu of ${user.name}`} className="w-56">
        <UserMenuItems user={user} onSignOut={onSignOut} />
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
