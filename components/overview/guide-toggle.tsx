"use client";

import { type ReactNode, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import type { SetGuideInput } from "@/lib/projects/schema";
import type { ActionResult } from "@/lib/web/schema";

export interface GuideToggleProps {
  /** The server action, bound to the project. */
  action: (input: SetGuideInput) => Promise<ActionResult<unknown>>;
  isPutAway: boolean;
  children: ReactNode;
}

/** Puts the guide away, or brings it back. */
export function GuideToggle({ action, isPutAway, children }: GuideToggleProps) {
  const toast = useToast();
  const [pending, startTransition] = useTransition();
  function toggle() {
    startTransition(async () => {
      const result = await action({ is_put_away: !isPutAway });
      if (!result.ok) toast({ title: result.error.message, variant: "error" });
      else if (!isPutAway) toast({ title: "Guide put away", description: "“Setup guide” brings it back." });
    });
  }
  return (
    <Button variant="ghost" size={isPutAway ? undefined : "sm"} onClick={toggle} disabled={pending}>
      {children}
    </Button>
  );
}
