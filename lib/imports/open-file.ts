import "server-only";
import type { Writable } from "node:stream";
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
  const sent = await peek(source());
  const isPacked = sent.head[0] === 0x1f && sent.head[1] === 0x8b;
  const text = isPacked ? await peek(unpack(sent.head, sent.rest)) : sent;
  refuseOtherKinds(text.head);
  let bytes = 0;
  for await (const part of join(withoutMark(text.head), text.rest)) {
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
      if (!gunzip.write(chunk)) await hasRoom(gunzip);
    }
    gunzip.end();
  })();
  feed.catch((error: Error) => gunzip.destroy(error));
  try {
    for await (const chunk of gunzip) yield chunk;
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

/** Resolves when a stream takes more, or was destroyed and never will. */
export function hasRoom(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off("drain", done);
      stream.off("close", done);
      resolve();
    };
    stream.on("drain", done);
    stream.on("close", done);
  });
}

function withoutMark(start: Buffer): Buffer {
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
