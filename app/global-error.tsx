"use client";

import "./globals.css";
import { MessagePage } from "@/components/shell/message-page";
import { RequestReference } from "@/components/shell/request-reference";
import { Button } from "@/components/ui/button";

interface GlobalErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** Stands in for the whole document when the root layout itself fails, so it can't rely on any provider. */
export default function GlobalError({ error, reset }: GlobalErrorProps) {
  return (
    <html lang="en">
      <head>
        <title>Something went wrong · Caramel</title>
      </head>
      <body>
        <MessagePage
          title="Caramel could not be shown"
          actions={<Button onClick={reset}>Try again</Button>}
          note={<RequestReference digest={error.digest} />}
        >
          Nothing you saved is lost. Try again in a moment; if it keeps happening, send the numbers below to
          whoever runs Caramel for you.
        </MessagePage>
      </body>
    </html>
  );
}
