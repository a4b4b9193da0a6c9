// Asks the widget's routes as a browser does, for tests.
import { randomUUID } from "node:crypto";
import { readEvents } from "@/components/live/read-events";
import type { ReplyEvent, WidgetEvent, WidgetSession } from "@/lib/channels/widget/schema";
import { env } from "@/lib/core/env";

export const SHOP = "https://shop.example";

type Handler = (request: Request, context: { params: Promise<never> }) => Promise<Response>;
export interface RouteModule {
  POST: Handler;
  OPTIONS: (request: Request) => Response;
}

/** Every route by its path behind the chatbot. */
export const ROUTES = {
  session: () => import("./[chatbotId]/session/route"),
  messages: () => import("./[chatbotId]/messages/route"),
  history: () => import("./[chatbotId]/history/route"),
  events: () => import("./[chatbotId]/events/route"),
  leads: () => import("./[chatbotId]/leads/route"),
  tickets: () => import("./[chatbotId]/tickets/route"),
  answer: () => import("./[chatbotId]/tickets/[ticketId]/messages/route"),
  shown: () => import("./[chatbotId]/rules/[ruleId]/shown/route"),
};
export type RouteName = keyof typeof ROUTES;

let addresses = 0;

/** An address that no other test comes from. */
export function newAddress(): string {
  addresses += 1;
  return `198.51.${Math.floor(addresses / 250)}.${addresses % 250}`;
}

export interface AskOptions {
  token?: string | null;
  /** Null sends none. */
  origin?: string | null;
  address?: string;
  /** Sent as it is; else the body as JSON. */
  raw?: BodyInit;
  contentType?: string | null;
  signal?: AbortSignal;
  params?: Record<string, string>;
}

/** One request. */
export async function post(
  route: RouteName,
  chatbotId: string,
  body: unknown = {},
  options: AskOptions = {},
): Promise<Response> {
  const { token, origin = SHOP, address = newAddress(), contentType = "application/json" } = options;
  const request = new Request(`${env.baseUrl}/api/widget/${chatbotId}/${route}`, {
    method: "POST",
    headers: {
      "x-caramel-client-ip": address,
      ...(contentType !== null && { "content-type": contentType }),
      ...(origin !== null && { origin }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: options.raw ?? JSON.stringify(body),
    signal: options.signal,
  });
  const { POST } = (await ROUTES[route]()) as unknown as RouteModule;
  return POST(request, { params: Promise.resolve({ chatbotId, ...options.params } as never) });
}

/** Opens the chat. */
export async function session(chatbotId: string, options: AskOptions = {}): Promise<WidgetSession> {
  const response = await post("session", chatbotId, {}, options);
  if (!response.ok) throw new Error(`session: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Writes a message and reads the whole reply. */
export async function write(
  chatbotId: string,
  text: string,
  options: AskOptions & { messageId?: string; pageUrl?: string } = {},
): Promise<ReplyEvent[]> {
  const { messageId = randomUUID(), pageUrl = "", ...rest } = options;
  const body = { message_id: messageId, text, page_url: pageUrl };
  const response = await post("messages", chatbotId, body, rest);
  if (!response.ok) throw new Error(`messages: ${response.status} ${await response.text()}`);
  const events: ReplyEvent[] = [];
  for await (const event of eventsOf(response)) events.push(event as ReplyEvent);
  return events;
}

/** Events of a stream, as they come. */
export async function* eventsOf(response: Response): AsyncGenerator<ReplyEvent | WidgetEvent> {
  if (response.body === null) return;
  for await (const { event, data } of readEvents(response.body)) {
    yield { event, data: JSON.parse(data) } as ReplyEvent | WidgetEvent;
  }
}
