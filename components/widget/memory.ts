// What the widget remembers in the visitor's browser. Where storage is blocked it remembers until the page is left.

export interface Memory {
  /** Secret of the visitor, `cvt_…`; null before the first session. */
  token: string | null;
  isOpen: boolean;
  /** Counts changes of the conversation that other tabs should look at. */
  changes: number;
}

/** Messages of this tab that have not arrived yet, and what is half written. */
export interface Unsent {
  draft: string;
  messages: { id: string; text: string; at: number }[];
}

export interface MemoryStore {
  read(): Memory;
  write(change: Partial<Memory>): void;
  readUnsent(): Unsent;
  writeUnsent(unsent: Unsent): void;
  /** Tells when another tab changed something. */
  onChange(listener: (memory: Memory) => void): void;
}

type Storages = { shared: Storage | null; own: Storage | null };

const NOTHING: Memory = { token: null, isOpen: false, changes: 0 };
const NOTHING_UNSENT: Unsent = { draft: "", messages: [] };

export function memoryOf(chatbotId: string, storages: Storages = browserStorages()): MemoryStore {
  const key = `caramel:${chatbotId}`;
  // Also when storage is full: then it refuses, and this copy still knows.
  let latest = NOTHING;
  let unsent = NOTHING_UNSENT;
  const read = () => {
    const kept = parse(get(storages.shared, key));
    if (kept) latest = { ...NOTHING, ...pickMemory(kept) };
    return latest;
  };
  return {
    read,
    write(change) {
      latest = { ...read(), ...change };
      set(storages.shared, key, latest);
    },
    readUnsent() {
      const kept = parse(get(storages.own, key));
      if (kept) unsent = pickUnsent(kept);
      return unsent;
    },
    writeUnsent(value) {
      unsent = value;
      set(storages.own, key, value);
    },
    onChange(listener) {
      addEventListener("storage", (event) => {
        if (event.key === key && event.newValue !== null) listener(read());
      });
    },
  };
}

function browserStorages(): Storages {
  return { shared: storage("localStorage"), own: storage("sessionStorage") };
}

function storage(name: "localStorage" | "sessionStorage"): Storage | null {
  try {
    return window[name];
  } catch {
    return null;
  }
}

function get(storage: Storage | null, key: string): string | null {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

function set(storage: Storage | null, key: string, value: unknown) {
  try {
    storage?.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or forbidden: the copy in memory has to do.
  }
}

/** What other scripts of the page left under our key is not to be trusted in its shape. */
function parse(text: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function pickMemory(kept: Record<string, unknown>): Partial<Memory> {
  const { token, isOpen, changes } = kept;
  return {
    ...(typeof token === "string" && /^cvt_[\w-]{43}$/.test(token) && { token }),
    ...(typeof isOpen === "boolean" && { isOpen }),
    ...(typeof changes === "number" && { changes }),
  };
}

function pickUnsent(kept: Record<string, unknown>): Unsent {
  const { draft, messages } = kept;
  return {
    draft: typeof draft === "string" ? draft : "",
    messages: Array.isArray(messages)
      ? messages.filter(
          (m) => typeof m?.id === "string" && typeof m.text === "string" && typeof m.at === "number",
        )
      : [],
  };
}
