import { Pause, Play } from "lucide-react";
import type { Live } from "@/components/live/use-live";
import { Alert } from "@/components/ui/alert";
import { Badge, type BadgeProps } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";

const STATES: Record<Live["state"], { label: string; variant: BadgeProps["variant"] }> = {
  connecting: { label: "Connecting…", variant: "neutral" },
  live: { label: "Live", variant: "success" },
  retrying: { label: "Connection lost, trying again…", variant: "warning" },
  crowded: { label: "Too many live pages open: close one", variant: "warning" },
  refused: { label: "Stopped", variant: "destructive" },
  paused: { label: "Paused", variant: "neutral" },
};

export interface LiveStatusProps {
  state: Live["state"];
  onPause: Live["setPaused"];
}

/** Whether the page is kept up to date, and the way to make it stand still. */
export function LiveStatus({ state, onPause }: LiveStatusProps) {
  const { label, variant } = STATES[state];
  const isPaused = state === "paused";
  return (
    <>
      {/* Its width changes with its words: the button shall not move. */}
      <Badge variant={variant} dot role="status" className="h-6 px-2 text-xs max-sm:order-last">
        {label}
      </Badge>
      {state !== "refused" && (
        <Button variant="outline" onClick={() => onPause(!isPaused)}>
          {isPaused ? <Play /> : <Pause />}
          {isPaused ? "Resume" : "Pause"}
        </Button>
      )}
    </>
  );
}

/** Stands above figures that nothing keeps up to date any more. */
export function Refused() {
  return (
    <Alert
      variant="warning"
      live
      title="This page no longer gets news"
      action={
        <Button variant="outline" size="sm" onClick={() => window.location.reload()}>
          Reload
        </Button>
      }
    >
      You were signed out, or can no longer see this project.
    </Alert>
  );
}
