import { type EventSource, formatEvent, HEARTBEAT, HEARTBEAT_MS } from "./event-stream";
import { Wakeup } from "./wakeup";

/** A stream of events for one reader, fed by work that goes on when the reader is gone. */
export class EventFeed implements EventSource {
  readonly #wakeup = new Wakeup();
  #waiting = "";
  #isEnded = false;

  /** Sends an event, with JSON as its data; to nobody once the reader is gone. */
  push(event: string, data: unknown): void {
    if (this.#isEnded) return;
    this.#waiting += formatEvent(event, JSON.stringify(data));
    this.#wakeup.wake();
  }

  /** Ends the stream behind what was pushed. */
  end(): void {
    this.#isEnded = true;
    this.#wakeup.wake();
  }

  async next(): Promise<string | null> {
    for (;;) {
      if (this.#waiting !== "") {
        const text = this.#waiting;
        this.#waiting = "";
        return text;
      }
      if (this.#isEnded) return null;
      if ((await this.#wakeup.sleep(HEARTBEAT_MS)) === "time") return HEARTBEAT;
    }
  }

  close(): void {
    this.#waiting = "";
    this.end();
  }
}
