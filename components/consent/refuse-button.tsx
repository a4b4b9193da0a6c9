"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import type { AnsweredRequest, RefuseRequestInput } from "@/lib/oauth/schema";
import type { ActionResult } from "@/lib/web/schema";

export interface RefuseButtonProps {
  uid: string;
  /** "Refuse" when absent. */
  label?: string;
  action: (input: RefuseRequestInput) => Promise<ActionResult<AnsweredRequest>>;
}

/** Says no, and takes the browser back to the app with that answer. */
export function RefuseButton({ uid, label = "Refuse", action }: RefuseButtonProps) {
  const [pending, startTransition] = useTransition();
  const [problem, setProblem] = useState<string>();
  const refuse = () =>
    startTransition(async () => {
      const result = await action({ uid });
      if (result.ok) window.location.assign(result.data.continue_at);
      else setProblem(result.error.message);
    });
  return (
    <div className="grid gap-2">
      <Button variant="outline" size="lg" pending={pending} onClick={refuse}>
        {label}
      </Button>
      <FormError message={problem} />
    </div>
  );
}
