"use client";

import "./globals.css";

interface GlobalErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** Stands in for the whole document when the root layout itself fails, so it relies on nothing else. */
export default function GlobalError({ error, reset }: GlobalErrorProps) {
  return (
    <html lang="en">
      <head>
        <title>Something went wrong · Caramel</title>
      </head>
      <body>
        <main className="mx-auto grid min-h-[70dvh] max-w-md content-center gap-4 px-6 py-16">
          <h1 className="font-semibold text-2xl tracking-tight">Caramel could not be shown</h1>
          <p className="text-muted-foreground">
            Nothing you saved is lost. Try again in a moment; if it keeps happening, send the code below to
            whoever runs Caramel for you.
          </p>
          <button
            type="button"
            onClick={reset}
            className="w-fit rounded-md border px-3 py-1.5 font-medium text-sm"
          >
            Try again
          </button>
          {error.digest && (
            <p className="font-mono text-muted-foreground text-xs">Error code {error.digest}</p>
          )}
        </main>
      </body>
    </html>
  );
}
