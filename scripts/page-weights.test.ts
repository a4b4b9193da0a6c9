import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAX_FIRST_LOAD_BYTES, ON_DEMAND, pageWeights, weightProblems } from "./page-weights";
import { ROOT } from "./runtime.mjs";

let root: string;

beforeAll(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "caramel-weights-"));
  mkdirSync(path.join(root, "out/diagnostics"), { recursive: true });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A build with these chunks and pages. */
function weigh(chunks: Record<string, string | Buffer>, pages: Record<string, string[]>) {
  for (const [name, code] of Object.entries(chunks)) writeFileSync(path.join(root, "out", name), code);
  const stats = Object.entries(pages).map(([route, names]) => ({
    route,
    firstLoadChunkPaths: names.map((name) => `out/${name}`),
  }));
  writeFileSync(path.join(root, "out/diagnostics/route-bundle-stats.json"), JSON.stringify(stats));
  return pageWeights(path.join(root, "out"), root);
}

test("a page weighs what its chunks weigh when they are packed, and may weigh no more than that", () => {
  const half = randomBytes(MAX_FIRST_LOAD_BYTES / 2 + 1);
  const pages = weigh(
    {
      "half.js": half,
      "other.js": randomBytes(half.length),
      "text.js": "a".repeat(MAX_FIRST_LOAD_BYTES * 2),
    },
    { "/light": ["half.js", "text.js"], "/heavy": ["half.js", "other.js"] },
  );
  expect(pages.map(({ route }) => route)).toEqual(["/heavy", "/light"]);
  const [heavy, light] = pages.map(weightProblems);
  expect(heavy).toEqual([expect.stringMatching(/^\/heavy loads 170,\d{3} bytes of JavaScript at first/)]);
  expect(light).toEqual([]);
});

test("a library that belongs to no first load is named", () => {
  const [page] = weigh({ "a.js": `x("$ZodType")`, "b.js": "y()" }, { "/forms": ["a.js", "b.js"] });
  expect(page && weightProblems(page)).toEqual([expect.stringContaining("/forms loads zod at first")]);
});

test("a build without pages is no good news", () => {
  expect(() => weigh({}, {})).toThrow("lists no page");
});

test.each(Object.entries(ON_DEMAND))(
  "%s is still known by its text when it is minified",
  async (name, text) => {
    const entry = "\0entry";
    const bundle = await rolldown({
      input: entry,
      cwd: ROOT,
      logLevel: "silent",
      external: ["react", "react/jsx-runtime"],
      plugins: [
        {
          name: "entry",
          resolveId: (id) => (id === entry ? id : null),
          load: (id) => (id === entry ? `export * from ${JSON.stringify(name)};` : null),
        },
      ],
    });
    const { output } = await bundle.generate({ minify: true });
    await bundle.close();
    expect(output[0].code).toContain(text);
  },
);
