import "server-only";

/** An address as `User.email` holds it. */
export function normalEmail(text: string): string {
  return text.trim().normalize("NFKC").toLowerCase();
}
