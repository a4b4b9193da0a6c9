import { fieldName, isNothing, isTold, valueName } from "@/components/revisions/words";
import { cn } from "@/lib/core/cn";
import type { DiffLine, RevisionChange } from "@/lib/revisions/schema";

/** What a change replaced by what, field by field; long texts line by line. */
export function ChangeList({ changes }: { changes: readonly RevisionChange[] }) {
  const told = changes.filter(({ field }) => isTold(field));
  return (
    <dl className="grid gap-3 text-sm">
      {told.map((change) => (
        <div key={change.field} className="grid min-w-0 gap-1 sm:grid-cols-[9rem_minmax(0,1fr)] sm:gap-3">
          <dt className="text-muted-foreground">{fieldName(change.field)}</dt>
          <dd className="min-w-0">
            {change.diff ? <Difference lines={change.diff} /> : <Values change={change} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What was not there before needs no line through it, and nothing is no good news in green. */
function Values({ change: { field, before, after } }: { change: RevisionChange }) {
  const [wasNothing, isNow] = [isNothing(before), !isNothing(after)];
  return (
    <span className="inline-flex max-w-full flex-wrap items-baseline gap-x-2 gap-y-1">
      {!wasNothing && (
        <>
          <span className="sr-only">from</span>
          <del className="break-words rounded-sm bg-destructive-subtle px-1 text-destructive-text">
            {valueName(field, before)}
          </del>
          <span aria-hidden className="text-muted-foreground">
            →
          </span>
          <span className="sr-only">to</span>
        </>
      )}
      <ins
        className={cn(
          "break-words no-underline",
          isNow ? "rounded-sm bg-success-subtle px-1 text-success" : "text-muted-foreground",
        )}
      >
        {valueName(field, after)}
      </ins>
    </span>
  );
}

const LINE: Record<DiffLine["kind"], { mark: string; name: string; style: string; part: string }> = {
  same: { mark: " ", name: "", style: "", part: "" },
  removed: {
    mark: "−",
    name: "Removed: ",
    style: "bg-destructive-subtle text-destructive-text",
    part: "rounded-sm bg-destructive/20 text-foreground",
  },
  added: {
    mark: "+",
    name: "Added: ",
    style: "bg-success-subtle text-success",
    part: "rounded-sm bg-success/20 text-foreground",
  },
  skipped: { mark: "⋯", name: "Unchanged: ", style: "bg-muted/60 text-muted-foreground", part: "" },
};

function Difference({ lines }: { lines: readonly DiffLine[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="max-h-96 overflow-y-auto rounded-md border text-xs leading-5">
      <ol>
        {lines.map((line, index) => {
          const { mark, name, style, part } = LINE[line.kind];
          const isWhole = line.parts.every(({ is_changed }) => is_changed);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change
            <li key={index} className={cn("grid grid-cols-[1.5rem_minmax(0,1fr)]", style)}>
              <span aria-hidden className="select-none text-center">
                {mark}
              </span>
              <span className="whitespace-pre-wrap break-words pr-2">
                {name && <span className="sr-only">{name}</span>}
                {line.parts.map(({ text, is_changed }, position) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the parts never change
                  <span key={position} className={is_changed && !isWhole ? part : undefined}>
                    {text}
                  </span>
                ))}
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
