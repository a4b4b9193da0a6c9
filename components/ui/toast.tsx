"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import {
  ToastProvider as Provider,
  Toast as Root,
  ToastClose,
  ToastDescription,
  ToastTitle,
  ToastViewport,
} from "radix-ui/toast";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";

export interface ToastMessage {
  title: string;
  description?: string;
  /** `error` stays until it is closed. */
  variant?: "success" | "error";
}

type Show = (message: ToastMessage) => void;
const ToastContext = createContext<Show | undefined>(undefined);

const SHOWN_MS = 5_000;

/** Holds the messages in the corner of the screen. One for the whole app. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<readonly (ToastMessage & { id: number; open: boolean })[]>([]);
  const nextId = useRef(0);

  const show = useCallback<Show>((message) => {
    nextId.current += 1;
    const id = nextId.current;
    setMessages((before) => [
      ...before.filter((item) => item.open).slice(-2),
      { ...message, id, open: true },
    ]);
  }, []);

  function close(id: number) {
    setMessages((before) => before.map((item) => (item.id === id ? { ...item, open: false } : item)));
  }

  return (
    <ToastContext value={show}>
      <Provider swipeDirection="right" duration={SHOWN_MS}>
        {children}
        {messages.map((message) => (
          <Root
            key={message.id}
            open={message.open}
            onOpenChange={(open) => !open && close(message.id)}
            duration={message.variant === "error" ? Number.POSITIVE_INFINITY : SHOWN_MS}
            data-slot="toast"
            className="flex items-start gap-2.5 rounded-lg border bg-popover p-3.5 pr-2 text-popover-foreground text-sm shadow-lg data-[state=closed]:animate-out data-[state=open]:animate-in data-[state=closed]:fade-out-0 data-[state=open]:slide-in-from-bottom-2"
          >
            {message.variant === "error" ? (
              <CircleAlert className="mt-0.5 size-4 shrink-0 text-destructive-text" />
            ) : (
              <CircleCheck className="mt-0.5 size-4 shrink-0 text-success" />
            )}
            <div className="grid min-w-0 flex-1 gap-0.5">
              <ToastTitle className="font-medium">{message.title}</ToastTitle>
              {message.description && (
                <ToastDescription className="text-muted-foreground">{message.description}</ToastDescription>
              )}
            </div>
            <ToastClose
              aria-label="Close message"
              className="grid size-6 shrink-0 place-content-center rounded-sm text-muted-foreground hover:bg-accent hover:text-foreground"
            >
              <X className="size-3.5" />
            </ToastClose>
          </Root>
        ))}
        <ToastViewport className="fixed right-0 bottom-0 z-100 m-0 flex w-[min(24rem,100vw)] list-none flex-col gap-2 p-4 outline-none" />
      </Provider>
    </ToastContext>
  );
}

/** Shows a short message about something that just happened: `toast({ title: "Connection revoked" })`. */
export function useToast(): Show {
  const show = useContext(ToastContext);
  if (!show) throw new Error("useToast needs a ToastProvider above it.");
  return show;
}
