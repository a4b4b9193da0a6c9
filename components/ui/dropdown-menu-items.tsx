"use client";

import { Check } from "lucide-react";
import { Slot } from "radix-ui/slot";
import { type ComponentProps, createContext, type MouseEvent, type ReactNode, useContext } from "react";
import { menuItemStyles } from "@/components/ui/menu-styles";
import { usePopover } from "@/components/ui/popover";
import { cn } from "@/lib/core/cn";

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
