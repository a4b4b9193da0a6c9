"use client";

import { useEffect, useRef, useState } from "react";
import type { Preview } from "@/components/widget/preview";
import type { WidgetLook } from "@/lib/channels/widget/schema";

/** How near the preview has to come before it is loaded. */
const MARGIN = "200px";

/** How the chat looks on the shop's page: the real one, standing still. Nothing in it can be pressed. */
export function ChatPreview({ look }: { look: WidgetLook }) {
  const holder = useRef<HTMLDivElement>(null);
  const latest = useRef(look);
  const [preview, setPreview] = useState<Preview>();

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    let isGone = false;
    let mounted: Preview | undefined;
    // Only who comes to see the preview loads the chat's code, which weighs as much as a page's own.
    const sight = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        sight.disconnect();
        void import("@/components/widget/preview").then(({ mountPreview }) => {
          if (isGone) return;
          mounted = mountPreview(element, latest.current);
          setPreview(mounted);
        });
      },
      { rootMargin: MARGIN },
    );
    sight.observe(element);
    return () => {
      isGone = true;
      sight.disconnect();
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
