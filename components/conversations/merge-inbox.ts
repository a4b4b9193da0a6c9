import type { InboxConversation, InboxPage } from "@/lib/conversations/schema";

type Row = Pick<InboxConversation, "id" | "last_message_at">;
type Page<Item> = Pick<InboxPage, "next_cursor"> & { items: readonly Item[] };

/**
 * What a list shows after its newest page was read again: rows that moved up or left the view are where they belong,
 * rows below stay. Starts over when so much is new that there may be a gap.
 * @param keepId a row that stays although it left the view, because somebody works on it
 */
export function mergeInbox<Item extends Row>(
  shown: Page<Item>,
  head: Page<Item>,
  keepId: string | undefined,
): { items: Item[]; next_cursor: string | null } {
  const fresh = new Set(head.items.map(({ id }) => id));
  const last = head.items.at(-1);
  const isWhole = head.next_cursor === null || last === undefined;
  const below = isWhole ? [] : shown.items.filter((row) => !fresh.has(row.id) && isNewer(last, row));
  const meets = isWhole || shown.items.some((row) => fresh.has(row.id) || !isNewer(last, row));
  const items = meets ? [...head.items, ...below] : [...head.items];
  const kept = shown.items.find(({ id }) => id === keepId);
  if (kept && !items.some(({ id }) => id === keepId)) {
    const place = items.findIndex((row) => isNewer(kept, row));
    items.splice(place < 0 ? items.length : place, 0, kept);
  }
  return { items, next_cursor: isWhole || !meets ? head.next_cursor : shown.next_cursor };
}

function isNewer(one: Row, other: Row): boolean {
  return one.last_message_at === other.last_message_at
    ? one.id > other.id
    : one.last_message_at > other.last_message_at;
}

/** A list with the page that was asked for with `cursor`; as it was when it has begun anew since then. */
export function appendInbox<List extends Page<Row>>(shown: List, cursor: string, more: List): List {
  if (shown.next_cursor !== cursor) return shown;
  // A row that moved up meanwhile is there already.
  const there = new Set(shown.items.map(({ id }) => id));
  const items = [...shown.items, ...more.items.filter(({ id }) => !there.has(id))];
  return { ...shown, items, next_cursor: more.next_cursor };
}
