const count = new Intl.NumberFormat("en");

/** "6,000". */
export function formatCount(value: number): string {
  return count.format(value);
}
