import Link from "next/link";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { ImportStatusBadge } from "@/components/imports/import-status-badge";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardHeader, CardTitle } from "@/components/ui/card";
import type { ImportView } from "@/lib/imports/schema";

/** The last imports, shortly. */
export function RecentImports({ imports, href }: { imports: readonly ImportView[]; href: string }) {
  return (
    <Card aria-label="Latest imports">
      <CardHeader>
        <CardTitle>Latest imports</CardTitle>
        <CardAction>
          <Button variant="ghost" size="sm" asChild>
            <Link href={href}>
              View all<span className="sr-only"> imports</span>
            </Link>
          </Button>
        </CardAction>
      </CardHeader>
      {imports.length === 0 ? (
        <p className="px-4 pb-4 text-muted-foreground text-sm">Nothing was imported yet.</p>
      ) : (
        <ul className="border-t">
          {imports.map((run) => (
            <li
              key={run.id}
              className="relative flex items-center justify-between gap-4 border-b px-4 py-2.5 text-sm last:border-b-0 hover:bg-muted/60"
            >
              <div className="grid min-w-0">
                <Link
                  href={`${href}/${run.id}`}
                  className="truncate font-medium after:absolute after:inset-0"
                >
                  {run.file_name}
                </Link>
                <span className="text-muted-foreground text-xs">
                  {formatCount(run.created)} new, {formatCount(run.updated)} changed,{" "}
                  {formatCount(run.rejected)} rejected
                </span>
              </div>
              <div className="flex shrink-0 items-center gap-3 text-muted-foreground text-xs">
                <Moment at={run.created_at} className="max-sm:hidden" />
                <ImportStatusBadge status={run.status} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
