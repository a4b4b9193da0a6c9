import { beforeEach, expect, test, vi } from "vitest";
import { memoryOf } from "./memory";

const TOKEN = `cvt_${"a".repeat(43)}`;

function storage(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  } as Storage;
}

let shared: Storage;
let own: Storage;
beforeEach(() => {
  shared = storage();
  own = storage();
});

test("a later page remembers, and each chatbot has its own", () => {
  memoryOf("bot_1", { shared, own }).write({ token: TOKEN, isOpen: true });
  expect(memoryOf("bot_1", { shared, own }).read()).toEqual({ token: TOKEN, isOpen: true, changes: 0 });
  expect(memoryOf("bot_2", { shared, own }).read().token).toBeNull();
});

test("what has not arrived belongs to the tab", () => {
  const message = { id: "1", text: "Hello", at: 5 };
  memoryOf("bot_1", { shared, own }).writeUnsent({ draft: "half", messages: [message] });
  expect(memoryOf("bot_1", { shared, own }).readUnsent()).toEqual({ draft: "half", messages: [message] });
  expect(memoryOf("bot_1", { shared, own: storage() }).readUnsent()).toEqual({ draft: "", messages: [] });
});

test("blocked storage: it remembers until the page is left", () => {
  const blocked = {
    getItem() {
      throw new Error("SecurityError");
    },
    setItem() {
      throw new Error("QuotaExceededError");
    },
  } as unknown as Storage;
  for (const storages of [
    { shared: null, own: null },
    { shared: blocked, own: blocked },
  ]) {
    const memory = memoryOf("bot_1", storages);
    memory.write({ token: TOKEN });
    memory.write({ isOpen: true });
    memory.writeUnsent({ draft: "half", messages: [] });
    expect(memory.read()).toMatchObject({ token: TOKEN, isOpen: true });
    expect(memory.readUnsent().draft).toBe("half");
  }
});

test.each(["not json", "null", "[]", '{"token":"other","isOpen":"yes","changes":"1"}', '{"token":7}'])(
  "what others left under our key does no harm: %s",
  (text) => {
    shared.setItem("caramel:bot_1", text);
    own.setItem("caramel:bot_1", text);
    const memory = memoryOf("bot_1", { shared, own });
    expect(memory.read()).toEqual({ token: null, isOpen: false, changes: 0 });
    expect(memory.readUnsent()).toEqual({ draft: "", messages: [] });
  },
);

test("the reason for a half message is kept out, the message itself is not", () => {
  own.setItem("caramel:bot_1", '{"draft":3,"messages":[{"id":"1"},{"id":"2","text":"b","at":1}]}');
  expect(memoryOf("bot_1", { shared, own }).readUnsent()).toEqual({
    draft: "",
    messages: [{ id: "2", text: "b", at: 1 }],
  });
});

test("hears of other tabs", () => {
  const listeners: ((event: unknown) => void)[] = [];
  vi.stubGlobal("addEventListener", (_: string, listener: (event: unknown) => void) =>
    listeners.push(listener),
  );
  const memory = memoryOf("bot_1", { shared, own });
  const heard = vi.fn();
  memory.onChange(heard);
  shared.setItem("caramel:bot_1", JSON.stringify({ token: TOKEN, isOpen: false, changes: 2 }));
  for (const key of ["other", "caramel:bot_1"])
    for (const listener of listeners) listener({ key, newValue: "x" });
  vi.unstubAllGlobals();
  expect(heard.mock.calls).toEqual([[{ token: TOKEN, isOpen: false, changes: 2 }]]);
});
