"use client";

import { Check } from "lucide-react";
import dynamic from "next/dynamic";
import { Slot } from "radix-ui/slot";
import { type ComponentProps, createContext, type MouseEvent, type ReactNode, useContext } from "react";
import type { Placement } from "@/components/ui/floating";
import { menuItemStyles } from "@/components/ui/menu-styles";
import { Popover, PopoverTrigger, type PopoverTriggerProps, usePopover } from "@/components/ui/popover";
import { cn } from "@/lib/core/cn";

// The menu button of the ARIA Authoring Practices (Menu Button Pattern).

// Fetched when the first one is opened.
const OpenMenu = dynamic(() => import("@/components/ui/open-menu"), { ssr: false });

/** Actions behind a button; arrow keys and first letters move through them. */
export const DropdownMenu = Popover;

export function DropdownMenuTrigger({ onKeyDown, ...props }: PopoverTriggerProps) {
  const { setOpen } = usePopover();
  return (
    <PopoverTrigger
      aria-haspopup="menu"
      {...props}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        setOpen(true);
      }}
    />
  );
}

export interface DropdownMenuContentProps extends Omit<ComponentProps<"div">, "ref">, Placement {
  /** Runs when the menu is gone and its button has the focus again. */
  onClosed?: () => void;
}

/** Is there only while it is open. */
export function DropdownMenuContent(props: DropdownMenuContentProps) {
  return usePopover().open ? <OpenMenu {...props} /> : null;
}

export interface DropdownMenuItemProps extends Omit<ComponentProps<"div">, "onSelect" | "ref"> {
  variant?: "default" | "destructive";
  disabled?: boolean;
  /** The single child, such as a link, is the item. */
  asChild?: boolean;
  /** The menu closes unless the event's default is prevented. */
  onSelect?: (event: MouseEvent<HTMLElement>) => void;
}

export function DropdownMenuItem({
  className,
  variant = "default",
  disabled = false,
  asChild = false,
  onSelect,
  onClick,
  ...props
}: DropdownMenuItemProps) {
  const { setOpen } = usePopover();
  const Part = asChild ? Slot : "div";
  return (
    <Part
      role="menuitem"
      data-slot="dropdown-menu-item"
      {...props}
      tabIndex={-1}
      aria-disabled={disabled || undefined}
      data-disabled={disabled ? "" : undefined}
      onClick={(event: MouseEvent<HTMLDivElement>) => {
        if (disabled) {
          event.preventDefault();
          return;
        }
        onClick?.(event);
        onSelect?.(event);
        // A link goes its way all the same; its own handler has prevented the default by then.
        if (asChild || !event.defaultPrevented) setOpen(false);
      }}
      onPointerMove={({ currentTarget }: { currentTarget: HTMLElement }) => {
        if (!disabled) currentTarget.focus({ preventScroll: true });
      }}
      className={cn(
        menuItemStyles,
        variant === "destructive" &&
          "text-destructive-text focus:bg-destructive-subtle focus:text-destructive-text [&_svg]:text-current!",
        className,
      )}
    />
  );
}

const RadioContext = createContext<{ value: string; onValueChange: (value: string) => void } | null>(null);

export interface DropdownMenuRadioGroupProps {
  value: string;
  onValueChange: (value: string) => void;
  children: ReactNode;
}

export function DropdownMenuRadioGroup({ value, onValueChange, children }: DropdownMenuRadioGroupProps) {
  return (
    <RadioContext value={{ value, onValueChange }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a menu */}
      <div role="group">{children}</div>
    </RadioContext>
  );
}

export interface DropdownMenuRadioItemProps extends DropdownMenuItemProps {
  value: string;
}

export function DropdownMenuRadioItem({
  className,
  value,
  onSelect,
  children,
  ...props
}: DropdownMenuRadioItemProps) {
  const group = useContext(RadioContext);
  const isChosen = group?.value === value;
  return (
    <DropdownMenuItem
      {...props}
      role="menuitemradio"
      aria-checked={isChosen}
      className={cn("pr-8", className)}
      onSelect={(event) => {
        group?.onValueChange(value);
        onSelect?.(event);
      }}
    >
      {children}
      {isChosen && <Check className="absolute right-2 text-foreground!" />}
    </DropdownMenuItem>
  );
}

export function DropdownMenuLabel({ className, ...props }: ComponentProps<"div">) {
  return (
    <div className={cn("px-2 py-1.5 font-medium text-muted-foreground text-xs", className)} {...props} />
  );
}

export function DropdownMenuSeparator({ className }: { className?: string }) {
  return <hr className={cn("-mx-1 my-1 h-px border-0 bg-border", className)} />;
}
