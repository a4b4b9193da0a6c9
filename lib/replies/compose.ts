import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { mayAskContact, writeBuiltIn } from "./built-in";
import { isOnlyContact } from "./contact";
import type { ReplyContext } from "./context";
import type { Draft } from "./draft";
import { findSources } from "./find-sources";
import { replyLanguage } from "./language";
import type { ReplyLimits } from "./limits";
import { PHRASES } from "./phrases";
import { smallTalkOf } from "./small-talk";
import { spokenFor } from "./words";

/** Writes the answer to a question: nothing is kept yet. */
export async function composeReply(
  caller: Caller,
  context: ReplyContext,
  listener: { onText(delta: string): void; signal: AbortSignal },
  _limits: ReplyLimits,
): Promise<Draft> {
  const question = context.question.content;
  const { language, visitorLanguage } = replyLanguage(context);
  const whole = (written: Pick<Draft, "text" | "sources" | "state">): Draft => {
    listener.onText(written.text);
    return { ...written, model: "built-in", visitorLanguage, error: null, usage: [] };
  };
  if (isOnlyContact(question)) {
    const phrases = PHRASES[spokenFor(language)];
    const text = mayAskContact(context) ? phrases.contactSeen : phrases.contactKnown;
    return whole({ text, sources: [], state: "answered" });
  }
  const smallTalk = smallTalkOf(question, spokenFor(language));
  const found = smallTalk ? [] : await findSources(caller, context, language);
  return whole(writeBuiltIn(context, language, found, smallTalk?.kind ?? null));
}
