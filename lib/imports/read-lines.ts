import "server-only";

/** Longest line of a JSONL file, in bytes. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** A line without its end, or why it can't be read. `line` counts from 1. */
export type Line = { line: number; text: string } | { line: number; problem: string; start: string };

const NEWLINE = 0x0a;

/** Splits bytes into lines. A line that is too long or not UTF-8 is told as a problem, and reading goes on after it. */
export async function* readLines(
  bytes: AsyncIterable<Buffer>,
  maxLineBytes = MAX_LINE_BYTES,
): AsyncGenerator<Line> {
  let line = 1;
  let parts: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer) => {
    // Of a line that is too long only the beginning is kept.
    if (size <= maxLineBytes) parts.push(part);
    size += part.length;
  };
  const finish = (): Line => {
    const result = toLine(line, parts, size, maxLineBytes);
    line += 1;
    parts = [];
    size = 0;
    return result;
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, end));
      from = end + 1;
      yield finish();
    }
    if (from < chunk.length) take(chunk.subarray(from));
  }
  if (size > 0) yield finish();
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function toLine(line: number, parts: Buffer[], size: number, maxLineBytes: number): Line {
  const whole = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  if (size > maxLineBytes) {
    const problem = `The line is longer than ${Math.round(maxLineBytes / 1024)} KB. Split the conversation or shorten it.`;
    return { line, problem, start: whole.subarray(0, 200).toString("utf8") };
  }
  try {
    return { line, text: decoder.decode(whole).replace(/\r$/, "") };
  } catch {
    const problem = "The line is not valid UTF-8. Save the file as UTF-8.";
    return { line, problem, start: whole.subarray(0, 200).toString("utf8") };
  }
}
