"use client";

import { Download } from "lucide-react";
import Link from "next/link";
import { type MouseEvent, useEffect, useRef } from "react";
import { conversationAddress, type InboxFields, VIEW_LABELS } from "@/components/conversations/inbox-address";
import type { InboxProps } from "@/components/conversations/inbox-props";
import { InboxRow } from "@/components/conversations/inbox-row";
import { LoadProblem } from "@/components/conversations/load-problem";
import type { useInbox } from "@/components/conversations/use-inbox";
import { FilterForm } from "@/components/lists/filter-form";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { onDemand } from "@/components/ui/on-demand";
import { Skeleton } from "@/components/ui/skeleton";
import type { InboxView } from "@/lib/conversations/schema";
import { cn } from "@/lib/core/cn";

// Most lists hold something.
const InboxNothing = onDemand(() =>
  import("@/components/conversations/inbox-nothing").then((file) => file.InboxNothing),
);

const VIEWS = Object.keys(VIEW_LABELS) as InboxView[];
/** As in the schema, which is too heavy for a page. */
const MAX_COUNT = 99;

interface InboxListProps extends Pick<InboxProps, "projectId" | "filters" | "importHref"> {
  fields: InboxFields;
  /** The same list as a file. */
  csvHref: string;
  inbox: ReturnType<typeof useInbox>;
  openedId: string | undefined;
  onOpen: (address: string, event: MouseEvent) => void;
  className?: string;
}

/** Heading, views, filters and the endless list. */
export function InboxList(props: InboxListProps) {
  const { projectId, fields, inbox, openedId, onOpen } = props;
  const path = routes.project(projectId).conversations;
  const isFiltered = Object.keys(fields).length > 0;
  // A page has one main heading, and an opened conversation is what the page is about.
  const Heading = openedId === undefined ? "h1" : "h2";
  return (
    <section aria-label="Conversations" className={cn("flex min-h-0 flex-col", props.className)}>
      <div className="mb-3 flex items-center justify-between gap-2">
        <Heading className="font-semibold text-xl tracking-tight">Conversations</Heading>
        <Button variant="ghost" size="sm" asChild>
          <a href={props.csvHref} download>
            <Download /> Export CSV
          </a>
        </Button>
      </div>
      <Views fields={fields} inbox={inbox} projectId={projectId} openedId={openedId} onOpen={onOpen} />
      <Filters {...props} path={path} />
      <div className="min-h-0 flex-1 rounded-lg border bg-card shadow-xs lg:overflow-y-auto">
        {inbox.isLoading ? (
          <div role="status" aria-busy="true" className="grid gap-5 p-4">
            <span className="sr-only">Loading…</span>
            {["one", "two", "three", "four", "five", "six"].map((row) => (
              <div key={row} className="grid gap-2">
                <Skeleton className="h-3.5 w-1/3" />
                <Skeleton className="h-3 w-11/12" />
              </div>
            ))}
          </div>
        ) : inbox.rows.length === 0 && !inbox.error ? (
          <InboxNothing
            isFiltered={isFiltered}
            view={fields.view}
            path={path}
            importHref={props.importHref}
          />
        ) : (
          <>
            {inbox.rows.length > 0 && (
              <ul aria-label="List of conversations" className="divide-y">
                {inbox.rows.map((row) => (
                  <InboxRow
                    key={row.id}
                    row={row}
                    href={conversationAddress(projectId, row.id, fields, row.match?.position)}
                    isOpened={row.id === openedId}
                    onOpen={onOpen}
                  />
                ))}
              </ul>
            )}
            {inbox.error ? (
              <LoadProblem
                title="This list can't be shown"
                message={inbox.error.message}
                onRetry={inbox.retry}
              />
            ) : (
              inbox.hasMore && <More isLoading={inbox.isLoadingMore} onMore={inbox.loadMore} />
            )}
          </>
        )}
      </div>
    </section>
  );
}

type ViewsProps = Pick<InboxListProps, "projectId" | "fields" | "inbox" | "openedId" | "onOpen">;

function Views({ projectId, fields, inbox, openedId, onOpen }: ViewsProps) {
  const { view: current = "all", ...others } = fields;
  return (
    <nav aria-label="Views" className="mb-2 flex flex-wrap gap-0.5">
      {VIEWS.map((view) => {
        const address = conversationAddress(
          projectId,
          openedId,
          view === "all" ? others : { view, ...others },
        );
        const count =
          view === "unread" ? inbox.counts?.unread : view === "mine" ? inbox.counts?.mine : undefined;
        return (
          <a
            key={view}
            href={address}
            onClick={(event) => onOpen(address, event)}
            aria-current={view === current ? "page" : undefined}
            className={cn(
              "inline-flex h-7 items-center gap-1 rounded-md border border-transparent px-1.5 text-muted-foreground text-xs hover:bg-accent hover:text-foreground max-lg:h-9",
              view === current && "border-border bg-accent font-medium text-foreground",
            )}
          >
            {VIEW_LABELS[view]}
            {count !== undefined && count > 0 && (
              <span
                className={cn(
                  "rounded-full px-1.5 text-2xs tabular-nums",
                  view === "unread" ? "bg-primary text-primary-foreground" : "bg-muted",
                )}
              >
                {count > MAX_COUNT ? `${MAX_COUNT}+` : count}
              </span>
            )}
          </a>
        );
      })}
    </nav>
  );
}

function Filters({ fields, path, filters }: InboxListProps & { path: string }) {
  const { view, visitor, q, ...narrower } = fields;
  const values = {
    view,
    q,
    chatbot: undefined,
    platform: undefined,
    from: undefined,
    to: undefined,
    visitor,
  };
  return (
    <search className="mb-3 block">
      <FilterForm
        path={path}
        values={{ ...values, ...narrower }}
        aria-label="Filter conversations"
        className="grid gap-2"
      >
        {view && <input type="hidden" name="view" defaultValue={view} />}
        {visitor && <input type="hidden" name="visitor" defaultValue={visitor} />}
        {filters}
        {(q || visitor || Object.keys(narrower).length > 0) && (
          <p className="flex flex-wrap items-center justify-between gap-2 text-xs">
            {visitor && <span className="text-muted-foreground">Only one visitor is shown.</span>}
            <Link href={view ? `${path}?view=${encodeURIComponent(view)}` : path} className="link ml-auto">
              Clear filters
            </Link>
          </p>
        )}
      </FilterForm>
    </search>
  );
}

/** Loads the next page when it comes into sight, or when pressed. */
function More({ isLoading, onMore }: { isLoading: boolean; onMore: () => void }) {
  const button = useRef<HTMLDivElement>(null);
  const load = useRef(onMore);
  load.current = onMore;
  useEffect(() => {
    const element = button.current;
    if (!element || isLoading) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && load.current(),
      { rootMargin: "400px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isLoading]);
  return (
    <div ref={button} className="border-t p-2 text-center">
      <Button variant="ghost" size="sm" pending={isLoading} onClick={onMore}>
        Load more
      </Button>
    </div>
  );
}
