import "server-only";

/** The answer has more bytes than its reader takes. */
export class BodyTooLargeError extends Error {
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`The answer has more than ${maxBytes} bytes.`);
    this.name = "BodyTooLargeError";
    this.maxBytes = maxBytes;
  }
}

/** What of a response is read here; that of undici's and that of the platform's `fetch`. */
interface WithBody {
  body: AsyncIterable<Uint8Array> | null;
  headers: { get(name: string): string | null };
}

/**
 * The bytes of an answer as they come, unpacked. Ends, and cancels the rest, as soon as there are more than `maxBytes`:
 * what counts is what was unpacked, whatever the answer says of its length.
 * @throws BodyTooLargeError
 */
export async function* limitedBody(response: WithBody, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (bytes > maxBytes) throw new BodyTooLargeError(maxBytes);
    yield chunk;
  }
}

/**
 * The whole answer, unpacked, of at most `maxBytes`.
 * @throws BodyTooLargeError
 */
export async function readBody(response: WithBody, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of limitedBody(response, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
