import { randomBytes } from "node:crypto";
import { ID_PREFIXES, type IdKind } from "./id-kinds";

export { ID_PREFIXES, type IdKind, idPattern } from "./id-kinds";

/** Crockford's base 32 in lower case: sorts like the bytes it encodes and has no look-alike letters. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

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
