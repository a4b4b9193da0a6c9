"use client";

import {
  type DragEvent,
  type KeyboardEvent,
  useEffect,
  useId,
  useOptimistic,
  useRef,
  useState,
  useTransition,
} from "react";
import { sentence } from "@/components/forms/action-form";
import { boardColumns, cardBeside, type MoreOfColumn, stageBeside } from "@/components/leads/board-columns";
import { leadName, STAGE_LABELS } from "@/components/leads/words";
import { addressWith } from "@/components/lists/list-address";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import { cn } from "@/lib/core/cn";
import type { LeadBoard as Board, LeadPage, LeadStage, LeadView } from "@/lib/leads/schema";
import { updateLeadAction } from "./actions";
import { LeadCard } from "./lead-card";

export interface LeadBoardProps {
  projectId: string;
  board: Board;
  /** Of the address, as the API names them. */
  filters: Record<string, string | undefined>;
  mayWrite: boolean;
  /** Address of the board with a lead's details open. */
  detailsBase: string;
}

const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"] as const;
type Arrow = (typeof ARROWS)[number];
const isArrow = (key: string): key is Arrow => (ARROWS as readonly string[]).includes(key);

/** Leads by stage. A card moves by mouse, by its menu, or with Shift and an arrow key; it goes back when that fails. */
export function LeadBoard({ projectId, board, filters, mayWrite, detailsBase }: LeadBoardProps) {
  const [more, setMore] = useState<MoreOfColumn>({});
  const [moved, move] = useOptimistic<Record<string, LeadStage>, { id: string; stage: LeadStage }>(
    {},
    (before, { id, stage }) => ({ ...before, [id]: stage }),
  );
  const [, startTransition] = useTransition();
  const [dragged, setDragged] = useState<LeadView>();
  const [over, setOver] = useState<LeadStage>();
  const [said, setSaid] = useState("");
  const root = useRef<HTMLElement>(null);
  const focusAfter = useRef<string | undefined>(undefined);
  const toast = useToast();
  const hintId = useId();
  const columns = boardColumns(board, more, moved);

  useEffect(() => {
    // A card that went to another column is a new element there.
    if (focusAfter.current === undefined) return;
    const card = cardOf(root.current, focusAfter.current);
    if (card && document.activeElement !== card) card.focus();
    focusAfter.current = undefined;
  });

  function moveTo(lead: LeadView, stage: LeadStage, keepsFocus = false) {
    if (!mayWrite || stage === lead.stage) return;
    if (keepsFocus) focusAfter.current = lead.id;
    setSaid(`${leadName(lead)}: ${STAGE_LABELS[stage]}`);
    startTransition(async () => {
      move({ id: lead.id, stage });
      const result = await updateLeadAction(projectId, { lead_id: lead.id, stage }).catch(() => null);
      if (result?.ok) {
        setMore((before) => replaced(before, result.data));
        return;
      }
      if (keepsFocus) focusAfter.current = lead.id;
      setSaid(`${leadName(lead)} stays: ${STAGE_LABELS[lead.stage]}`);
      toast({
        title: `${leadName(lead)} was not moved`,
        description: result ? sentence(result.error) : "Check your connection and try again.",
        variant: "error",
      });
    });
  }

  async function showMore(stage: LeadStage, cursor: string) {
    const address = addressWith(`/api/projects/${encodeURIComponent(projectId)}/leads`, {
      ...filters,
      stage,
      cursor,
    });
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) {
      toast({ title: "No more leads came", description: "Try again in a moment.", variant: "error" });
      return;
    }
    const page: LeadPage = await answer.json();
    setMore((before) => {
      const first = board.columns.find((column) => column.stage === stage)?.items ?? [];
      const items = [...(before[stage]?.items ?? first), ...page.items];
      return { ...before, [stage]: { items, nextCursor: page.next_cursor } };
    });
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const id = (event.target as HTMLElement).dataset.lead;
    if (id === undefined || !isArrow(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!event.shiftKey) {
      cardOf(root.current, cardBeside(columns, id, event.key))?.focus();
      return;
    }
    const lead = columns.flatMap(({ items }) => items).find((item) => item.id === id);
    if (!lead || event.key === "ArrowUp" || event.key === "ArrowDown") return;
    const stage = stageBeside(lead.stage, event.key === "ArrowLeft" ? -1 : 1);
    if (stage) moveTo(lead, stage, true);
  }

  const dropOn = (stage: LeadStage) => ({
    onDragOver(event: DragEvent) {
      if (!dragged) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
      setOver(stage);
    },
    onDragLeave(event: DragEvent<HTMLElement>) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(undefined);
    },
    onDrop(event: DragEvent) {
      event.preventDefault();
      if (dragged) moveTo(dragged, stage);
      setDragged(undefined);
      setOver(undefined);
    },
  });

  return (
    <section ref={root} aria-label="Leads by stage" onKeyDown={onKeyDown} className="min-w-0">
      {mayWrite && (
        <p id={hintId} className="mb-3 text-muted-foreground text-xs max-sm:hidden">
          Drag a card to another column, use its menu, or press Shift with ← or → on it. Arrow keys go from
          card to card.
        </p>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
      <div className="relative -mx-4 flex snap-x snap-mandatory gap-3 overflow-x-auto px-4 pb-3 sm:mx-0 sm:px-0">
        {columns.map(({ stage, count, items, nextCursor }) => (
          <section
            key={stage}
            aria-labelledby={`${hintId}-${stage}`}
            {...(mayWrite && dropOn(stage))}
            className={cn(
              "flex w-[82vw] max-w-72 shrink-0 snap-center flex-col gap-2 rounded-lg border bg-muted/40 p-2 sm:w-60 sm:flex-1 sm:shrink-0 sm:snap-start",
              over === stage && dragged?.stage !== stage && "border-primary bg-primary-subtle",
            )}
          >
            <h2
              id={`${hintId}-${stage}`}
              className="flex items-center justify-between gap-2 px-1 pt-0.5 font-medium text-sm"
            >
              {STAGE_LABELS[stage]}
              <span className="text-muted-foreground tabular-nums">
                {count}
                <span className="sr-only"> leads</span>
              </span>
            </h2>
            <ul className="grid gap-2">
              {items.map((lead) => (
                <LeadCard
                  key={lead.id}
                  lead={lead}
                  href={`${detailsBase}${encodeURIComponent(lead.id)}`}
                  hintId={mayWrite ? hintId : undefined}
                  isDragged={dragged?.id === lead.id}
                  onDragged={mayWrite ? setDragged : undefined}
                  onDragEnd={() => {
                    setDragged(undefined);
                    setOver(undefined);
                  }}
                  onMove={mayWrite ? (to) => moveTo(lead, to, true) : undefined}
                />
              ))}
            </ul>
            {items.length === 0 && (
              <p className="rounded-md border border-dashed px-3 py-6 text-center text-muted-foreground text-xs">
                No lead here
              </p>
            )}
            {nextCursor !== null && (
              <ShowMore
                label={`Show more: ${STAGE_LABELS[stage]}`}
                onShow={() => showMore(stage, nextCursor)}
              />
            )}
          </section>
        ))}
      </div>
    </section>
  );
}

function ShowMore({ label, onShow }: { label: string; onShow: () => Promise<void> }) {
  const [pending, startTransition] = useTransition();
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-label={label}
      pending={pending}
      onClick={() => startTransition(onShow)}
    >
      Show more
    </Button>
  );
}

function cardOf(root: HTMLElement | null, id: string | undefined): HTMLElement | null {
  if (id === undefined) return null;
  return root?.querySelector<HTMLElement>(`[data-lead="${CSS.escape(id)}"]`) ?? null;
}

/** A lead that was loaded besides, as it is now. */
function replaced(more: MoreOfColumn, lead: LeadView): MoreOfColumn {
  return Object.fromEntries(
    Object.entries(more).map(([stage, { items, nextCursor }]) => [
      stage,
      { items: items.map((item) => (item.id === lead.id ? lead : item)), nextCursor },
    ]),
  );
}
