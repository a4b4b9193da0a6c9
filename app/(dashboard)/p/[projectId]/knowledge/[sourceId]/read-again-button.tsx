"use client";

import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import { refreshWebPageAction } from "../actions";

const OFFLINE = "That did not reach the server. Check your connection and try again.";

/** Reads the page of a source now. */
export function ReadAgainButton({ projectId, sourceId }: { projectId: string; sourceId: string }) {
  const toast = useToast();
  const [pending, setPending] = useState(false);

  async function press() {
    setPending(true);
    const result = await refreshWebPageAction(projectId, { source_id: sourceId }).catch(() => null);
    setPending(false);
    const problem = !result ? OFFLINE : result.ok ? result.data.fetch_error : errorText(result.error);
    toast(
      problem === null
        ? { title: "Read again", description: "Chatbots learn what is new in a moment." }
        : { title: "Not read", description: problem },
    );
  }

  return (
    <Button variant="outline" pending={pending} onClick={press}>
      <RefreshCw /> Read again
    </Button>
  );
}
