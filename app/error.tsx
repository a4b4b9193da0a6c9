"use client";

import { MessagePage } from "@/components/shell/message-page";
import { RequestReference } from "@/components/shell/request-reference";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";

interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <MessagePage
      title="Something went wrong"
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
