"use client";

import { Slot } from "radix-ui/slot";
import {
  type ComponentProps,
  createContext,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useContext,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Placement } from "@/components/ui/floating";
import { onDemand } from "@/components/ui/on-demand";

// Fetched when the first one is opened.
const OpenPopover = onDemand(() => import("@/components/ui/open-popover").then((file) => file.OpenPopover));

interface PopoverState {
  open: boolean;
  setOpen: (open: boolean) => void;
  id: string;
  anchor: RefObject<HTMLButtonElement | null>;
}

const PopoverContext = createContext<PopoverState | null>(null);

/** What is open beside which button; for menus as well. */
export function usePopover(): PopoverState {
  const state = useContext(PopoverContext);
  if (!state) throw new Error("This belongs inside a Popover or DropdownMenu.");
  return state;
}

export interface PopoverProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}

/** A small panel beside its trigger. Name the content with `aria-label`. */
export function Popover({ open: steered, onOpenChange, children }: PopoverProps) {
  const [own, setOwn] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  const open = steered ?? own;
  const setOpen = useCallback(
    (next: boolean) => {
      setOwn(next);
      onOpenChange?.(next);
    },
    [onOpenChange],
  );
  const state = useMemo(() => ({ open, setOpen, id, anchor }), [open, setOpen, id]);
  return <PopoverContext value={state}>{children}</PopoverContext>;
}

export interface PopoverTriggerProps extends Omit<ComponentProps<"button">, "ref"> {
  /** The single child takes the trigger's place. */
  asChild?: boolean;
}

export function PopoverTrigger({ asChild = false, onClick, ...props }: PopoverTriggerProps) {
  const { open, setOpen, id, anchor } = usePopover();
  const Part = asChild ? Slot : "button";
  return (
    <Part
      {...(!asChild && { type: "button" })}
      aria-haspopup="dialog"
      {...props}
      ref={anchor}
      aria-expanded={open}
      aria-controls={open ? id : undefined}
      data-state={open ? "open" : "closed"}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        onClick?.(event);
        if (!event.defaultPrevented) setOpen(!open);
      }}
    />
  );
}

export interface PopoverContentProps extends Omit<ComponentProps<"div">, "ref">, Placement {}

/** Is there only while it is open. */
export function PopoverContent(props: PopoverContentProps) {
  return usePopover().open && <OpenPopover {...props} />;
}
