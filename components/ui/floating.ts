import { type RefObject, useEffect, useLayoutEffect } from "react";

export type Side = "top" | "right" | "bottom" | "left";
export type Align = "start" | "center" | "end";

export interface Placement {
  side?: Side;
  align?: Align;
  sideOffset?: number;
}

/** Distance kept from the edges of the window. */
const MARGIN = 8;

/**
 * Shows an element above everything else, beside its anchor, on the other side where there is more room, and keeps it
 * there while the page scrolls. The element has `popover="manual"`: the browser's top layer needs no portal, so it also
 * works inside a modal dialog.
 */
export function useFloating(
  anchor: RefObject<HTMLElement | null>,
  floating: RefObject<HTMLElement | null>,
  { side = "bottom", align = "start", sideOffset = 4 }: Placement,
): void {
  useLayoutEffect(() => {
    const element = floating.current;
    if (!element || !anchor.current) return;
    element.showPopover();
    const update = () => {
      if (anchor.current) place(anchor.current, element, { side, align, sideOffset });
    };
    update();
    const watch = new ResizeObserver(update);
    watch.observe(element);
    window.addEventListener("scroll", update, { capture: true, passive: true });
    window.addEventListener("resize", update);
    return () => {
      watch.disconnect();
      window.removeEventListener("scroll", update, { capture: true });
      window.removeEventListener("resize", update);
    };
  }, [anchor, floating, side, align, sideOffset]);
}

/** Calls `close` on a press outside of both elements, on Escape, and when the focus goes elsewhere. */
export function useDismiss(
  anchor: RefObject<HTMLElement | null>,
  floating: RefObject<HTMLElement | null>,
  close: (reason: "outside" | "escape") => void,
): void {
  useEffect(() => {
    const isOutside = (target: EventTarget | null) =>
      target instanceof Node && !floating.current?.contains(target) && !anchor.current?.contains(target);
    const onPointer = (event: PointerEvent) => isOutside(event.target) && close("outside");
    const onFocus = (event: FocusEvent) => isOutside(event.target) && close("outside");
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      // Closes this and not the dialog around it.
      event.preventDefault();
      event.stopPropagation();
      close("escape");
    };
    document.addEventListener("pointerdown", onPointer, true);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("keydown", onKey, true);
    return () => {
      document.removeEventListener("pointerdown", onPointer, true);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("keydown", onKey, true);
    };
  }, [anchor, floating, close]);
}

function place(anchor: HTMLElement, element: HTMLElement, options: Required<Placement>): void {
  const { sideOffset, align } = options;
  const at = anchor.getBoundingClientRect();
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const room: Record<Side, number> = {
    top: at.top - sideOffset - MARGIN,
    bottom: height - at.bottom - sideOffset - MARGIN,
    left: at.left - sideOffset - MARGIN,
    right: width - at.right - sideOffset - MARGIN,
  };
  const isVertical = options.side === "top" || options.side === "bottom";
  const needed = isVertical ? element.scrollHeight : element.offsetWidth;
  const other = OPPOSITE[options.side];
  const side = room[options.side] < needed && room[other] > room[options.side] ? other : options.side;
  element.style.maxHeight = `${Math.max(80, isVertical ? room[side] : height - 2 * MARGIN)}px`;
  const size = { width: element.offsetWidth, height: element.offsetHeight };
  const along = (start: number, end: number, length: number, limit: number) => {
    const wanted = align === "start" ? start : align === "end" ? end - length : (start + end - length) / 2;
    return Math.max(MARGIN, Math.min(wanted, limit - length - MARGIN));
  };
  const left = isVertical
    ? along(at.left, at.right, size.width, width)
    : side === "left"
      ? at.left - sideOffset - size.width
      : at.right + sideOffset;
  const top = isVertical
    ? side === "top"
      ? at.top - sideOffset - size.height
      : at.bottom + sideOffset
    : along(at.top, at.bottom, size.height, height);
  element.style.left = `${Math.round(left)}px`;
  element.style.top = `${Math.round(top)}px`;
}

const OPPOSITE: Record<Side, Side> = { top: "bottom", bottom: "top", left: "right", right: "left" };
