import "server-only";
import { createGzip } from "node:zlib";
import { InvalidInputError } from "@/lib/core/errors";
import { MAX_UPLOAD_BYTES } from "./values";

/** A file as it is kept until its import ends: always packed with gzip. */
export interface ReceivedFile {
  /** As it was sent. */
  bytes: number;
  packed: Buffer;
}

/**
 * Receives a file piece by piece and packs what is not packed yet, so that its text is never in memory as a whole.
 * @throws InvalidInputError too large or empty
 */
export async function receiveFile(
  file: AsyncIterable<Uint8Array>,
  maxBytes = MAX_UPLOAD_BYTES,
): Promise<ReceivedFile> {
  const parts: Buffer[] = [];
  const gzip = createGzip({ level: 5 });
  gzip.on("data", (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    gzip.on("end", resolve);
    gzip.on("error", reject);
  });
  ended.catch(() => {});
  let bytes = 0;
  let start: Buffer = Buffer.alloc(0);
  let isPacked: boolean | null = null;
  const take = async (part: Buffer) => {
    if (isPacked) parts.push(part);
    else if (!gzip.write(part)) await new Promise<void>((resolve) => gzip.once("drain", resolve));
  };
  for await (const chunk of file) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    // The chunk's memory may be used again by whoever sent it.
    const part = Buffer.from(chunk);
    if (isPacked !== null) {
      await take(part);
      continue;
    }
    start = Buffer.concat([start, part]);
    if (start.length < 2) continue;
    isPacked = start[0] === 0x1f && start[1] === 0x8b;
    await take(start);
  }
  if (bytes === 0) throw empty();
  if (isPacked) return { bytes, packed: Buffer.concat(parts) };
  if (isPacked === null) await take(start);
  gzip.end();
  await ended;
  return { bytes, packed: Buffer.concat(parts) };
}

function tooLarge(maxBytes: number) {
  const rule = `The file is larger than ${Math.round(maxBytes / 1024 / 1024)} MB.`;
  return new InvalidInputError(rule, {
    problems: [{ path: "file", message: rule }],
    nextStep: "Pack it with gzip, or split it and import the parts one after the other.",
  });
}

function empty() {
  return new InvalidInputError("The file is empty.", {
    problems: [{ path: "file", message: "must not be empty" }],
    nextStep: "Choose the file again.",
  });
}
