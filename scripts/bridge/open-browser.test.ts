import { expect, test } from "vitest";
import { browserCommand } from "./open-browser";

const hostile = new URL("https://caramel.example/authorize?a=%22;$(touch x)&b=`id`|c");

test.each([
  ["linux", {}, "xdg-open"],
  ["darwin", {}, "open"],
  ["win32", { BROWSER: "x" }, "rundll32.exe"],
  ["linux", { BROWSER: "/opt/browser" }, "/opt/browser"],
  ["linux", { BROWSER: "firefox %s:lynx" }, "xdg-open"],
] as const)("on %s with %j it is %s, with the address as one argument", (platform, env, program) => {
  const [command, ...args] = browserCommand(hostile, platform, env as unknown as NodeJS.ProcessEnv);
  expect(command).toBe(program);
  expect(args.at(-1)).toBe(hostile.href);
  expect(args).toHaveLength(platform === "win32" ? 2 : 1);
});

test.each(["file:///etc/passwd", "javascript:alert(1)", "ms-settings:x", "data:text/html,x"])(
  "%s is not opened",
  (address) => {
    expect(() => browserCommand(new URL(address), "linux", {} as NodeJS.ProcessEnv)).toThrow(/not opened/);
  },
);
