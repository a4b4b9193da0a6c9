// What can be wrong with one parameter of a form or a query.

/** Changes how a request carries one parameter. `other` is another client's value of it. */
export type Twist = (params: URLSearchParams, name: string, other: string) => void;

const replace =
  (change: (value: string) => string): Twist =>
  (params, name) =>
    params.set(name, change(params.get(name) ?? ""));

const rename =
  (change: (name: string) => string): Twist =>
  (params, name) => {
    const value = params.get(name) ?? "";
    params.delete(name);
    params.append(change(name), value);
  };

/** Twenty ways, by name. */
export const TWISTS: Record<string, Twist> = {
  absent: (params, name) => params.delete(name),
  empty: replace(() => ""),
  "repeated alike": (params, name) => params.append(name, params.get(name) ?? ""),
  "repeated with another value": (params, name, other) => params.append(name, other),
  "as an array": rename((name) => `${name}[]`),
  "as a member": rename((name) => `${name}[0][value]`),
  "8 KB": replace((value) => value.padEnd(8_192, "x")),
  "a line break": replace((value) => `${value}\r\nset-cookie: a=b`),
  NUL: replace((value) => `${value}\u0000`),
  "percent-encoded NUL": replace((value) => `${value}%00`),
  "upper case": replace((value) => value.toUpperCase()),
  "its name in upper case": rename((name) => name.toUpperCase()),
  confusable: replace((value) =>
    value.replace(/[aeo]/, (letter) => ({ a: "а", e: "е", o: "о" })[letter] ?? letter),
  ),
  "a trailing slash": replace((value) => `${value}/`),
  "a user": replace((value) =>
    value.includes("://") ? value.replace("://", "://user@evil.example@") : `u@${value}`,
  ),
  "a fragment": replace((value) => `${value}#x`),
  "a space around": replace((value) => ` ${value} `),
  "JSON in its place": replace(() => '{"$ne":null}'),
  "half a surrogate": replace((value) => `${value}\ud800`),
  "somebody else's": (params, name, other) => params.set(name, other),
};

/** What no field of registered metadata should be. */
export const METADATA_VALUES: readonly unknown[] = [
  undefined,
  null,
  "",
  0,
  true,
  [],
  {},
  [""],
  [null],
  "x".repeat(8_192),
  "a\r\nset-cookie: a=b",
  "a\u0000b",
  ["javascript:alert(1)"],
  ["http://evil.example/callback"],
  ["https://user@evil.example/callback", "https://app.example/callback#x"],
];
