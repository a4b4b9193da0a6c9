/** Media type of a stream of events (WHATWG HTML §9.2). */
const EVENT_STREAM = "text/event-stream";

/** Keeps proxies from taking a quiet stream for a dead one; readers skip it. */
export const HEARTBEAT = ": still here\n\n";

/** Longest silence on a stream, in milliseconds. */
export const HEARTBEAT_MS = 15_000;

/** One event as a stream carries it. */
export function formatEvent(event: string, data: string): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `event: ${event}\n${lines.join("")}\n`;
}

/** What feeds a stream. */
export interface EventSource {
  /** Text for the reader, as soon as there is some; null ends the stream. Asked only when the reader can take it. */
  next(): Promise<string | null>;
  /** Called once, whoever ends the stream. */
  close(): void;
}

/** The response that streams a source. */
export function eventStreamResponse(source: EventSource): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const text = await source.next();
          if (text !== null) return controller.enqueue(encoder.encode(text));
          source.close();
          controller.close();
        } catch (error) {
          source.close();
          controller.error(error);
        }
      },
      cancel() {
        source.close();
      },
    },
    // Nothing is fetched for a reader that does not read.
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      "content-type": EVENT_STREAM,
      "cache-control": "no-store, no-transform",
      // nginx and others would otherwise collect events before they pass them on.
      "x-accel-buffering": "no",
    },
  });
}
