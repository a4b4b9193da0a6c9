import { expect, test } from "vitest";
import { configFolder, parseKey, parseTarget, signInFile } from "./target";

test.each([
  [undefined, /Name the connection URL/],
  ["caramel", /not a URL/],
  ["ftp://caramel.example/mcp", /ftp:/],
  ["https://me:secret@caramel.example/mcp", /user name or password/],
  ["http://caramel.lan:3000/mcp", /not encrypted.*--allow-http/],
])("%s is refused in words", (text, words) => {
  expect(() => parseTarget(text)).toThrow(words);
});

test.each([
  "https://caramel.example/mcp",
  "http://localhost:3000/mcp",
  "http://127.0.0.1:3000/mcp/projects/prj_1?access=readonly",
  "http://[::1]:3000/mcp",
])("%s is taken as it is", (text) => {
  expect(parseTarget(text).href).toBe(text);
});

test("plain http on a network needs to be allowed", () => {
  expect(parseTarget("http://caramel.lan:3000/mcp", { allowHttp: true }).hostname).toBe("caramel.lan");
});

test("what is no key is told apart from none", () => {
  expect(parseKey(undefined)).toBeUndefined();
  expect(parseKey(" ")).toBeUndefined();
  expect(parseKey(" cha_abc-1\n")).toBe("cha_abc-1");
  for (const text of ["Bearer cha_a", "sk-1", "cha_a\nX: y"])
    expect(() => parseKey(text)).toThrow(/CARAMEL_API_KEY/);
});

test("settings are where each system keeps them, one file for each URL", () => {
  const env = (values: object) => values as NodeJS.ProcessEnv;
  expect(configFolder(env({ HOME: "/home/a" }), "linux")).toBe("/home/a/.config/caramel-mcp");
  expect(configFolder(env({ HOME: "/home/a", XDG_CONFIG_HOME: "/x" }), "linux")).toBe("/x/caramel-mcp");
  expect(configFolder(env({ HOME: "/Users/a" }), "darwin")).toBe(
    "/Users/a/Library/Application Support/caramel-mcp",
  );
  expect(configFolder(env({ HOME: "/u", APPDATA: "/u/roaming" }), "win32")).toBe("/u/roaming/caramel-mcp");
  expect(configFolder(env({ CARAMEL_MCP_CONFIG_DIR: "/c" }), "win32")).toBe("/c");
  const files = ["/mcp", "/mcp-readonly"].map((path) => signInFile(new URL(path, "https://a.example"), "/f"));
  expect(new Set(files).size).toBe(2);
});
