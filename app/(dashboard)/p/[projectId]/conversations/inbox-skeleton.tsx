import { Skeleton } from "@/components/ui/skeleton";

const ROWS = Array.from({ length: 9 }, (_, index) => `row ${index}`);

/** Holds the place of the inbox while it is read. */
export function InboxSkeleton() {
  return (
    <div
      role="status"
      aria-busy="true"
      className="grid gap-4 lg:h-[calc(100dvh-6rem)] lg:grid-cols-[20rem_minmax(0,1fr)] xl:grid-cols-[22rem_minmax(0,1fr)]"
    >
      <span className="sr-only">Loading…</span>
      <div>
        <h1 className="mb-4 font-semibold text-xl tracking-tight">Conversations</h1>
        <Skeleton className="mb-2 h-7 w-full" />
        <Skeleton className="mb-12 h-8 w-full" />
        <div className="grid gap-5 rounded-lg border p-4">
          {ROWS.map((row) => (
            <div key={row} className="grid gap-2">
              <Skeleton className="h-3.5 w-1/3" />
              <Skeleton className="h-3 w-11/12" />
            </div>
          ))}
        </div>
      </div>
      <div className="hidden rounded-lg border p-5 lg:block">
        <Skeleton className="h-5 w-40" />
      </div>
    </div>
  );
}
