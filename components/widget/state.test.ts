import { expect, test } from "vitest";
import type { WidgetMessage, WidgetSession } from "@/lib/channels/widget/schema";
import {
  type ChatState,
  lastPosition,
  needsContactFirst,
  personIn,
  stateOf,
  withEarlier,
  withMessage,
  withSession,
} from "./state";
import { speechIn } from "./words/words";

const message = (position: number, change: Partial<WidgetMessage> = {}): WidgetMessage => ({
  id: `msg_${position}`,
  position,
  from: "chatbot",
  name: null,
  text: `Message ${position}`,
  at: "2026-03-31T09:00:00.000Z",
  sources: [],
  ticket_id: null,
  ...change,
});

function session(
  messages: WidgetMessage[],
  change: Partial<WidgetSession["conversation"]> = {},
): WidgetSession {
  return {
    look: {
      name: "Shop",
      primary_color: "#B45309",
      text_color: "#FFFFFF",
      background_color: "#FFFFFF",
      position: "right",
      bubble_style: "rounded",
      welcome_message: "Hello",
      input_placeholder: "Write",
      thinking_label: "Thinking",
      submit_label: "Send",
    },
    lead_form: "when_needed",
    consent_text: "",
    tickets_enabled: true,
    language: null,
    visitor_token: "",
    is_known: false,
    conversation:
      messages.length === 0
        ? null
        : {
            id: "cnv_1",
            handler: "chatbot",
            messages,
            has_earlier: false,
            is_replying: false,
            unseen: 0,
            ...change,
          },
    tickets: [],
    rules: [],
  };
}

const stateWith = (messages: WidgetMessage[], change: Partial<ChatState> = {}): ChatState => ({
  ...stateOf(session(messages), speechIn("en")),
  ...change,
});

const positions = (state: ChatState) => state.messages.map(({ position }) => position);

test("messages stand in their order, each once", () => {
  let state = stateWith([]);
  for (const position of [2, 0, 1, 2, 1]) state = withMessage(state, message(position));
  expect(positions(state)).toEqual([0, 1, 2]);
  expect(lastPosition(state)).toBe(2);
  expect(lastPosition(stateWith([]))).toBe(-1);
});

test("the visitor's own takes the place of the one on its way", () => {
  const outgoing = [
    { id: "a", text: "Hello", at: 0, state: "waiting" as const },
    { id: "b", text: "Hello", at: 1, state: "failed" as const },
  ];
  const state = withMessage(stateWith([], { outgoing }), message(0, { from: "visitor", text: "Hello " }));
  expect(state.outgoing.map(({ id }) => id)).toEqual(["b"]);
  expect(state.unseen).toBe(0);
});

test("a reply takes the place of what was streamed, an earlier message does not", () => {
  const state = stateWith([message(4, { from: "visitor" })], { reply: "so far" });
  expect(withMessage(state, message(3)).reply).toBe("so far");
  expect(withMessage(state, message(5)).reply).toBeNull();
});

test("what comes in while the chat is closed is unseen", () => {
  expect(withMessage(stateWith([]), message(0)).unseen).toBe(1);
  expect(withMessage(stateWith([], { isOpen: true }), message(0)).unseen).toBe(0);
  expect(withMessage(stateWith([message(5)]), message(1)).unseen).toBe(0);
});

test("a later session adds what is new and keeps what was typed", () => {
  const outgoing = [{ id: "a", text: "Later", at: 0, state: "failed" as const }];
  const state = stateWith([message(0), message(1)], { outgoing, isOpen: true });
  const fresh = session([message(0), message(1), message(2)], {
    unseen: 1,
    handler: "person",
    is_replying: true,
  });
  const next = withSession(state, fresh);
  expect(positions(next)).toEqual([0, 1, 2]);
  expect(next).toMatchObject({ outgoing, handler: "person", unseen: 0, reply: "" });
  expect(withSession({ ...state, isOpen: false }, fresh).unseen).toBe(1);
});

test("a session that left messages out shows the newest, and the others can be asked for", () => {
  const next = withSession(
    stateWith([message(0), message(1)]),
    session([message(60), message(61)], { has_earlier: true }),
  );
  expect(positions(next)).toEqual([60, 61]);
  expect(next.hasEarlier).toBe(true);
});

test("another conversation leaves nothing of the one before", () => {
  const next = withSession(
    stateWith([message(0), message(1)]),
    session([message(0, { id: "msg_x" })], { id: "cnv_2" }),
  );
  expect(next.messages.map(({ id }) => id)).toEqual(["msg_x"]);
  expect(withSession(next, session([])).messages).toEqual([]);
});

test("earlier messages come in front, none twice", () => {
  const state = withEarlier(stateWith([message(2)]), [message(0), message(1), message(2)], false);
  expect(positions(state)).toEqual([0, 1, 2]);
});

test("who answers", () => {
  const ann = message(1, { from: "person", name: "Ann" });
  expect(personIn(stateWith([ann], { handler: "person" }))).toBe("Ann");
  expect(personIn(stateWith([ann]))).toBeNull();
  expect(personIn(stateWith([], { handler: "person" }))).toBeNull();
});

test("contact details come first only for somebody new, where the owner wants it", () => {
  expect(needsContactFirst(stateWith([], { leadForm: "before_chat" }))).toBe(true);
  expect(needsContactFirst(stateWith([], { leadForm: "before_chat", isKnown: true }))).toBe(false);
  expect(needsContactFirst(stateWith([message(0)], { leadForm: "before_chat" }))).toBe(false);
  expect(needsContactFirst(stateWith([]))).toBe(false);
});
