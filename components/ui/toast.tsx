"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

export interface ToastMessage {
  title: string;
  description?: string;
  /** `error` stays until it is closed. */
  variant?: "success" | "error";
}

type Show = (message: ToastMessage) => void;
const ToastContext = createContext<Show | undefined>(undefined);

const SHOWN_MS = 5_000;
const MAX_MESSAGES = 3;

/** Holds the messages in the corner of the screen. One for the whole app. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<readonly (ToastMessage & { id: number })[]>([]);
  const nextId = useRef(0);
  const corner = useRef<HTMLElement>(null);
  const place = useReachablePlace();

  const show = useCallback<Show>((message) => {
    nextId.current += 1;
    const id = nextId.current;
    setMessages((before) => [...before.slice(1 - MAX_MESSAGES), { ...message, id }]);
  }, []);

  const close = useCallback((id: number) => {
    setMessages((before) => before.filter((message) => message.id !== id));
  }, []);

  useEffect(() => {
    if (messages.length === 0) return;
    const show = () => {
      // Shown anew, it lies above a dialog that was opened since.
      corner.current?.hidePopover();
      corner.current?.showPopover();
    };
    show();
    place?.addEventListener(MOVED, show);
    return () => place?.removeEventListener(MOVED, show);
  }, [messages, place]);

  return (
    <ToastContext value={show}>
      {children}
      {place &&
        createPortal(
          <section
            ref={corner}
            popover="manual"
            aria-label="Messages"
            className="fixed inset-auto right-0 bottom-0 pointer-events-none m-0 w-[min(24rem,100vw)] overflow-visible border-0 bg-transparent p-4"
          >
            {/* There before its messages, so that screen readers notice them. */}
            <ol aria-live="polite" className="flex list-none flex-col gap-2">
              {messages.map((message) => (
                <Toast key={message.id} message={message} onClose={() => close(message.id)} />
              ))}
            </ol>
          </section>,
          place,
        )}
    </ToastContext>
  );
}

const MOVED = "moved";

/**
 * An element that is always where a person can reach it: in the uppermost modal dialog, because the browser keeps them
 * from everything else, or in the page. Tells `MOVED` when it has changed its place, which hides a popover in it.
 */
function useReachablePlace(): HTMLElement | null {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const element = document.createElement("div");
    element.style.display = "contents";
    const move = () => {
      const wanted = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
      if (element.parentNode === wanted) return;
      wanted.append(element);
      element.dispatchEvent(new Event(MOVED));
    };
    move();
    // Dialogs stand in the body, where they are only while they are open.
    const watch = new MutationObserver(move);
    watch.observe(document.body, { childList: true });
    setPlace(element);
    return () => {
      watch.disconnect();
      element.remove();
    };
  }, []);
  return place;
}

function Toast({ message, onClose }: { message: ToastMessage; onClose: () => void }) {
  const [isHeld, setHeld] = useState(false);
  const close = useRef(onClose);
  close.current = onClose;
  const isError = message.variant === "error";

  useEffect(() => {
    if (isError || isHeld) return;
    const timer = setTimeout(() => close.current(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isError, isHeld]);

  return (
    <li
      data-slot="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex animate-in items-start gap-2.5 rounded-lg border bg-popover p-3.5 pr-2 text-popover-foreground text-sm shadow-lg slide-in-from-bottom-2"
    >
      {isError ? (
        <CircleAlert className="mt-0.5 size-4 shrink-0 text-destructive-text" />
      ) : (
        <CircleCheck className="mt-0.5 size-4 shrink-0 text-success" />
      )}
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p className="font-medium">{message.title}</p>
        {message.description && <p className="text-muted-foreground">{message.description}</p>}
      </div>
      <button
        type="button"
        onClick={onClose}
        aria-label="Close message"
        className="grid size-6 shrink-0 place-content-center rounded-sm text-muted-foreground hover:bg-accent hover:text-foreground"
      >
        <X className="size-3.5" />
      </button>
    </li>
  );
}

/** Shows a short message about something that just happened: `toast({ title: "Connection revoked" })`. */
export function useToast(): Show {
  const show = useContext(ToastContext);
  if (!show) throw new Error("useToast needs a ToastProvider above it.");
  return show;
}
