import { expect, test } from "vitest";
import { loggedPath } from "./access-log";

test("a logged path has neither query nor secret parts", () => {
  expect(loggedPath("/setup?token=abc")).toBe("/setup");
  expect(loggedPath("/oauth/authorize?code_challenge=abc&state=def")).toBe("/oauth/authorize");
  expect(loggedPath("/invitation/secret-token?x=1")).toBe("/invitation/[masked]");
  expect(loggedPath("/mcp/t/cht_secret/?x=1")).toBe("/mcp/t/[masked]/");
  expect(loggedPath("//mcp//t//cht_secret")).toBe("//mcp//t//[masked]");
  expect(loggedPath("/mcp/%74/cht_secret/cha_key")).toBe("/mcp/%74/[masked]/[masked]");
  expect(loggedPath("/p/prj_1/conversations")).toBe("/p/prj_1/conversations");
});
