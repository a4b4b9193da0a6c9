/** A body that is read step by step. */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #isDone = false;

  constructor(request: Request) {
    this.#reader = request.body?.getReader();
    this.#isDone = this.#reader === undefined;
  }

  /** Reads on until the end or until more than `maxBytes` have come. */
  async readUpTo(maxBytes: number): Promise<"whole" | "longer"> {
    while (!this.#isDone && this.#bytes <= maxBytes) {
      const { done, value } = (await this.#reader?.read()) ?? { done: true };
      if (done || value === undefined) this.#isDone = true;
      else {
        this.#chunks.push(value);
        this.#bytes += value.byteLength;
      }
    }
    return this.#bytes > maxBytes ? "longer" : "whole";
  }

  /** What was read, as JSON; undefined when it is none or not UTF-8. */
  json(): unknown {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(this.#chunks));
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  /** Lets the rest go. */
  async cancel(): Promise<void> {
    await this.#reader?.cancel().catch(() => {});
  }
}
