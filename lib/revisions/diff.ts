import "server-only";
import type { DiffLine, DiffPart, FieldChange, RevisionChange } from "./schema";

/** Unchanged lines that are shown around a change. */
const CONTEXT_LINES = 2;

/** Cells of the table of common subsequences; past it, everything counts as replaced. */
const MAX_CELLS = 4_000_000;

/** Values longer than this are shown as a difference, line by line. */
const SHORT_LENGTH = 80;

/** Adds to each change of a long text its difference line by line. */
export function withDiff(changes: readonly FieldChange[]): RevisionChange[] {
  return changes.map((change) => {
    const texts = [change.before ?? "", change.after ?? ""];
    const isLong = texts.some((text) => text.length > SHORT_LENGTH || text.includes("\n"));
    return { ...change, diff: isLong ? diffText(change.before ?? "", change.after ?? "") : null };
  });
}

/** The difference of two texts by lines, and by words within a line that was rewritten. */
export function diffText(before: string, after: string): DiffLine[] {
  const steps = diff(lines(before), lines(after));
  return folded(
    steps.flatMap((step) => (step.kind === "same" ? step.items.map(sameLine) : changedLines(step))),
  );
}

type Step = { kind: "same"; items: string[] } | { kind: "changed"; removed: string[]; added: string[] };

function lines(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

function sameLine(text: string): DiffLine {
  return { kind: "same", parts: [{ text, is_changed: false }] };
}

function changedLines({ removed, added }: Extract<Step, { kind: "changed" }>): DiffLine[] {
  const pairs = removed.slice(0, added.length).map((text, index) => diffWords(text, added[index] ?? ""));
  const whole = (text: string): DiffPart[] => [{ text, is_changed: true }];
  return [
    ...removed.map(
      (text, index): DiffLine => ({ kind: "removed", parts: pairs[index]?.before ?? whole(text) }),
    ),
    ...added.map((text, index): DiffLine => ({ kind: "added", parts: pairs[index]?.after ?? whole(text) })),
  ];
}

function diffWords(before: string, after: string): { before: DiffPart[]; after: DiffPart[] } | undefined {
  const words = (text: string) => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
  const steps = diff(words(before), words(after));
  const same = steps
    .flatMap((step) => (step.kind === "same" ? step.items : []))
    .join("")
    .trim().length;
  // Lines with little in common are easier to read whole.
  if (same * 3 < Math.min(before.length, after.length)) return undefined;
  const side = (of: "removed" | "added") =>
    steps.flatMap((step): DiffPart[] => {
      const text = (step.kind === "same" ? step.items : step[of]).join("");
      return text === "" ? [] : [{ text, is_changed: step.kind === "changed" }];
    });
  return { before: side("removed"), after: side("added") };
}

/** Longest common subsequence, with what both begin and end with taken off first. */
function diff(before: readonly string[], after: readonly string[]): Step[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const middle = diffMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end));
  const same = (items: string[]): Step[] => (items.length === 0 ? [] : [{ kind: "same", items }]);
  return [...same(before.slice(0, start)), ...middle, ...same(before.slice(before.length - end))];
}

function diffMiddle(before: string[], after: string[]): Step[] {
  if (before.length === 0 && after.length === 0) return [];
  if (before.length * after.length > MAX_CELLS) return [{ kind: "changed", removed: before, added: after }];
  const width = after.length + 1;
  // common[i * width + j]: length of the longest common subsequence of before[i..] and after[j..].
  const common = new Uint16Array((before.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const steps: Step[] = [];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    const last = steps.at(-1);
    if (i < before.length && j < after.length && before[i] === after[j]) {
      if (last?.kind === "same") last.items.push(before[i] as string);
      else steps.push({ kind: "same", items: [before[i] as string] });
      i += 1;
      j += 1;
      continue;
    }
    const changed = last?.kind === "changed" ? last : { kind: "changed" as const, removed: [], added: [] };
    if (changed !== last) steps.push(changed);
    if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1))) {
      changed.removed.push(before[i++] as string);
    } else {
      changed.added.push(after[j++] as string);
    }
  }
  return steps;
}

/** Leaves out unchanged lines that are far from every change, and says how many. */
function folded(all: DiffLine[]): DiffLine[] {
  const isNear = all.map((_, index) =>
    all
      .slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1)
      .some(({ kind }) => kind !== "same"),
  );
  const shown: DiffLine[] = [];
  for (let index = 0; index < all.length; ) {
    let hidden = 0;
    while (index + hidden < all.length && !isNear[index + hidden]) hidden += 1;
    // A line that says "1 line" takes as much room as the line.
    if (hidden > 1) shown.push({ kind: "skipped", parts: [{ text: `${hidden} lines`, is_changed: false }] });
    else shown.push(...all.slice(index, index + Math.max(1, hidden)));
    index += Math.max(1, hidden);
  }
  return shown;
}
