import { randomBytes } from "node:crypto";

/** Crockford's base 32 in lower case: sorts like the bytes it encodes and has no look-alike letters. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Prefix of each kind of id; the prefix alone tells which table an id belongs to. */
export const ID_PREFIXES = {
  organisation: "org",
  project: "prj",
  user: "usr",
  invitation: "inv",
  chatbot: "bot",
  revision: "rev",
  visitor: "vis",
  conversation: "cnv",
  message: "msg",
  lead: "led",
  ticket: "tkt",
  ticketEntry: "tke",
  product: "prd",
  variant: "var",
  image: "img",
  import: "imp",
  connection: "con",
  apiKey: "key",
  call: "cal",
  audit: "aud",
  installationKey: "ink",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** Shape of an id of one kind, for input schemas: prefix, `_`, 26 characters. */
export function idPattern(kind: IdKind): RegExp {
  return new RegExp(`^${ID_PREFIXES[kind]}_[0-9a-hjkmnp-tv-z]{26}$`);
}

/**
 * A new id such as `cnv_01k…`: 48 bits of milliseconds and 80 random bits, so ids of one kind sort by creation.
 * @param at moment to encode; now when absent
 */
export function newId(kind: IdKind, at: Date = new Date()): string {
  return `${ID_PREFIXES[kind]}_${encode(at.getTime(), randomBytes(10))}`;
}

function encode(milliseconds: number, random: Buffer): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  random.copy(bytes, 6);
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let shift = 125n; shift >= 0n; shift -= 5n) text += ALPHABET[Number((bits >> shift) & 31n)];
  return text;
}
