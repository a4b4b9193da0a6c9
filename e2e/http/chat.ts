// A visitor's chat without a browser: what the widget sends and reads, at whichever instance a test names.
import { randomUUID } from "node:crypto";
import { readEvents } from "@/components/live/read-events";
import type { ReplyEvent, WidgetEvent, WidgetSession } from "@/lib/channels/widget/schema";
import { fetchAt } from "./fetch-at";

export class Chat {
  readonly #publicUrl: string;
  readonly #chatbotId: string;
  #token = "";

  constructor(publicUrl: string, chatbotId: string) {
    this.#publicUrl = publicUrl;
    this.#chatbotId = chatbotId;
  }

  /** What the widget draws itself from. The visitor is the same from then on. */
  async open(instanceUrl: string): Promise<WidgetSession> {
    const response = await this.#post(instanceUrl, "session", { page_url: this.#publicUrl });
    const session = (await response.json()) as WidgetSession;
    this.#token = session.visitor_token;
    return session;
  }

  /** Writes a message, and waits for the whole reply; null when a person answers this conversation. */
  async say(instanceUrl: string, text: string): Promise<string | null> {
    const message = { message_id: randomUUID(), text, page_url: this.#publicUrl };
    for await (const event of this.#stream<ReplyEvent>(instanceUrl, "messages", message)) {
      if (event.event === "done") return event.data.message.text;
      if (event.event === "waiting") return null;
    }
    throw new Error("The reply broke off.");
  }

  /** What happens from now on, until the reader leaves. */
  events(instanceUrl: string, after: number): AsyncGenerator<WidgetEvent> {
    return this.#stream<WidgetEvent>(instanceUrl, "events", { after, is_open: true });
  }

  async *#stream<Event extends { event: string }>(
    instanceUrl: string,
    action: string,
    body: object,
  ): AsyncGenerator<Event> {
    const response = await this.#post(instanceUrl, action, body);
    if (!response.body) throw new Error(`${action} has no answer.`);
    for await (const { event, data } of readEvents(response.body)) {
      yield { event, data: JSON.parse(data) } as unknown as Event;
    }
  }

  async #post(instanceUrl: string, action: string, body: object): Promise<Response> {
    const ask = fetchAt(this.#publicUrl, () => instanceUrl);
    const response = await ask(`${this.#publicUrl}/api/widget/${this.#chatbotId}/${action}`, {
      method: "POST",
      headers: {
        origin: this.#publicUrl,
        "content-type": "application/json",
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`);
    return response;
  }
}
