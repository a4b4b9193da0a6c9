import type { ShortcutWords } from "@/components/shell/use-shortcuts";

const READING = [
  ["j or ↓", "Next conversation"],
  ["k or ↑", "Previous conversation"],
  ["Enter", "Open it"],
  ["/", "Search"],
] as const;
const ANSWERING = [
  ["r", "Reply"],
  ["a", "Assign"],
  ["u", "Mark as unread"],
  ["e", "Hand back to the chatbot"],
] as const;

/** What the keys of the inbox are called. The server sends them, so that they are in no script. */
export function inboxShortcuts(mayAnswer: boolean): ShortcutWords {
  return { title: "Conversations", keys: mayAnswer ? [...READING, ...ANSWERING] : READING };
}
