"use client";

import { X } from "lucide-react";
import { Slot } from "radix-ui/slot";
import {
  type ComponentProps,
  createContext,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useContext,
  useId,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { onDemand } from "@/components/ui/on-demand";

// Most visits to a page open no window.
const OpenModal = onDemand(() => import("@/components/ui/open-modal").then((file) => file.OpenModal));

interface ModalState {
  open: boolean;
  setOpen: (open: boolean) => void;
  titleId: string;
  descriptionId: string;
}

const ModalContext = createContext<ModalState | null>(null);

/** The window this stands in. */
export function useModal(): ModalState {
  const state = useContext(ModalContext);
  if (!state) throw new Error("This belongs inside a Dialog, AlertDialog or Sheet.");
  return state;
}

export interface ModalProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}

/** Whether a window is open, for its trigger and its content; steered from outside when `open` is given. */
export function Modal({ open: steered, onOpenChange, children }: ModalProps) {
  const [own, setOwn] = useState(false);
  const id = useId();
  const open = steered ?? own;
  const setOpen = useCallback(
    (next: boolean) => {
      setOwn(next);
      onOpenChange?.(next);
    },
    [onOpenChange],
  );
  const state = useMemo(
    () => ({ open, setOpen, titleId: `${id}-title`, descriptionId: `${id}-description` }),
    [open, setOpen, id],
  );
  return <ModalContext value={state}>{children}</ModalContext>;
}

export interface PartProps extends ComponentProps<"button"> {
  /** The single child takes the part's place. */
  asChild?: boolean;
}

export function ModalTrigger({ asChild = false, onClick, ...props }: PartProps) {
  const { open, setOpen } = useModal();
  const Part = asChild ? Slot : "button";
  return (
    <Part
      {...(!asChild && { type: "button" })}
      aria-haspopup="dialog"
      aria-expanded={open}
      data-state={open ? "open" : "closed"}
      {...props}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        onClick?.(event);
        if (!event.defaultPrevented) setOpen(true);
      }}
    />
  );
}

export function ModalClose({ asChild = false, onClick, ...props }: PartProps) {
  const { setOpen } = useModal();
  const Part = asChild ? Slot : "button";
  return (
    <Part
      {...(!asChild && { type: "button" })}
      {...props}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        onClick?.(event);
        if (!event.defaultPrevented) setOpen(false);
      }}
    />
  );
}

/** The cross in the corner. */
export function ModalCross() {
  return (
    <ModalClose
      aria-label="Close"
      data-slot="modal-cross"
      className="absolute top-3.5 right-3.5 grid size-7 place-content-center rounded-md text-muted-foreground transition-colors hover:bg-accent hover:text-foreground"
    >
      <X className="size-4" />
    </ModalClose>
  );
}

/** The focus goes to the first thing that takes it, or to what has `data-first-focus`. */
export interface ModalContentProps extends Omit<ComponentProps<"dialog">, "ref" | "open"> {
  /** A press outside does not close it; Escape and the cross still do. */
  staysOpen?: boolean;
}

/** Is there only while it is open, and not in what the server sends: only a browser can open a dialog. */
export function ModalContent(props: ModalContentProps) {
  const isInBrowser = useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
  return useModal().open && isInBrowser ? <OpenModal {...props} /> : null;
}

const subscribeToNothing = () => () => {};

export interface ModalTextProps extends ComponentProps<"p"> {
  asChild?: boolean;
}

export function ModalTitle(props: ComponentProps<"h2">) {
  return <h2 id={useModal().titleId} {...props} />;
}

export function ModalDescription({ asChild = false, ...props }: ModalTextProps) {
  const Part = asChild ? Slot : "p";
  return <Part id={useModal().descriptionId} {...props} />;
}
