/**
 * An amount with its currency, "$12.50".
 * @param minor minor units, such as cents; how many make one unit is the currency's own (ISO 4217)
 */
export function formatMoney(minor: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

/** "$12.50", "$12.50 – $20.00", or null when there is no price. */
export function formatPriceRange(min: number | null, max: number | null, currency: string): string | null {
  const low = min ?? max;
  if (low === null) return null;
  const high = max ?? low;
  const text = formatMoney(low, currency);
  return high > low ? `${text} – ${formatMoney(high, currency)}` : text;
}
