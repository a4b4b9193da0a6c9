import "server-only";
import { createHash } from "node:crypto";
import { DAY_SECONDS } from "@/lib/core/clock";

/** Conversations without times are spread over this many UTC days, the day of the import being the last. */
export const SPREAD_DAYS = 90;
const DAY_MS = DAY_SECONDS * 1000;
const MIN_GAP_MS = 20_000;
const MAX_GAP_MS = 120_000;

export interface TimeFrame {
  /** Makes the times of one conversation the same on every machine. */
  conversationId: string;
  /** Messages that are there already, and when the last of them was sent. */
  after?: { count: number; lastAt: Date };
  importedAt: Date;
}

/**
 * When each message was sent: given times stay, the others are filled in from a hash of the conversation's id and the
 * message's position, so that the same file always gives the same times. Never decreasing, never after `importedAt`
 * (except for given ones).
 */
export function messageTimes(given: readonly (Date | null)[], frame: TimeFrame): Date[] {
  const offset = frame.after?.count ?? 0;
  const limit = frame.importedAt.getTime();
  const gaps = given.map((_, index) => gapBefore(frame.conversationId, offset + index));
  const times: (number | null)[] = given.map((at) => at?.getTime() ?? null);
  const floor = frame.after?.lastAt.getTime() ?? null;
  if (floor === null && given.every((at) => at === null)) {
    const length = sum(gaps.slice(1));
    // Whole days, so that a chart of as many days shows all of them.
    const earliest = (Math.floor(limit / DAY_MS) - SPREAD_DAYS + 1) * DAY_MS;
    const room = limit - earliest - length;
    times[0] = Math.floor(limit - length - fraction(frame.conversationId, "start") * room);
  }
  let previous = floor;
  for (let index = 0; index < times.length; ) {
    const at = times[index];
    if (at !== null && at !== undefined) {
      // Messages appended to an older import may name a time before the one that was filled in then.
      previous = times[index] = Math.max(at, previous ?? at);
      index += 1;
      continue;
    }
    const next = nextGiven(times, index);
    fill(times, gaps, index, next, previous, limit);
    previous = times[next - 1] as number;
    index = next;
  }
  return times.map((at) => new Date(at as number));
}

/** Fills the stretch [from, to), which has a known time before it, after it, or on both sides. */
function fill(
  times: (number | null)[],
  gaps: number[],
  from: number,
  to: number,
  previous: number | null,
  limit: number,
): void {
  const next = times[to] ?? null;
  if (previous === null) {
    let at = next as number;
    for (let index = to - 1; index >= from; index -= 1) {
      at -= gaps[index + 1] as number;
      times[index] = at;
    }
    return;
  }
  const stretch = gaps.slice(from, next === null ? to : to + 1);
  const room = Math.max(0, (next ?? limit) - previous);
  const scale = Math.min(1, room / sum(stretch));
  let passed = 0;
  for (let index = from; index < to; index += 1) {
    passed += gaps[index] as number;
    times[index] = Math.floor(previous + passed * scale);
  }
}

function nextGiven(times: (number | null)[], from: number): number {
  const index = times.findIndex((at, position) => position >= from && at !== null);
  return index === -1 ? times.length : index;
}

function gapBefore(conversationId: string, position: number): number {
  return Math.floor(MIN_GAP_MS + fraction(conversationId, String(position)) * (MAX_GAP_MS - MIN_GAP_MS));
}

/** A number in [0, 1) that depends on the texts alone. */
function fraction(conversationId: string, name: string): number {
  return createHash("sha256").update(`${conversationId}\0${name}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
