// Bodies and headers that no client means to send: any JSON, any bytes, and requests with one thing wrong.
import fc from "fast-check";

export interface Sendable {
  body: string | Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

/** A right request, of which others are made. */
export interface Right {
  body: unknown;
  headers: Record<string, string>;
}

const STRANGE_HEADERS: Record<string, string[]> = {
  "content-type": [
    "",
    "text/plain",
    "application/json; charset=utf-16",
    "application/json;",
    "multipart/form-data",
  ],
  accept: ["", "*/*", "text/html", "application/json", "text/event-stream", ";q=1"],
  "mcp-protocol-version": [
    "",
    "1999-01-01",
    "2025-06-18",
    "2024-11-05",
    "9999-99-99",
    "2026-07-28, 2025-11-25",
  ],
  "mcp-method": ["", "tools/call", "tools/list", "=?base64?dG9vbHMvbGlzdA==?=", "TOOLS/CALL"],
  "mcp-name": ["", "get_capabilities", "update_chatbot_model", "=?base64?Z2V0?=", "=?base64?%%%?=", "../x"],
  "mcp-session-id": ["", "stateless", "x".repeat(5_000)],
  "last-event-id": ["", "1", "-1"],
  "content-length": ["0"],
  "x-caramel-client-ip": ["::1"],
};

/** Made of right requests and of nothing at all. */
export function envelopes(right: readonly Right[]): fc.Arbitrary<Sendable> {
  const request = fc.constantFrom(...right);
  const anyValue = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(
      null,
      "",
      0,
      -1,
      1e308,
      Number.MAX_SAFE_INTEGER + 2,
      [],
      {},
      "2.0",
      "\u0000",
      "\ud800",
      "__proto__",
      "x".repeat(70_000),
      { __proto__: null, constructor: { prototype: { admin: true } } },
    ),
  );
  const changed = fc
    .tuple(request, fc.nat(), anyValue, fc.constantFrom("set", "remove", "add", "rename", "wrap"))
    .map(([{ body, headers }, at, value, how]) => ({
      body: JSON.stringify(change(body, at, value, how)),
      headers,
    }));
  const torn = fc
    .tuple(request, fc.nat(), fc.uint8Array({ maxLength: 8 }), fc.nat(20))
    .map(([{ body, headers }, at, bytes, length]) => {
      const text = Buffer.from(JSON.stringify(body));
      const place = at % text.length;
      return {
        body: new Uint8Array(Buffer.concat([text.subarray(0, place), bytes, text.subarray(place + length)])),
        headers,
      };
    });
  const anyJson = fc.tuple(request, fc.json()).map(([{ headers }, body]) => ({ body, headers }));
  const anyBytes = fc
    .tuple(request, fc.uint8Array({ maxLength: 400 }))
    .map(([{ headers }, bytes]) => ({ body: new Uint8Array(bytes), headers }));
  const strangeHeader = fc
    .tuple(
      request,
      fc.constantFrom(
        ...Object.entries(STRANGE_HEADERS).flatMap(([name, values]) =>
          values.map((value) => [name, value] as const),
        ),
      ),
      fc.boolean(),
    )
    .map(([{ body, headers }, [name, value], isMissing]) => {
      const { [name]: _, ...rest } = headers;
      return { body: JSON.stringify(body), headers: isMissing ? rest : { ...rest, [name]: value } };
    });
  const batch = fc
    .array(request, { minLength: 0, maxLength: 6 })
    .map((all) => ({ body: JSON.stringify(all.map(({ body }) => body)), headers: right[0]?.headers ?? {} }));
  return fc.oneof(
    { arbitrary: changed, weight: 10 },
    { arbitrary: torn, weight: 4 },
    { arbitrary: strangeHeader, weight: 3 },
    { arbitrary: anyJson, weight: 2 },
    { arbitrary: anyBytes, weight: 1 },
    { arbitrary: batch, weight: 1 },
  );
}

/** One thing of a JSON value changed, wherever it stands. */
function change(body: unknown, at: number, value: unknown, how: string): unknown {
  const copy = structuredClone(body);
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const visit = (node: unknown) => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, item] of Object.entries(node)) {
      places.push({ holder: node as Record<string, unknown>, key });
      visit(item);
    }
  };
  visit(copy);
  const place = places[at % places.length];
  if (!place) return value;
  const { holder, key } = place;
  const was = holder[key];
  if (how === "remove" || how === "rename") delete holder[key];
  if (how === "rename") holder[`${key} `] = was;
  if (how === "set") holder[key] = value;
  if (how === "wrap") holder[key] = [was];
  if (how === "add") holder[typeof value === "string" ? value.slice(0, 50) : "more"] = value;
  return copy;
}
