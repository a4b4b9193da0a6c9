import type { OpenConversation } from "@/lib/conversations/schema";

/**
 * A conversation with another part of it: the messages of both in order, the newer facts. Parts that do not touch
 * would leave a gap, so that the newer one stands alone.
 */
export function mergeTranscript(shown: OpenConversation, part: OpenConversation): OpenConversation {
  const known = new Set(part.messages.map(({ position }) => position));
  const messages = [...shown.messages.filter(({ position }) => !known.has(position)), ...part.messages].sort(
    (one, other) => one.position - other.position,
  );
  const hasGap = messages.some(
    ({ position }, index) => index > 0 && position !== (messages[index - 1]?.position ?? 0) + 1,
  );
  if (hasGap) return part;
  if (messages.length === 0) return part;
  const count = part.conversation.user_message_count + part.conversation.agent_message_count;
  return {
    ...part,
    messages,
    has_earlier: (messages[0]?.position ?? 0) > 0,
    has_later: (messages.at(-1)?.position ?? count) < count - 1,
  };
}
