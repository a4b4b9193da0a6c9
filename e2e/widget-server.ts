// Speaks the widget's protocol as the server does, with answers that a test decides: for what the real one can't be made to
// do at will, such as breaking off in the middle of a reply.
import http from "node:http";
import type { AddressInfo } from "node:net";
import type {
  WidgetEvent,
  WidgetMessage,
  WidgetRule,
  WidgetSession,
  WidgetTicket,
} from "@/lib/channels/widget/schema";
import { buildWidget } from "@/scripts/build-widget";

export const CHATBOT = `bot_${"0".repeat(26)}`;

interface Visitor {
  token: string;
  messages: WidgetMessage[];
  /** The widget's own ids of those that came in. */
  arrived: Map<string, number>;
  handler: "chatbot" | "person";
  seenUpTo: number;
  isKnown: boolean;
  tickets: WidgetTicket[];
  shown: Set<string>;
  isReplying: boolean;
  listeners: Set<(event: WidgetEvent) => void>;
}

export type Answer =
  | { kind: "text"; text: string; asksContact?: boolean; sources?: WidgetMessage["sources"]; paceMs?: number }
  | { kind: "person" }
  | { kind: "refuse"; status: number; retryAfter?: number; reason?: string }
  /** The connection breaks behind the first words; the whole reply comes a little later. */
  | { kind: "break"; text: string };

export interface WidgetServer {
  url: string;
  /** What the chatbot looks like and may do; tests change it. */
  settings: Omit<WidgetSession, "visitor_token" | "is_known" | "conversation" | "tickets" | "rules">;
  rules: WidgetRule[];
  /** Origins that may show it; null is every one. */
  allowedOrigins: string[] | null;
  /** What is answered to a message. */
  answer: (text: string) => Answer;
  visitors: Map<string, Visitor>;
  /** Bodies that came in, by path. */
  requests: { path: string; origin: string; body: Record<string, unknown> }[];
  /** Somebody of the team writes to every visitor. */
  personWrites(text: string, name: string, ticketId?: string): void;
  close(): Promise<void>;
}

export const LOOK: WidgetSession["look"] = {
  name: "Larch & Lane",
  primary_color: "#B45309",
  text_color: "#FFFFFF",
  background_color: "#FFFFFF",
  position: "right",
  bubble_style: "rounded",
  welcome_message: "Hello! How can I help you today?",
  input_placeholder: "Type your message…",
  thinking_label: "Thinking…",
  submit_label: "Send",
};

export async function startWidgetServer(port = 0): Promise<WidgetServer> {
  const code = await buildWidget();
  let count = 0;
  const next = (length: number) => {
    count += 1;
    return String(count).padStart(length, "0");
  };
  const id = (prefix: string) => `${prefix}_${next(26)}`;
  const self: WidgetServer = {
    url: "",
    settings: {
      look: { ...LOOK },
      lead_form: "when_needed",
      consent_text: "I agree that my details are kept so that you can answer me.",
      tickets_enabled: true,
      language: null,
    },
    rules: [],
    allowedOrigins: null,
    answer: (text) => ({ kind: "text", text: `You said **${text}**.` }),
    visitors: new Map(),
    requests: [],
    personWrites(text, name, ticketId) {
      for (const visitor of self.visitors.values()) {
        visitor.handler = "person";
        tell(visitor, { event: "handler", data: { handler: "person" } });
        tell(visitor, {
          event: "message",
          data: keep(visitor, { from: "person", name, text, ticket_id: ticketId ?? null }),
        });
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  function keep(visitor: Visitor, message: Partial<WidgetMessage>): WidgetMessage {
    const kept: WidgetMessage = {
      id: id("msg"),
      position: visitor.messages.length,
      from: "chatbot",
      name: null,
      text: "",
      at: new Date().toJSON(),
      sources: [],
      ticket_id: null,
      ...message,
    };
    visitor.messages.push(kept);
    return kept;
  }

  const tell = (visitor: Visitor, event: WidgetEvent) => {
    for (const listener of visitor.listeners) listener(event);
  };

  function visitorOf(token: string | undefined): Visitor {
    const known = self.visitors.get(token ?? "");
    if (known) return known;
    const made: Visitor = {
      token: `cvt_${next(43)}`,
      messages: [],
      arrived: new Map(),
      handler: "chatbot",
      seenUpTo: 0,
      isKnown: false,
      tickets: [],
      shown: new Set(),
      isReplying: false,
      listeners: new Set(),
    };
    self.visitors.set(made.token, made);
    return made;
  }

  function session(visitor: Visitor): WidgetSession {
    const shown = visitor.messages.slice(-50);
    return {
      ...self.settings,
      visitor_token: visitor.token,
      is_known: visitor.isKnown,
      tickets: visitor.tickets,
      rules: self.rules.filter((rule) => !visitor.shown.has(rule.id)),
      conversation:
        visitor.messages.length === 0
          ? null
          : {
              id: `cnv_${"0".repeat(26)}`,
              handler: visitor.handler,
              messages: shown,
              has_earlier: (shown[0]?.position ?? 0) > 0,
              is_replying: visitor.isReplying,
              unseen: visitor.messages.filter(
                ({ from, position }) => from !== "visitor" && position >= visitor.seenUpTo,
              ).length,
            },
    };
  }

  async function reply(response: http.ServerResponse, visitor: Visitor, body: Record<string, unknown>) {
    const text = String(body.text);
    const answer = visitor.handler === "person" ? ({ kind: "person" } as const) : self.answer(text);
    if (answer.kind === "refuse") {
      return problem(response, answer.status, answer.reason ?? "refused", answer.retryAfter);
    }
    const send = stream(response);
    const known = visitor.arrived.get(String(body.message_id));
    const message = known === undefined ? keep(visitor, { from: "visitor", text }) : visitor.messages[known];
    visitor.arrived.set(String(body.message_id), message?.position ?? 0);
    tell(visitor, { event: "message", data: message as WidgetMessage });
    send("accepted", { conversation_id: `cnv_${"0".repeat(26)}`, message });
    if (answer.kind === "person") {
      visitor.handler = "person";
      send("waiting", { handler: "person" });
      return response.end();
    }
    visitor.isReplying = true;
    const words = answer.text.split(/(?<= )/);
    for (const [index, word] of words.entries()) {
      send("delta", { text: word });
      await new Promise((resolve) =>
        setTimeout(resolve, answer.kind === "text" ? (answer.paceMs ?? 10) : 10),
      );
      if (answer.kind === "break" && index === 1) {
        response.destroy();
        break;
      }
    }
    if (answer.kind === "break") await new Promise((resolve) => setTimeout(resolve, 500));
    visitor.isReplying = false;
    const kept = keep(visitor, {
      text: answer.text,
      sources: answer.kind === "text" ? (answer.sources ?? []) : [],
    });
    tell(visitor, { event: "message", data: kept });
    if (answer.kind === "break") return;
    send("done", { message: kept, ask_contact: answer.asksContact ?? false, ticket: null });
    response.end();
  }

  function events(response: http.ServerResponse, visitor: Visitor, body: Record<string, unknown>) {
    const send = stream(response);
    response.write(":\n\n");
    const seen = () => {
      if (body.is_open === true) visitor.seenUpTo = visitor.messages.length;
    };
    const listener = (event: WidgetEvent) => {
      seen();
      send(event.event, event.data);
    };
    for (const message of visitor.messages) {
      if (message.position > Number(body.after)) send("message", message);
    }
    seen();
    visitor.listeners.add(listener);
    response.on("close", () => visitor.listeners.delete(listener));
  }

  function ticket(visitor: Visitor, body: Record<string, unknown>): WidgetTicket {
    const at = new Date().toJSON();
    const made: WidgetTicket = {
      id: id("tkt"),
      subject: String(body.subject),
      status: "new",
      created_at: at,
      thread: [{ from: "visitor", name: null, text: String(body.message), at }],
    };
    visitor.tickets.unshift(made);
    return made;
  }

  const server = http.createServer(async (request, response) => {
    const path = request.url ?? "/";
    response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
    response.setHeader("access-control-allow-headers", "authorization, content-type");
    response.setHeader("access-control-expose-headers", "retry-after");
    response.setHeader("cross-origin-resource-policy", "cross-origin");
    if (path === "/widget.js") {
      response.setHeader("content-type", "text/javascript; charset=utf-8");
      return response.end(code);
    }
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const origin = request.headers.origin ?? "";
    if (self.allowedOrigins !== null && !self.allowedOrigins.includes(origin)) {
      return problem(response, 403, "origin_not_allowed");
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString() || "{}");
    const action = path.replace(`/api/widget/${CHATBOT}/`, "");
    self.requests.push({ path: action, origin, body });
    const visitor = visitorOf(request.headers.authorization?.replace("Bearer ", ""));
    if (action === "session") return json(response, 200, session(visitor));
    if (action === "messages") return reply(response, visitor, body);
    if (action === "events") return events(response, visitor, body);
    if (action === "history") {
      const until = Number(body.before);
      const messages = visitor.messages.slice(Math.max(0, until - 50), until);
      return json(response, 200, { messages, has_earlier: until > 50 });
    }
    if (action === "leads") {
      if (body.email === "taken@example.com") {
        return problem(response, 400, "invalid_input", undefined, [
          { path: "email", message: "Use another." },
        ]);
      }
      visitor.isKnown = true;
      return json(response, 200, { saved: true });
    }
    if (action === "tickets") return json(response, 201, ticket(visitor, body));
    const rule = /^rules\/(.+)\/shown$/.exec(action)?.[1];
    if (rule) {
      const counted = !visitor.shown.has(rule);
      visitor.shown.add(rule);
      return json(response, 200, { counted });
    }
    const found = visitor.tickets.find(({ id: known }) => action === `tickets/${known}/messages`);
    if (!found) return problem(response, 404, "not_found");
    found.thread.push({ from: "visitor", name: null, text: String(body.message), at: new Date().toJSON() });
    return json(response, 201, found);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return self;
}

function json(response: http.ServerResponse, status: number, body: object) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function problem(
  response: http.ServerResponse,
  status: number,
  reason: string,
  retryAfter?: number,
  problems: object[] = [],
) {
  response.writeHead(status, {
    "content-type": "application/problem+json",
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
  });
  response.end(JSON.stringify({ status, detail: "Refused.", code: "x", reason, problems }));
}

function stream(response: http.ServerResponse) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  return (event: string, data: unknown) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
