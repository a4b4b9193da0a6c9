import { expect, test } from "vitest";
import type { OpenConversation } from "@/lib/conversations/schema";
import { mergeTranscript } from "./merge-transcript";

function part(first: number, last: number, count: number) {
  return {
    conversation: { user_message_count: count, agent_message_count: 0 },
    messages: Array.from({ length: last - first + 1 }, (_, index) => ({ position: first + index })),
    has_earlier: first > 0,
    has_later: last < count - 1,
  } as OpenConversation;
}
const shape = ({ messages, has_earlier, has_later }: OpenConversation) => [
  messages.map(({ position }) => position).join(" "),
  has_earlier,
  has_later,
];

test("parts that touch become one, in both directions", () => {
  expect(shape(mergeTranscript(part(3, 5, 6), part(1, 2, 6)))).toEqual(["1 2 3 4 5", true, false]);
  expect(shape(mergeTranscript(part(0, 2, 3), part(3, 4, 6)))).toEqual(["0 1 2 3 4", false, true]);
  expect(shape(mergeTranscript(part(0, 2, 3), part(2, 3, 4)))).toEqual(["0 1 2 3", false, false]);
});

test("a part without messages brings the facts only", () => {
  expect(shape(mergeTranscript(part(0, 2, 3), part(3, 2, 3)))).toEqual(["0 1 2", false, false]);
});

test("parts with a gap between them are not joined", () => {
  expect(shape(mergeTranscript(part(0, 2, 10), part(5, 6, 10)))).toEqual(["5 6", true, true]);
});
