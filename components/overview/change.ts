/** Change of a figure against the time before, in percent; undefined when there is nothing to compare with. */
export function percentChange(now: number, before: number): number | undefined {
  return before > 0 ? ((now - before) / before) * 100 : undefined;
}
