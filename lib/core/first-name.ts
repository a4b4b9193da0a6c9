/**
 * Customers learn the first names of those who answer them, no more. Null when there is none: also of who goes by an
 * e-mail address.
 */
export function firstName(name: string | null): string | null {
  const [first = ""] = name?.trim().split(/\s+/) ?? [];
  return first === "" || first.includes("@") ? null : first;
}
