// Asks Caramel. Every request is a POST with JSON; streams are server-sent events.
import { readEvents } from "@/components/live/read-events";
import type {
  ReplyEvent,
  WidgetEvent,
  WidgetHistory,
  WidgetSession,
  WidgetTicket,
} from "@/lib/channels/widget/schema";

/** Longest wait for an answer that is no stream. */
const ANSWER_MS = 20_000;
/** A stream that is silent for so long is dead; the server says something at least every half of it. */
const SILENCE_MS = 60_000;

export interface FieldProblem {
  path: string;
  message: string;
}

/** A refusal of the server, or no answer at all (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  /** The finer published code, such as `origin_not_allowed`. */
  readonly reason: string;
  readonly nextStep: string;
  readonly retryAfterSeconds: number | null;
  readonly problems: readonly FieldProblem[];

  constructor(status: number, problem: Record<string, unknown> = {}, retryAfter: string | null = null) {
    super(typeof problem.detail === "string" ? problem.detail : `HTTP ${status}`);
    const seconds = Number(retryAfter ?? "");
    this.status = status;
    this.reason = String(problem.reason ?? problem.code ?? "");
    this.nextStep = String(problem.next_step ?? "");
    this.retryAfterSeconds = retryAfter !== null && Number.isFinite(seconds) ? Math.max(1, seconds) : null;
    this.problems = Array.isArray(problem.problems) ? (problem.problems as FieldProblem[]) : [];
  }
}

export interface Contact {
  name?: string;
  email?: string;
  phone?: string;
  consent: boolean;
}

export interface TicketRequest {
  subject: string;
  message: string;
  email?: string;
}

export interface Api {
  session(): Promise<WidgetSession>;
  send(message: { id: string; text: string }): AsyncGenerator<ReplyEvent>;
  events(after: number, isOpen: boolean, signal: AbortSignal): AsyncGenerator<WidgetEvent>;
  history(before: number): Promise<WidgetHistory>;
  leaveContact(contact: Contact): Promise<void>;
  openTicket(request: TicketRequest): Promise<WidgetTicket>;
  answerTicket(id: string, message: string): Promise<WidgetTicket>;
  /** False when this visitor had seen the rule before. */
  ruleShown(id: string): Promise<boolean>;
}

/**
 * @param base address of the Caramel, without a path
 * @param token the visitor's secret at this moment
 * @param pageUrl the page's address
 */
export function apiOf(
  base: string,
  chatbotId: string,
  token: () => string | null,
  pageUrl: () => string,
): Api {
  const post = async (path: string, body: object, signal: AbortSignal): Promise<Response> => {
    const secret = token();
    let response: Response;
    try {
      response = await fetch(`${base}/api/widget/${encodeURIComponent(chatbotId)}/${path}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(secret && { authorization: `Bearer ${secret}` }),
        },
        body: JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal,
      });
    } catch {
      throw new ApiError(0);
    }
    if (response.ok) return response;
    const problem: unknown = await response.json().catch(() => null);
    throw new ApiError(
      response.status,
      typeof problem === "object" && problem !== null ? (problem as Record<string, unknown>) : {},
      response.headers.get("retry-after"),
    );
  };
  const ask = async <T>(path: string, body: object): Promise<T> => {
    const response = await post(path, body, AbortSignal.timeout(ANSWER_MS));
    return response.json().catch(() => {
      throw new ApiError(0);
    });
  };
  return {
    session: () => ask("session", { page_url: pageUrl() }),
    send: ({ id, text }) => {
      const abort = new AbortController();
      const body = { message_id: id, text, page_url: pageUrl() };
      return stream<ReplyEvent>(() => post("messages", body, abort.signal), abort);
    },
    events: (after, isOpen, signal) => {
      const abort = new AbortController();
      signal.addEventListener("abort", () => abort.abort());
      const body = { after, is_open: isOpen };
      return stream<WidgetEvent>(() => post("events", body, abort.signal), abort);
    },
    history: (before) => ask("history", { before }),
    leaveContact: async (contact) => {
      await ask("leads", { ...contact, page_url: pageUrl() });
    },
    openTicket: (request) => ask("tickets", { ...request, page_url: pageUrl() }),
    answerTicket: (id, message) => ask(`tickets/${encodeURIComponent(id)}/messages`, { message }),
    ruleShown: async (id) =>
      (await ask<{ counted: boolean }>(`rules/${encodeURIComponent(id)}/shown`, {})).counted,
  };
}

/**
 * The events of a stream.
 * @throws ApiError the server refused, or it broke off
 */
async function* stream<T>(open: () => Promise<Response>, abort: AbortController): AsyncGenerator<T> {
  let timer = setTimeout(() => abort.abort(), SILENCE_MS);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), SILENCE_MS);
  };
  try {
    const { body } = await open();
    if (!body) throw new ApiError(0);
    for await (const { event, data } of readEvents(listened(body, heard))) {
      yield { event, data: JSON.parse(data) } as T;
    }
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(0);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

/** The same bytes, with a word for every piece: also for those that only say that the line is alive. */
function listened(body: ReadableStream<Uint8Array>, heard: () => void): ReadableStream<Uint8Array> {
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        heard();
        controller.enqueue(chunk);
      },
    }),
  );
}
