"use client";

import { useEffect, useRef, useState } from "react";
import type { Preview } from "@/components/widget/preview";
import type { WidgetLook } from "@/lib/channels/widget/schema";

/** How the chat looks on the shop's page: the real one, standing still. Nothing in it can be pressed. */
export function ChatPreview({ look }: { look: WidgetLook }) {
  const holder = useRef<HTMLDivElement>(null);
  const latest = useRef(look);
  const [preview, setPreview] = useState<Preview>();

  useEffect(() => {
    let isGone = false;
    let mounted: Preview | undefined;
    // Only who sees a preview loads the chat's code.
    void import("@/components/widget/preview").then(({ mountPreview }) => {
      if (isGone || !holder.current) return;
      mounted = mountPreview(holder.current, latest.current);
      setPreview(mounted);
    });
    return () => {
      isGone = true;
      mounted?.remove();
    };
  }, []);

  useEffect(() => {
    latest.current = look;
    preview?.show(look);
  }, [preview, look]);

  return (
    <div
      role="img"
      aria-label={`Preview of the chat: ${look.name} says “${look.welcome_message}”`}
      className="rounded-lg bg-muted p-4"
    >
      <div ref={holder} aria-hidden className="h-[32rem]" />
    </div>
  );
}
