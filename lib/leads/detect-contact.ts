import "server-only";
import { leadEmail, leadPhone } from "./schema";

/** Ways to reach somebody, found in what they wrote. */
export interface DetectedContact {
  email?: string;
  phone?: string;
}

/** An address that stands by itself: not a part of a longer word, of a web address or of another address. */
const EMAIL =
  /(?<![\p{L}\p{N}._%+@/:=&?#-])[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,24}(?![\p{L}\p{N}@_-]|\.[\p{L}\p{N}])/gu;

/** A number with its country's code. */
const INTERNATIONAL_PHONE =
  /(?<![\p{L}\p{N}+./#-])\+[1-9](?:[ ()./-]{0,2}\d){6,14}(?![\p{L}\p{N}]|[./-]\d)/gu;

/** A number without one counts only behind a word that says what it is: order and article numbers look the same. */
const NAMED_PHONE =
  /(?:\b(?:phone|mobile|cell|tel|telephone|whatsapp|call me|ring me|text me|reach me|telefon|handy|tel[ée]fono|m[óo]vil|t[ée]l[ée]phone|portable|telefoon|telefono)\b[\p{L} ]{0,20}[ :.=]{0,3})((?:\(?0|\(|[1-9])(?:[ ()./-]{0,2}\d){6,13})(?![\p{L}\p{N}]|[./-]\d)/giu;

/** Every e-mail address and phone number in a text, as it is written there. */
export function contactsIn(text: string): { emails: string[]; phones: string[] } {
  return {
    emails: [...text.matchAll(EMAIL)].map(([found]) => found),
    phones: [
      ...[...text.matchAll(INTERNATIONAL_PHONE)].map(([found]) => found),
      ...[...text.matchAll(NAMED_PHONE)].map(([, found = ""]) => found),
    ],
  };
}

/**
 * An e-mail address and a phone number in a visitor's message, in the form a lead keeps them. Rather none than a wrong
 * one: with two different addresses nobody knows which is theirs. Null when there is neither.
 */
export function detectContact(text: string): DetectedContact | null {
  const { emails, phones } = contactsIn(text);
  const email = sole(emails, (found) => leadEmail.safeParse(found));
  const phone = sole(phones, (found) => leadPhone.safeParse(found));
  if (email === undefined && phone === undefined) return null;
  return { ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) };
}

/** The one value all of them say. */
function sole(
  found: readonly string[],
  parse: (text: string) => { success: boolean; data?: string },
): string | undefined {
  const values = new Set(found.map((text) => parse(text).data));
  const [value] = values;
  return values.size === 1 ? value : undefined;
}
