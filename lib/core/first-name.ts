/** Customers learn the first names of those who answer them, no more. Null when there is none. */
export function firstName(name: string | null): string | null {
  return name?.trim().split(/\s+/)[0] || null;
}
