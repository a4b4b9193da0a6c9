const KNOWN = new Set(Intl.supportedValuesOf("currency"));
const decimals = new Map<string, number>();

/** Whether it is a currency code of ISO 4217, in capitals. */
export function isCurrency(code: string): boolean {
  return KNOWN.has(code);
}

/** Decimals of a currency: 2 for USD, 0 for JPY, 3 for KWD. */
export function decimalsOf(currency: string): number {
  const known = decimals.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const found = format.resolvedOptions().maximumFractionDigits ?? 2;
  decimals.set(currency, found);
  return found;
}

/** Minor units as text, such as "$12.50"; how many make one unit is the currency's own (ISO 4217). */
export function formatMoney(minor: number, currency: string, language = "en"): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  return format.format(minor / 10 ** decimalsOf(currency));
}
