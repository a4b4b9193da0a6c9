import { Cable, LoaderCircle, Upload } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { ImportView } from "@/lib/imports/schema";

export interface WelcomeProps {
  /** Absent for people who may not import. */
  importHref: string | undefined;
  connectHref: string;
  isConnected: boolean;
  /** An import that is under way. */
  running: ImportView | undefined;
}

/** A project without anything in it: what to do first. */
export function Welcome({ importHref, connectHref, isConnected, running }: WelcomeProps) {
  return (
    <ol className="grid gap-4 md:grid-cols-2">
      <li>
        <Card className="grid h-full content-between gap-5 p-5">
          <div className="grid gap-2">
            <span
              aria-hidden
              className="grid size-9 place-content-center rounded-lg border bg-primary-subtle text-link"
            >
              <Upload className="size-5" />
            </span>
            <h2 className="mt-1 font-semibold text-lg">1. Bring in your history</h2>
            <p className="text-base text-muted-foreground">
              Import past conversations (JSONL or CSV) and your product catalogue (Shopify's CSV). A file can
              be imported again at any time; what is already there is not doubled.
            </p>
          </div>
          {importHref ? (
            <div className="flex flex-wrap items-center gap-3">
              <Button asChild>
                <Link href={importHref}>{running ? "See the progress" : "Import history"}</Link>
              </Button>
              {running && (
                <span className="flex items-center gap-1.5 text-muted-foreground text-sm">
                  <LoaderCircle aria-hidden className="size-4 animate-spin" /> {running.file_name} is being
                  imported
                </span>
              )}
            </div>
          ) : (
            <p className="text-muted-foreground text-sm">An owner or admin of the organisation does this.</p>
          )}
        </Card>
      </li>
      <li>
        <Card className="grid h-full content-between gap-5 p-5">
          <div className="grid gap-2">
            <span
              aria-hidden
              className="grid size-9 place-content-center rounded-lg border bg-primary-subtle text-link"
            >
              <Cable className="size-5" />
            </span>
            <h2 className="mt-1 flex flex-wrap items-center gap-2 font-semibold text-lg">
              2. Connect an assistant
              {isConnected && (
                <Badge variant="success" dot>
                  Connected
                </Badge>
              )}
            </h2>
            <p className="text-base text-muted-foreground">
              Give Claude, ChatGPT, Cursor or another assistant a connection URL. You choose what it may see
              and change, and can cut it off at any time.
            </p>
          </div>
          <div>
            <Button variant={importHref ? "outline" : "default"} asChild>
              <Link href={connectHref}>Connect an assistant</Link>
            </Button>
          </div>
        </Card>
      </li>
    </ol>
  );
}
