"use client";

import { Check } from "lucide-react";
import {
  DropdownMenuContent as Content,
  DropdownMenuGroup,
  DropdownMenuItemIndicator,
  DropdownMenuPortal,
  DropdownMenuRadioGroup,
  DropdownMenuTrigger,
  DropdownMenuItem as Item,
  DropdownMenuLabel as LabelPart,
  DropdownMenuRadioItem as RadioItem,
  DropdownMenu as Root,
  DropdownMenuSeparator as SeparatorPart,
} from "radix-ui/dropdown-menu";
import type { ComponentProps } from "react";
import { floatingStyles, menuItemStyles } from "@/components/ui/menu-styles";
import { cn } from "@/lib/core/cn";

/**
 * Actions behind a button; arrow keys and first letters move through them. Not modal: a menu need not hide the
 * page from screen readers or stop it from scrolling.
 */
export function DropdownMenu({ modal = false, ...props }: ComponentProps<typeof Root>) {
  return <Root modal={modal} {...props} />;
}

export { DropdownMenuGroup, DropdownMenuRadioGroup, DropdownMenuTrigger };

export function DropdownMenuContent({ className, sideOffset = 4, ...props }: ComponentProps<typeof Content>) {
  return (
    <DropdownMenuPortal>
      <Content
        data-slot="dropdown-menu-content"
        sideOffset={sideOffset}
        collisionPadding={8}
        className={cn(
          floatingStyles,
          "max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto p-1",
          className,
        )}
        {...props}
      />
    </DropdownMenuPortal>
  );
}

export interface DropdownMenuItemProps extends ComponentProps<typeof Item> {
  variant?: "default" | "destructive";
}

export function DropdownMenuItem({ className, variant = "default", ...props }: DropdownMenuItemProps) {
  return (
    <Item
      data-slot="dropdown-menu-item"
      className={cn(
        menuItemStyles,
        variant === "destructive" &&
          "text-destructive-text data-highlighted:bg-destructive-subtle data-highlighted:text-destructive-text [&_svg]:text-current!",
        className,
      )}
      {...props}
    />
  );
}

export function DropdownMenuRadioItem({ className, children, ...props }: ComponentProps<typeof RadioItem>) {
  return (
    <RadioItem
      data-slot="dropdown-menu-radio-item"
      className={cn(menuItemStyles, "pr-8", className)}
      {...props}
    >
      {children}
      <DropdownMenuItemIndicator className="absolute right-2">
        <Check className="text-foreground" />
      </DropdownMenuItemIndicator>
    </RadioItem>
  );
}

export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof LabelPart>) {
  return (
    <LabelPart
      className={cn("px-2 py-1.5 font-medium text-muted-foreground text-xs", className)}
      {...props}
    />
  );
}

export function DropdownMenuSeparator({ className, ...props }: ComponentProps<typeof SeparatorPart>) {
  return <SeparatorPart className={cn("-mx-1 my-1 h-px bg-border", className)} {...props} />;
}
