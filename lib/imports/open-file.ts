import "server-only";
import { once } from "node:events";
import { createGunzip } from "node:zlib";
import { ImportFileError } from "./file-error";

/** Most bytes a packed file may unpack to. */
export const MAX_TEXT_BYTES = 256 * 1024 * 1024;
const MEGABYTE = 1024 * 1024;

/** A file that can be read from its beginning more than once. */
export type ImportSource = () => AsyncIterable<Uint8Array>;

/**
 * The text of a file as UTF-8 bytes without a byte-order mark, unpacked when it is gzip, whatever its name says.
 * @throws ImportFileError damaged, too large when unpacked, or of a kind that isn't text
 */
export async function* openFile(source: ImportSource, maxBytes = MAX_TEXT_BYTES): AsyncGenerator<Buffer> {
  const { head, rest } = await peek(source());
  if (head.length === 0) throw new ImportFileError("The file is empty.", "Choose the file again.");
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const text = isGzip ? unpack(head, rest) : join(head, rest);
  let bytes = 0;
  let isFirst = true;
  for await (const chunk of text) {
    const part = isFirst ? withoutMark(chunk) : chunk;
    isFirst = false;
    bytes += part.length;
    if (bytes > maxBytes) {
      throw new ImportFileError(
        `The file unpacks to more than ${Math.round(maxBytes / MEGABYTE)} MB.`,
        "Split it into smaller files and import them one after the other.",
      );
    }
    if (part.length > 0) yield part;
  }
  if (bytes === 0) throw new ImportFileError("The file is empty.", "Choose the file again.");
}

/** Reads until the beginning tells what the file is. */
async function peek(stream: AsyncIterable<Uint8Array>) {
  const iterator = stream[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 4) {
    const next = await iterator.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, rest: { [Symbol.asyncIterator]: () => iterator } };
}

async function* join(head: Buffer, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  yield head;
  for await (const chunk of rest) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** Unpacks piece by piece; what was not asked for is never unpacked, so a bomb stops at the limit. */
async function* unpack(head: Buffer, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const feed = (async () => {
    for await (const chunk of join(head, rest)) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(chunk)) await Promise.race([once(gunzip, "drain"), once(gunzip, "close")]);
    }
    gunzip.end();
  })();
  feed.catch((error: Error) => gunzip.destroy(error));
  let isFirst = true;
  try {
    for await (const chunk of gunzip) {
      if (isFirst && chunk.length >= 2) refuseOtherKinds(chunk);
      isFirst = false;
      yield chunk;
    }
  } catch (error) {
    if (!/^(Z_|ERR_)/.test((error as NodeJS.ErrnoException).code ?? "")) throw error;
    throw new ImportFileError(
      "The packed file is damaged or incomplete.",
      "Pack it again with gzip, or choose the file as it was before packing.",
    );
  } finally {
    gunzip.destroy();
  }
}

function withoutMark(start: Buffer): Buffer {
  refuseOtherKinds(start);
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? start.subarray(3) : start;
}

const OTHER_KINDS: readonly { magic: readonly number[]; rule: string; nextStep: string }[] = [
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    rule: "This is a ZIP archive or an Excel workbook, not text.",
    nextStep: "Unpack the archive, or save the workbook as “CSV UTF-8”, and import that file.",
  },
  {
    magic: [0x25, 0x50, 0x44, 0x46],
    rule: "This is a PDF, not text.",
    nextStep: "Export the data as JSONL or CSV.",
  },
  {
    magic: [0xff, 0xfe],
    rule: "The file is in UTF-16.",
    nextStep: "Save it as UTF-8 (in Excel: “CSV UTF-8”).",
  },
  {
    magic: [0xfe, 0xff],
    rule: "The file is in UTF-16.",
    nextStep: "Save it as UTF-8 (in Excel: “CSV UTF-8”).",
  },
  {
    magic: [0x1f, 0x8b],
    rule: "The file was packed twice.",
    nextStep: "Unpack it once and import the result.",
  },
];

function refuseOtherKinds(start: Buffer): void {
  for (const { magic, rule, nextStep } of OTHER_KINDS) {
    if (magic.every((byte, index) => start[index] === byte)) throw new ImportFileError(rule, nextStep);
  }
}
