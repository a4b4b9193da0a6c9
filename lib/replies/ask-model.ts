import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "@/lib/auth/caller";
import type { FoundModel } from "@/lib/model-providers/find-server";
import { noteOutcome } from "@/lib/model-providers/note-outcome";
import { ModelFailure } from "@/lib/outbound/models/model-failure";
import { streamReply } from "@/lib/outbound/models/stream-reply";
import { type CitationReader, readCitations } from "./citations";
import type { ReplyContext } from "./context";
import type { FoundSource } from "./find-sources";
import type { ReplyLimits } from "./limits";
import { type Prompt, writePrompt } from "./prompt";
import { shortened } from "./sentences";

/** Most tokens of a reply; models that think first spend of them as well. */
const MAX_OUTPUT_TOKENS = 4_000;

/** What a model wrote, without its marks. */
export interface ModelAnswer {
  text: string;
  cited: FoundSource[];
  hasNoAnswer: boolean;
  inputTokens: number;
  outputTokens: number;
}

/**
 * Asks a chatbot's model. Once more when it wants a short pause first, and once shortened when the question with its
 * sources was too long for it; never when text has gone out already.
 * @param listener of a strict chatbot nothing is shown before the first source is named
 * @throws ModelFailure
 */
export async function askModel(
  caller: Caller,
  context: ReplyContext,
  model: FoundModel,
  language: string,
  found: readonly FoundSource[],
  limits: ReplyLimits,
  listener: { onText(delta: string): void; signal: AbortSignal },
): Promise<ModelAnswer> {
  const ends = Date.now() + limits.wholeMs;
  let isShort = false;
  let hasPaused = false;
  try {
    for (;;) {
      let hasBegun = false;
      const onText = (delta: string) => {
        hasBegun = true;
        listener.onText(delta);
      };
      try {
        const prompt = writePrompt(context, language, found, isShort);
        const wholeMs = Math.max(0, ends - Date.now());
        const answer = await askOnce(context, model, prompt, { ...limits, wholeMs }, { ...listener, onText });
        await noteOutcome(caller, model.providerId, null);
        return answer;
      } catch (error) {
        if (!(error instanceof ModelFailure) || hasBegun) throw error;
        const pauseMs = error.retryAfterMs ?? Number.POSITIVE_INFINITY;
        const mayPause = pauseMs <= limits.retryAfterMs && Date.now() + pauseMs < ends;
        if (error.code === "provider_rate_limited" && !hasPaused && mayPause) {
          hasPaused = true;
          await sleep(pauseMs, undefined, { signal: listener.signal }).catch(() => {});
        } else if (error.code === "provider_context_too_long" && !isShort) isShort = true;
        else throw error;
      }
    }
  } catch (error) {
    // That we stopped says nothing of the provider.
    if (error instanceof ModelFailure && error.code !== "provider_stopped") {
      await noteOutcome(caller, model.providerId, error.message);
    }
    throw error;
  }
}

async function askOnce(
  { chatbot }: ReplyContext,
  { server, name }: FoundModel,
  prompt: Prompt,
  limits: ReplyLimits,
  listener: { onText(delta: string): void; signal: AbortSignal },
): Promise<ModelAnswer> {
  const reader = readCitations(prompt.sources.length);
  const shown = showing(reader, chatbot.strictness === "strict", limits.maxCharacters, listener.onText);
  const { isCut, inputTokens, outputTokens } = await streamReply(
    server,
    {
      model: name,
      system: prompt.system,
      messages: prompt.messages,
      temperature: chatbot.temperature,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
    },
    limits,
    { signal: listener.signal, onText: (delta) => shown.add(reader.take(delta)) },
  );
  shown.add(reader.end());
  const whole = shown.text().trim();
  return {
    text:
      isCut || whole.length > limits.maxCharacters
        ? shortened(`${whole} …`, Math.min(whole.length, limits.maxCharacters))
        : whole,
    cited: reader.cited.map((number) => prompt.sources[number - 1] as FoundSource),
    hasNoAnswer: reader.hasNoAnswer,
    inputTokens,
    outputTokens,
  };
}

/** Passes text on as it comes: with `isStrict` once a source was named, and never more than `maxCharacters`. */
function showing(
  reader: CitationReader,
  isStrict: boolean,
  maxCharacters: number,
  onText: (delta: string) => void,
) {
  let text = "";
  let passedOn = 0;
  return {
    text: () => text,
    /** Whether more is wanted. */
    add(delta: string): boolean {
      text += text === "" ? delta.trimStart() : delta;
      const mayShow = !reader.hasNoAnswer && (!isStrict || reader.cited.length > 0);
      const upTo = Math.min(text.length, maxCharacters);
      if (mayShow && upTo > passedOn) {
        onText(text.slice(passedOn, upTo));
        passedOn = upTo;
      }
      return text.length <= maxCharacters;
    },
  };
}
