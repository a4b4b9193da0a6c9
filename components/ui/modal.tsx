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
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { createPortal } from "react-dom";

// The browser's own modal dialog: it holds the focus, gives it back, and keeps the page behind from being reached.

interface ModalState {
  open: boolean;
  setOpen: (open: boolean) => void;
  titleId: string;
  descriptionId: string;
}

const ModalContext = createContext<ModalState | null>(null);

function useModal(): ModalState {
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
      className="absolute top-3.5 right-3.5 grid size-7 place-content-center rounded-md text-muted-foreground transition-colors hover:bg-accent hover:text-foreground"
    >
      <X className="size-4" />
    </ModalClose>
  );
}

export interface ModalContentProps extends Omit<ComponentProps<"dialog">, "ref" | "open"> {
  /** A press outside does not close it; Escape and the cross still do. */
  staysOpen?: boolean;
}

const never = () => () => {};

/** Is there only while it is open. */
export function ModalContent(props: ModalContentProps) {
  const { open } = useModal();
  // The server, and the browser while it takes over the server's page, have no body to put it in.
  const hasBody = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return open && hasBody ? createPortal(<OpenModal {...props} />, document.body) : null;
}

function OpenModal({ staysOpen = false, onPointerDown, children, ...props }: ModalContentProps) {
  const { setOpen, titleId, descriptionId } = useModal();
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (document.getElementById(titleId)) element.setAttribute("aria-labelledby", titleId);
    if (document.getElementById(descriptionId)) element.setAttribute("aria-describedby", descriptionId);
    if (!element.open) element.showModal();
    // Closing it, rather than only taking it away, gives the focus back.
    return () => element.close();
  }, [titleId, descriptionId]);

  return (
    <dialog
      {...props}
      ref={dialog}
      data-state="open"
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        setOpen(false);
      }}
      onPointerDown={(event) => {
        onPointerDown?.(event);
        if (staysOpen || event.target !== event.currentTarget) return;
        const { left, right, top, bottom } = event.currentTarget.getBoundingClientRect();
        const { clientX: x, clientY: y } = event;
        if (x < left || x > right || y < top || y > bottom) setOpen(false);
      }}
    >
      {children}
    </dialog>
  );
}

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
