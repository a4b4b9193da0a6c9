import "server-only";
import { inflateRawSync } from "node:zlib";
import { DocumentError } from "./document-error";

/** What all parts of a document unpack to at most. */
const MAX_UNPACKED_BYTES = 100 * 1024 * 1024;
/** A part with markup larger than this, or packed tighter, is no text that somebody wrote. */
const MAX_XML_BYTES = 32 * 1024 * 1024;
const MAX_RATIO = 200;
/** Small parts may be packed tightly. */
const RATIO_FROM_BYTES = 1024 * 1024;
const MAX_PARTS = 5_000;

/** Signatures and fixed lengths of APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. */
const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30 };
const ENTRY = { signature: 0x02014b50, bytes: 46 };
const END = { signature: 0x06054b50, bytes: 22 };
const MAX_COMMENT_BYTES = 0xffff;

/**
 * Unpacks every part of an archive once, with a limit, before anybody trusts the sizes that it declares.
 * @returns the names of its parts
 * @throws DocumentError a bomb, an archive with a password, one that is damaged, or markup that defines entities
 */
export function checkZip(bytes: Uint8Array): Set<string> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = new Set<string>();
  let unpacked = 0;
  try {
    const end = endOf(zip);
    const count = zip.readUInt16LE(end + 10);
    if (count > MAX_PARTS) throw new DocumentError("unpacks_too_large");
    let at = zip.readUInt32LE(end + 16);
    for (let index = 0; index < count; index += 1) {
      if (zip.readUInt32LE(at) !== ENTRY.signature) throw new DocumentError("broken");
      const entry = {
        flags: zip.readUInt16LE(at + 8),
        method: zip.readUInt16LE(at + 10),
        packed: zip.readUInt32LE(at + 20),
        declared: zip.readUInt32LE(at + 24),
        nameBytes: zip.readUInt16LE(at + 28),
        offset: zip.readUInt32LE(at + 42),
      };
      const name = zip.toString("utf8", at + ENTRY.bytes, at + ENTRY.bytes + entry.nameBytes);
      if (entry.flags & 1) throw new DocumentError("encrypted");
      if (names.has(name)) throw new DocumentError("broken");
      names.add(name);
      unpacked += entry.declared;
      if (unpacked > MAX_UNPACKED_BYTES) throw new DocumentError("unpacks_too_large");
      checkPart(zip, name, entry);
      at += ENTRY.bytes + entry.nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    }
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    // A number that points outside of the file.
    throw new DocumentError("broken", { cause: error });
  }
  return names;
}

interface Entry {
  method: number;
  packed: number;
  declared: number;
  offset: number;
}

function checkPart(zip: Buffer, name: string, { method, packed, declared, offset }: Entry): void {
  if (zip.readUInt32LE(offset) !== LOCAL_HEADER.signature) throw new DocumentError("broken");
  const start = offset + LOCAL_HEADER.bytes + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const data = zip.subarray(start, start + packed);
  if (data.length !== packed) throw new DocumentError("broken");
  const isXml = /\.(xml|rels|vml)$/i.test(name);
  const maxOutputLength = isXml ? MAX_XML_BYTES : MAX_UNPACKED_BYTES;
  const content = method === 0 ? data : method === 8 ? inflate(data, maxOutputLength) : null;
  if (content === null || content.length !== declared) throw new DocumentError("broken");
  if (
    content.length > maxOutputLength ||
    (content.length > RATIO_FROM_BYTES && content.length > packed * MAX_RATIO)
  ) {
    throw new DocumentError("unpacks_too_large");
  }
  // ECMA-376 part 2, section 8.1.4 forbids declarations; entities that multiply would come from one.
  if (isXml && /<!(?:doctype|entity)/i.test(content.toString("latin1"))) throw new DocumentError("broken");
}

function inflate(data: Buffer, maxOutputLength: number): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new DocumentError(isTooLarge ? "unpacks_too_large" : "broken", { cause: error });
  }
}

function endOf(zip: Buffer): number {
  const first = Math.max(0, zip.length - END.bytes - MAX_COMMENT_BYTES);
  for (let at = zip.length - END.bytes; at >= first; at -= 1) {
    if (zip.readUInt32LE(at) === END.signature) return at;
  }
  throw new DocumentError("broken");
}
