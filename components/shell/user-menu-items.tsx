"use client";

import { CircleUserRound, LogOut, Monitor, Moon, Sun } from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import { startTransition } from "react";
import { routes } from "@/components/shell/routes";
import type { UserMenuProps } from "@/components/shell/user-menu";
import {
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
} from "@/components/ui/dropdown-menu-items";

/** What the menu of `UserMenu` holds. */
export function UserMenuItems({ user, onSignOut }: Pick<UserMenuProps, "user" | "onSignOut">) {
  const { theme, setTheme } = useTheme();
  return (
    <>
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
    </>
  );
}

function keepOpen(event: { preventDefault(): void }) {
  event.preventDefault();
}
