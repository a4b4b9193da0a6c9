"use client";

import { X } from "lucide-react";
import { Slot } from "radix-ui/slot";
import {
  type ComponentProps,
  createContext,
  type KeyboardEvent,
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
  return useModal().open && isInBrowser ? createPortal(<OpenModal {...props} />, document.body) : null;
}

const subscribeToNothing = () => () => {};

function OpenModal({
  staysOpen = false,
  onPointerDown,
  onClick,
  onKeyDown,
  children,
  ...props
}: ModalContentProps) {
  const { setOpen, titleId, descriptionId } = useModal();
  const dialog = useRef<HTMLDialogElement>(null);
  const isPressedOutside = useRef(false);

  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (document.getElementById(titleId)) element.setAttribute("aria-labelledby", titleId);
    if (document.getElementById(descriptionId)) element.setAttribute("aria-describedby", descriptionId);
    const opener = document.activeElement;
    if (!element.open) element.showModal();
    element.querySelector<HTMLElement>("[data-first-focus]")?.focus();
    const stopFollowing = focusWhatIsLoaded(element);
    return () => {
      stopFollowing();
      // Closing it, rather than only taking it away, gives the focus back.
      element.close();
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
    };
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
      onKeyDown={(event) => {
        onKeyDown?.(event);
        keepFocus(event);
        if (event.key !== "Escape" || event.defaultPrevented) return;
        // Left to itself the browser closes it on the second press, whether or not the owner agrees.
        event.preventDefault();
        setOpen(false);
      }}
      onPointerDown={(event) => {
        onPointerDown?.(event);
        isPressedOutside.current = event.target === event.currentTarget && isOutside(event);
      }}
      onClick={(event) => {
        onClick?.(event);
        // Not before the press ends: on a touch screen it would go on to what lies behind.
        if (staysOpen || event.target !== event.currentTarget) return;
        if (isPressedOutside.current && isOutside(event)) setOpen(false);
      }}
    >
      {children}
    </dialog>
  );
}

/** A window that opens before its form is loaded has the focus on its cross; moves it on when there is something else. */
function focusWhatIsLoaded(dialog: HTMLDialogElement): () => void {
  const cross = document.activeElement;
  const watch = new MutationObserver(() => {
    if (document.activeElement !== cross) return watch.disconnect();
    const first = dialog.querySelector<HTMLElement>(
      "input:not([type=hidden]), select, textarea, a[href], button:not([data-slot=modal-cross], :disabled)",
    );
    if (!first) return;
    first.focus();
    watch.disconnect();
  });
  if (cross?.matches("[data-slot=modal-cross]")) watch.observe(dialog, { childList: true, subtree: true });
  return () => watch.disconnect();
}

/** After the last thing that takes the focus comes the first one; the browser would go on to its own buttons. */
function keepFocus(event: KeyboardEvent<HTMLDialogElement>): void {
  const { currentTarget: dialog, target, shiftKey } = event;
  // A window above this one reports its keys here too.
  if (event.key !== "Tab" || event.defaultPrevented || !dialog.contains(target as Node)) return;
  const stops = [
    ...dialog.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [tabindex]"),
  ].filter(
    (stop) =>
      stop.tabIndex >= 0 && !stop.matches(":disabled") && stop.checkVisibility() && !isPassedOver(stop),
  );
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = shiftKey ? at <= 0 && stops.at(-1) : at === stops.length - 1 && stops[0];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Of radio buttons that belong together only the chosen one is a stop. */
function isPassedOver(stop: HTMLElement): boolean {
  if (!(stop instanceof HTMLInputElement) || stop.type !== "radio" || stop.checked) return false;
  const group = stop.closest("dialog")?.querySelectorAll<HTMLInputElement>("input[type=radio]:checked") ?? [];
  return [...group].some(({ name, form }) => name === stop.name && form === stop.form);
}

/** Whether a press on a dialog's own area went to the veil around it. */
function isOutside({ currentTarget, clientX: x, clientY: y }: MouseEvent<HTMLElement>): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return x < left || x > right || y < top || y > bottom;
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
