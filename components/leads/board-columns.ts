import { STAGES } from "@/components/leads/words";
import type { LeadBoard, LeadStage, LeadView } from "@/lib/leads/schema";

/** A column as it is drawn. */
export interface BoardColumn {
  stage: LeadStage;
  count: number;
  items: LeadView[];
  nextCursor: string | null;
}

/** What was asked for beyond a column's first leads, and where it goes on. */
export type MoreOfColumn = Partial<Record<LeadStage, { items: LeadView[]; nextCursor: string | null }>>;

/**
 * The board as it is shown: what the server said last, what was loaded besides, and the moves that are under way. A lead
 * stands in one column, newest first, and the counts move with it.
 */
export function boardColumns(
  board: LeadBoard,
  more: MoreOfColumn,
  moved: Readonly<Record<string, LeadStage>>,
): BoardColumn[] {
  const known = new Map<string, LeadView>();
  for (const { items } of Object.values(more)) for (const lead of items) known.set(lead.id, lead);
  // What the server said last is newer than what was loaded before.
  for (const { items } of board.columns) for (const lead of items) known.set(lead.id, lead);
  const counts = new Map(board.columns.map(({ stage, count }) => [stage, count]));
  const byStage = new Map<LeadStage, LeadView[]>(STAGES.map((stage) => [stage, []]));
  for (const lead of known.values()) {
    const stage = moved[lead.id] ?? lead.stage;
    byStage.get(stage)?.push(stage === lead.stage ? lead : { ...lead, stage });
    if (stage === lead.stage) continue;
    counts.set(lead.stage, (counts.get(lead.stage) ?? 0) - 1);
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return board.columns.map(({ stage, next_cursor }) => {
    const items = (byStage.get(stage) ?? []).toSorted(newestFirst);
    const loaded = more[stage];
    return {
      stage,
      count: Math.max(counts.get(stage) ?? 0, items.length),
      items,
      nextCursor: loaded ? loaded.nextCursor : next_cursor,
    };
  });
}

function newestFirst(one: LeadView, other: LeadView): number {
  if (one.created_at !== other.created_at) return one.created_at < other.created_at ? 1 : -1;
  return one.id < other.id ? 1 : -1;
}

/** The stage beside another, as the columns stand; undefined at the edge. */
export function stageBeside(stage: LeadStage, step: -1 | 1): LeadStage | undefined {
  return STAGES[STAGES.indexOf(stage) + step];
}

/** The card that an arrow key leads to: within its column, or at the same height in the next one that has cards. */
export function cardBeside(
  columns: readonly BoardColumn[],
  id: string,
  key: "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight",
): string | undefined {
  const column = columns.findIndex(({ items }) => items.some((lead) => lead.id === id));
  const row = columns[column]?.items.findIndex((lead) => lead.id === id) ?? -1;
  if (row < 0) return undefined;
  if (key === "ArrowUp") return columns[column]?.items[row - 1]?.id;
  if (key === "ArrowDown") return columns[column]?.items[row + 1]?.id;
  const others = key === "ArrowRight" ? columns.slice(column + 1) : columns.slice(0, column).toReversed();
  const items = others.find(({ items: cards }) => cards.length > 0)?.items ?? [];
  return items[Math.min(row, items.length - 1)]?.id;
}
