import { formatMoney } from "@/lib/core/currencies";

/** "$12.50", "$12.50 – $20.00", or null when there is no price. */
export function formatPriceRange(min: number | null, max: number | null, currency: string): string | null {
  const low = min ?? max;
  if (low === null) return null;
  const high = max ?? low;
  const text = formatMoney(low, currency);
  return high > low ? `${text} – ${formatMoney(high, currency)}` : text;
}
