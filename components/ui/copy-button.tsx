"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "@/components/ui/button";

export interface CopyButtonProps extends Omit<ButtonProps, "value" | "children" | "onClick"> {
  value: string;
  /** Names what is copied: "Copy connection URL". */
  label: string;
  /** Shows the label beside the icon. */
  showLabel?: boolean;
}

const SHOWN_MS = 2_000;

/** Puts a text on the clipboard and says so. */
export function CopyButton({ value, label, showLabel = false, ...props }: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");

  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const said = { idle: "", copied: "Copied", failed: "Could not copy. Select the text and copy it." }[state];
  return (
    <>
      <Button
        variant="ghost"
        size={showLabel ? "sm" : "icon-sm"}
        aria-label={showLabel ? undefined : label}
        title={showLabel ? undefined : label}
        {...props}
        onClick={async () => setState((await copy(value)) ? "copied" : "failed")}
      >
        {state === "copied" ? <Check className="text-success" /> : <Copy />}
        {showLabel && (state === "copied" ? "Copied" : label)}
      </Button>
      <span role="status" className={state === "failed" ? "text-destructive-text text-xs" : "sr-only"}>
        {said}
      </span>
    </>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyWithoutClipboard(text);
  }
}

/** Plain http addresses other than localhost have no clipboard; there the old command still works. */
function copyWithoutClipboard(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.style.position = "fixed";
  area.style.opacity = "0";
  // Inside an open dialog, the focus may not leave it.
  const host = document.activeElement?.closest("dialog, [role=dialog]") ?? document.body;
  const before = document.activeElement;
  host.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}
