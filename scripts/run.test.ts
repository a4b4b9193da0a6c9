import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { isSupportedNode, ROOT } from "./runtime.mjs";

const run = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(ROOT, "scripts/run.mjs"), ...args], { cwd: ROOT, encoding: "utf8" });

describe("run.mjs", () => {
  it("resolves @/, missing extensions and server-only, hands arguments and the exit code on", () => {
    const result = run("scripts/fixtures/run-me.ts", "one", "3");
    expect(JSON.parse(result.stdout)).toMatchObject({ answer: 42, isFunction: true, args: ["one", "3"] });
    expect(result.status).toBe(3);
  });

  it("says how it is used", () => {
    const result = run();
    expect(result.status).toBe(1);
    expect(result.stderr).toContain("Usage:");
  });
});

describe("isSupportedNode", () => {
  it.each([
    ["20.19.0", false],
    ["22.12.0", false],
    ["24.6.9", false],
    ["24.7.0", true],
    ["24.21.0", true],
    ["25.0.0", true],
  ])("%s: %s", (version, expected) => expect(isSupportedNode(version)).toBe(expected));
});
