import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applicationType, isLoopback, isRedirectAllowed, redirectKind } from "./redirect-uris";

describe("redirectKind", () => {
  test.each([
    ["https://app.example/callback", "https"],
    ["https://app.example:8443/callback?x=1", "https"],
    ["http://localhost/callback", "loopback"],
    ["http://localhost:33418", "loopback"],
    ["http://127.0.0.1:1/", "loopback"],
    ["http://[::1]:8080/callback", "loopback"],
    ["cursor://anysphere.cursor-mcp/oauth/callback", "private-use"],
    ["com.example.app:/callback", "private-use"],
  ])("%s is %s", (uri, kind) => {
    expect(redirectKind(uri)).toBe(kind);
  });

  test.each([
    "",
    "callback",
    "//app.example/callback",
    "http://app.example/callback",
    "http://127.1/callback",
    "http://2130706433/callback",
    "http://0x7f000001/callback",
    "http://127.0.0.1.evil.example/callback",
    "http://localhost.evil.example/callback",
    "http://localhost@evil.example/callback",
    "http://LOCALHOST/callback",
    "http://localhost:0/callback",
    "http://localhost:99999/callback",
    "http://localhost\\@evil.example/",
    "https://user@app.example/callback",
    "https://app.example/callback#fragment",
    "https://app.example/callback#",
    "https:app.example/callback",
    "https:///app.example/callback",
    "https://app.example/call back",
    "https://app.example/\r\nSet-Cookie: x=1",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "blob:https://app.example/x",
    "vbscript:x",
    "ftp://app.example/",
    `https://app.example/${"x".repeat(2_000)}`,
  ])("%j is none", (uri) => {
    expect(redirectKind(uri)).toBeNull();
  });
});

test("a client with a loopback or app redirect runs on a device, whatever it says", () => {
  expect(applicationType(["http://localhost/callback"], undefined)).toBe("native");
  expect(applicationType(["https://vscode.dev/redirect", "http://127.0.0.1:33418/"], "web")).toBe("native");
  expect(applicationType(["https://app.example/cb"], undefined)).toBe("web");
});

/** The same rule written another way: with a URL parser, after sorting out every spelling a parser would mend. */
function oracle(requested: string, registered: readonly string[]): boolean {
  if (registered.some((uri) => uri === requested)) return true;
  const asked = URL.parse(requested);
  if (asked === null || asked.protocol !== "http:" || !requested.startsWith("http://")) return false;
  if (!["localhost", "127.0.0.1", "[::1]"].includes(asked.hostname)) return false;
  const [authority = ""] = requested.slice("http://".length).split(/[/?]/);
  const host = authority.replace(/:\d+$/, "");
  if (host !== asked.hostname || asked.username || asked.password || requested.includes("#")) return false;
  const portText = authority.slice(host.length);
  if (portText !== "" && !(Number(portText.slice(1)) >= 1 && !portText.startsWith(":0"))) return false;
  const tail = requested.slice("http://".length + authority.length);
  return registered.some((uri) => {
    if (!uri.startsWith(`http://${host}`)) return false;
    const rest = uri.slice(`http://${host}`.length).replace(/^:\d+(?=[/?]|$)/, "");
    return rest === tail && (rest === "" || rest.startsWith("/") || rest.startsWith("?"));
  });
}

const registeredUri = fc.constantFrom(
  "https://app.example/callback",
  "https://app.example/callback?a=1",
  "http://localhost/callback",
  "http://localhost:3334/oauth/callback",
  "http://127.0.0.1/callback",
  "http://127.0.0.1:33418/",
  "http://[::1]/callback",
  "http://[::1]:8080",
  "cursor://anysphere.cursor-mcp/oauth/callback",
);

/** What a client registered, and one of them or another with something an attacker or an app would change. */
const asking = fc
  .tuple(
    fc.array(registeredUri, { minLength: 1, maxLength: 3 }),
    fc.option(registeredUri, { freq: 2 }),
    fc.constantFrom(
      (uri: string) => uri,
      (uri: string) => uri.replace(/^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d+)?/, "$1:49152"),
      (uri: string) => uri.replace(/^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d+)?/, "$1"),
      (uri: string) => uri.replace(/^(https?:\/\/[^/?]+)/, "$1:1"),
      (uri: string) => uri.replace(/^(https?:\/\/[^/?]+)/, "$1:0"),
      (uri: string) => uri.replace(/^(https?:\/\/[^/?]+)/, "$1:99999"),
      (uri: string) => uri.replace(/^(https?:\/\/[^/?]+)/, "$1.evil.example"),
      (uri: string) => uri.replace("://", "://evil.example@"),
      (uri: string) => uri.replace("://", "://evil.example\\"),
      (uri: string) => `${uri}/`,
      (uri: string) => `${uri}/../x`,
      (uri: string) => `${uri}?x=1`,
      (uri: string) => `${uri}#x`,
      (uri: string) => `${uri}%00`,
      (uri: string) => uri.toUpperCase(),
      (uri: string) => uri.replace("http:", "https:"),
      (uri: string) => uri.replace("https:", "http:"),
      (uri: string) => uri.replace("localhost", "127.0.0.1"),
      (uri: string) => uri.replace("127.0.0.1", "127.1"),
      (uri: string) => uri.replace("127.0.0.1", "2130706433"),
      (uri: string) => uri.replace("[::1]", "[0:0:0:0:0:0:0:1]"),
      (uri: string) => ` ${uri}`,
    ),
    fc.option(fc.string({ maxLength: 3 }), { nil: "", freq: 4 }),
  )
  .map(([registered, other, change, tail]) => ({
    registered,
    asked: change(other ?? (registered[0] as string)) + tail,
  }));

test("agrees with the oracle on which redirects a client may name", () => {
  let allowed = 0;
  fc.assert(
    fc.property(asking, ({ asked, registered }) => {
      // The port's range is checked by a rule of its own; the oracle leaves it to the parser.
      const answer = isRedirectAllowed(asked, registered);
      expect(answer).toBe(oracle(asked, registered));
      if (answer) allowed += 1;
    }),
    { numRuns: 2_000 },
  );
  // Both answers must come up, or the comparison says nothing.
  expect(allowed).toBeGreaterThan(50);
  expect(allowed).toBeLessThan(1_900);
});

test("only literal loopback hosts count as this computer", () => {
  expect(isLoopback("http://localhost:1234/x")).toBe(true);
  expect(isLoopback("https://localhost/x")).toBe(false);
  expect(isLoopback("http://localhost.example/x")).toBe(false);
});
