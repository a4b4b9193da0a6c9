import "server-only";

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}{2,24}/u;
/** A telephone number: at least seven digits with what people write between them. */
const PHONE = /(?<![\p{L}\p{N}])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,14}(?![\p{L}\p{N}])/u;

/** Whether somebody wrote an e-mail address or a telephone number. */
export function hasContact(text: string): boolean {
  return (
    EMAIL.test(text) || (PHONE.test(text) && /phone|call|tel|mobil|numm|número|numéro|handy|\+/i.test(text))
  );
}

/** Whether a message is there to leave an address and asks nothing. */
export function isOnlyContact(text: string): boolean {
  if (!hasContact(text) || text.includes("?")) return false;
  const rest = withoutContact(text);
  return (rest.match(/\p{L}+/gu)?.length ?? 0) <= 8;
}

/** A text without the addresses and numbers in it. */
export function withoutContact(text: string): string {
  return hasContact(text) ? text.replace(EMAIL, " ").replace(PHONE, " ") : text;
}
