import "server-only";
import { type ModelMessage, streamText } from "ai";
import { ModelFailure, toModelFailure } from "./model-failure";
import { modelFetch } from "./model-fetch";
import { languageModel, type ModelServer } from "./server";

/** The kits would print their warnings. */
(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;

export interface ReplyRequest {
  model: string;
  system: string;
  messages: readonly { role: "user" | "assistant"; content: string }[];
  temperature: number;
  maxOutputTokens: number;
}

export interface StreamLimits {
  /** Until the first text. */
  firstTextMs: number;
  /** Until the end. */
  wholeMs: number;
  maxBytes: number;
}

/** What a model wrote and what it counted. */
export interface ModelReply {
  text: string;
  /** Whether the model stopped because it had written as much as it may. */
  isCut: boolean;
  inputTokens: number;
  outputTokens: number;
}

/**
 * Asks a model, once, without tools. Ends in time whatever the server does.
 * @param listener `onText` gets the text as it comes and says whether more is wanted
 * @throws ModelFailure
 */
export async function streamReply(
  server: ModelServer,
  request: ReplyRequest,
  limits: StreamLimits,
  listener: { onText(delta: string): boolean; signal: AbortSignal },
): Promise<ModelReply> {
  const stop = new AbortController();
  const end = (failure: ModelFailure) => stop.abort(failure);
  const late = (what: string) => new ModelFailure("provider_timeout", what);
  const first = setTimeout(() => end(late("The server sent no text in time.")), limits.firstTextMs);
  const whole = setTimeout(() => end(late("The answer was not finished in time.")), limits.wholeMs);
  const onAbort = () =>
    end(new ModelFailure("provider_stopped", "The reply was stopped before it was finished."));
  if (listener.signal.aborted) onAbort();
  listener.signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await read(server, request, limits, stop.signal, (delta) => {
      clearTimeout(first);
      return listener.onText(delta);
    });
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : toModelFailure(error, server.key);
  } finally {
    clearTimeout(first);
    clearTimeout(whole);
    listener.signal.removeEventListener("abort", onAbort);
    // Whatever is still on its way is not wanted any more.
    stop.abort();
  }
}

async function read(
  server: ModelServer,
  { model, system, messages, temperature, maxOutputTokens }: ReplyRequest,
  limits: StreamLimits,
  signal: AbortSignal,
  onText: (delta: string) => boolean,
): Promise<ModelReply> {
  const stopped = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  // Nobody may be waiting for it when the reply has ended well.
  stopped.catch(() => {});
  const { stream } = streamText({
    model: languageModel(server, model, modelFetch(limits.maxBytes)),
    instructions: system,
    messages: messages as ModelMessage[],
    temperature,
    maxOutputTokens,
    maxRetries: 0,
    abortSignal: signal,
    onError: () => {},
  });
  const parts = stream[Symbol.asyncIterator]();
  const reply: ModelReply = { text: "", isCut: false, inputTokens: 0, outputTokens: 0 };
  let reason = "";
  for (;;) {
    const next = await Promise.race([parts.next(), stopped]);
    if (next.done) break;
    const part = next.value;
    if (part.type === "error") throw part.error;
    if (part.type === "text-delta" && part.text !== "") {
      reply.text += part.text;
      if (!onText(part.text)) return { ...reply, ...estimated(system, messages, reply.text), isCut: true };
    }
    if (part.type === "finish") {
      reason = part.finishReason;
      reply.inputTokens = part.totalUsage.inputTokens ?? 0;
      reply.outputTokens = part.totalUsage.outputTokens ?? 0;
    }
  }
  if (reason === "content-filter" && reply.text.trim() === "") {
    throw new ModelFailure("provider_filtered", "The provider's filter held the answer back.");
  }
  if (reason === "error")
    throw new ModelFailure("provider_failed", "The server reported an error in its answer.");
  if (reply.text.trim() === "") throw new ModelFailure("provider_empty", "The model wrote nothing.");
  return { ...reply, isCut: reason === "length" };
}

/** Characters that one token stands for, about, in European languages. */
const CHARACTERS_PER_TOKEN = 4;

/** What a server counts that is not asked for its count, because the answer was stopped before the end. */
function estimated(system: string, messages: ReplyRequest["messages"], text: string) {
  const read = messages.reduce((sum, { content }) => sum + content.length, system.length);
  return {
    inputTokens: Math.ceil(read / CHARACTERS_PER_TOKEN),
    outputTokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN),
  };
}
