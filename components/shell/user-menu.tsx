"use client";

import { ChevronsUpDown, CircleUserRound, LogOut, Monitor, Moon, Sun } from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import { startTransition } from "react";
import { routes } from "@/components/shell/routes";
import type { ShellUser } from "@/components/shell/shell-types";
import { Avatar } from "@/components/ui/avatar";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { cn } from "@/lib/core/cn";

export interface UserMenuProps {
  user: ShellUser;
  /** A server action, or a function of the page, that ends the session. */
  onSignOut: () => void | Promise<void>;
  /** Shows the avatar alone. */
  compact?: boolean;
}

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ user, onSignOut, compact = false }: UserMenuProps) {
  const { theme, setTheme } = useTheme();
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
        <div className="grid px-2 py-1.5">
          <span className="truncate font-medium text-sm">{user.name}</span>
          <span className="truncate text-muted-foreground text-xs">{user.email}</span>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuLabel className="pb-0.5">Theme</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={theme ?? "system"} onValueChange={setTheme}>
          <DropdownMenuRadioItem value="system" onSelect={keepOpen}>
            <Monitor /> System
          </DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="light" onSelect={keepOpen}>
            <Sun /> Light
          </DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="dark" onSelect={keepOpen}>
            <Moon /> Dark
          </DropdownMenuRadioItem>
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href={routes.account}>
            <CircleUserRound /> Account settings
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => startTransition(onSignOut)}>
          <LogOut /> Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function keepOpen(event: { preventDefault(): void }) {
  event.preventDefault();
}
