import { describe, expect, test } from "vitest";
import { env } from "@/lib/core/env";
import { safePath } from "./safe-path";

describe("where to go after signing in", () => {
  test.each([
    ["/p/prj_1/products?q=a%20b#top", "/p/prj_1/products?q=a%20b#top"],
    [`${env.baseUrl}/oauth/authorize?client_id=x`, "/oauth/authorize?client_id=x"],
    ["account", "/account"],
  ])("%s is a path of this installation", (asked, path) => {
    expect(safePath(asked)).toBe(path);
  });

  test.each([
    null,
    undefined,
    "",
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\n//evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://localhost:3000@evil.example/",
    "http://user:pass@localhost:3000/",
    "http://localhost:3000.evil.example/",
    "http://localhost:3001/",
    "https://localhost:3000/",
    "http://[",
    `/${"a".repeat(3_000)}`,
  ])("%j leads home", (asked) => {
    expect(safePath(asked)).toBe("/");
  });
});
