import "server-only";
import { contactsIn } from "@/lib/leads/detect-contact";

/** Whether somebody wrote an e-mail address or a telephone number. */
export function hasContact(text: string): boolean {
  const { emails, phones } = contactsIn(text);
  return emails.length + phones.length > 0;
}

/** Whether a message is there to leave an address and asks nothing. */
export function isOnlyContact(text: string): boolean {
  if (!hasContact(text) || text.includes("?")) return false;
  const rest = withoutContact(text);
  return (rest.match(/\p{L}+/gu)?.length ?? 0) <= 8;
}

/** A text without the addresses and numbers in it. */
export function withoutContact(text: string): string {
  const { emails, phones } = contactsIn(text);
  return [...emails, ...phones].reduce((rest, written) => rest.replaceAll(written, " "), text);
}
