"use client";

import { type KeyboardEvent, type MouseEvent, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { type ModalContentProps, useModal } from "@/components/ui/modal";

/**
 * A window while it is open: the browser's own modal dialog, which holds the focus, gives it back, and keeps the page behind
 * from being reached.
 */
export function OpenModal({
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

  return createPortal(
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
    </dialog>,
    document.body,
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
