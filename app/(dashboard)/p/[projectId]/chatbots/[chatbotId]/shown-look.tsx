"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { ChatPreview } from "@/components/chatbots/chat-preview";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import type { WidgetLook } from "@/lib/channels/widget/schema";

interface ShownLook {
  look: WidgetLook;
  /** Shows values that somebody is typing; an empty text shows what is saved. */
  show: (change: Partial<WidgetLook>) => void;
}

const LookContext = createContext<ShownLook | null>(null);

/** Holds what the preview shows, so that every form of the page can change it while somebody types. */
export function ShownLookProvider({ saved, children }: { saved: WidgetLook; children: ReactNode }) {
  const [typed, setTyped] = useState<Partial<WidgetLook>>({});
  const show = useCallback(
    (change: Partial<WidgetLook>) => setTyped((before) => ({ ...before, ...change })),
    [],
  );
  const value = useMemo(() => {
    const given = Object.entries(typed).filter(([, text]) => text.trim() !== "");
    return { look: { ...saved, ...Object.fromEntries(given) }, show };
  }, [saved, typed, show]);
  return <LookContext value={value}>{children}</LookContext>;
}

/** Shows values in the preview of the page. */
export function useShowLook(): ShownLook["show"] {
  return useShownLook().show;
}

function useShownLook(): ShownLook {
  const value = useContext(LookContext);
  if (value === null) throw new Error("There is no preview around this form.");
  return value;
}

/** The chat as it would be with what stands in the forms. */
export function LivePreview() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Preview</CardTitle>
        <CardDescription>Follows what you type, before it is saved.</CardDescription>
      </CardHeader>
      <CardContent>
        <ChatPreview look={useShownLook().look} />
      </CardContent>
    </Card>
  );
}
