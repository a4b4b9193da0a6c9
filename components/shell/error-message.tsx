"use client";

import { MessagePage } from "@/components/shell/message-page";
import { RequestReference } from "@/components/shell/request-reference";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";

export interface ErrorMessageProps {
  error: Error & { digest?: string };
  reset: () => void;
  /** The page stands inside `AppShell`. */
  inShell?: boolean;
}

/** The body of every `error.tsx`. The error's own text is for the log and is not shown. */
export function ErrorMessage({ error, reset, inShell = false }: ErrorMessageProps) {
  return (
    <MessagePage
      title="Something went wrong"
      inShell={inShell}
      actions={
        <>
          <Button onClick={reset}>Try again</Button>
          <Button variant="outline" asChild>
            {/* A full load, since the router itself may be what broke. */}
            <a href={routes.home}>Go to your dashboard</a>
          </Button>
        </>
      }
      note={<RequestReference digest={error.digest} />}
    >
      The page could not be shown. Nothing you saved is lost. Try again; if it keeps happening, send the
      numbers below to whoever runs Caramel for you.
    </MessagePage>
  );
}
