import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { findModel } from "@/lib/model-providers/find-server";
import { ModelFailure } from "@/lib/outbound/models/model-failure";
import { askModel, type ModelAnswer } from "./ask-model";
import { mayAskContact, writeBuiltIn, writeFailed, writeUnknown } from "./built-in";
import { isOnlyContact } from "./contact";
import type { ReplyContext } from "./context";
import type { Draft } from "./draft";
import { type FoundSource, findSources } from "./find-sources";
import { replyLanguage } from "./language";
import type { ReplyLimits } from "./limits";
import { PHRASES } from "./phrases";
import { smallTalkOf } from "./small-talk";
import { toMessageSource } from "./to-sources";
import { spokenFor } from "./words";

type Written = Pick<Draft, "text" | "sources" | "state">;

/**
 * Writes the answer to a question; nothing is kept yet.
 *
 * | strictness | small talk | a source fits | none does |
 * | --- | --- | --- | --- |
 * | strict | a fixed sentence | the model, and only what names a source | that it does not know; no model is asked |
 * | balanced | the model | the model | the model, for politeness and the owner's instructions |
 * | flexible | the model | the model | the model, in its own words |
 *
 * Without a model the built-in answerer quotes what fits. It also steps in for a model that failed.
 */
export async function composeReply(
  caller: Caller,
  context: ReplyContext,
  listener: { onText(delta: string): void; signal: AbortSignal },
  limits: ReplyLimits,
): Promise<Draft> {
  const { language, visitorLanguage } = replyLanguage(context);
  const question = context.question.content;
  const { strictness, model } = context.chatbot;
  let hasBegun = false;
  const onText = (delta: string) => {
    hasBegun = true;
    listener.onText(delta);
  };
  const fixed = (written: Written, by = "built-in", error: Draft["error"] = null): Draft => {
    // Behind the beginning of a model's answer it would read as its end; who follows gets it as the whole.
    if (!hasBegun) onText(written.text);
    return { ...written, model: by, visitorLanguage, error, usage: [] };
  };
  if (isOnlyContact(question)) {
    const phrases = PHRASES[spokenFor(language)];
    const text = mayAskContact(context) ? phrases.contactSeen : phrases.contactKnown;
    return fixed({ text, sources: [], state: "answered" });
  }
  const smallTalk = smallTalkOf(question, spokenFor(language));
  const found = smallTalk ? [] : await findSources(caller, context, language);
  const builtIn = () => writeBuiltIn(context, language, found, smallTalk?.kind ?? null);
  try {
    const server = await findModel(caller, model);
    if (server === null || (strictness === "strict" && smallTalk)) return fixed(builtIn());
    if (strictness === "strict" && found.length === 0) return fixed(writeUnknown(context, language), model);
    const answer = await askModel(caller, context, server, language, found, limits, {
      ...listener,
      onText,
    });
    const usage = [{ model, inputTokens: answer.inputTokens, outputTokens: answer.outputTokens }];
    return { ...judged(context, language, answer), model, visitorLanguage, error: null, usage };
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    const instead = builtIn();
    const isAnswered = instead.state === "answered";
    const detail = isAnswered ? `${error.message} The built-in answerer answered instead.` : error.message;
    return fixed(isAnswered ? instead : writeFailed(context, language), model, { code: error.code, detail });
  }
}

/** What a model's answer is worth under the chatbot's strictness. */
function judged(context: ReplyContext, language: string, answer: ModelAnswer): Written {
  const { text, cited, hasNoAnswer } = answer;
  const isStrict = context.chatbot.strictness === "strict";
  if (isStrict && (hasNoAnswer || cited.length === 0)) return writeUnknown(context, language);
  if (text === "") return writeUnknown(context, language);
  const sources = cited.map((source: FoundSource) => toMessageSource(source));
  return { text, sources, state: hasNoAnswer ? "unanswered" : "answered" };
}
