import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

/** The edges: code that answers somebody. Domains never import them. */
const EDGES = ["lib/web", "lib/mcp", "lib/oauth", "lib/channels"];
const SHARED_LIB = ["lib/core", "lib/db", "lib/auth", "lib/outbound", "lib/jobs"];

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes("/generated/") && !/\.test\.tsx?$/.test(file));
}

/** Every module a file imports, as a path from the root for ours and as a package name for others. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(
    (match) => match[1] ?? "",
  );
  return found.map((name) => {
    if (name.startsWith("@/")) return name.slice(2);
    if (name.startsWith(".")) return relative(ROOT, resolve(ROOT, dirname(file), name));
    return name;
  });
}

function isIn(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

function isBrowserSafe(file: string): boolean {
  return /(^|\/)(schema|values)(\.ts)?$/.test(file);
}

const lib = sources("lib").filter((file) => !file.endsWith("/testing.ts"));
const domains = lib.filter((file) => ![...EDGES, ...SHARED_LIB].some((folder) => isIn(file, folder)));
const files = [...sources("app"), ...sources("components"), ...lib];

/** Wrong arrows of the given files: those for which `isWrong` holds. */
function arrows(from: string[], isWrong: (imported: string, file: string) => boolean): string[] {
  return from.flatMap((file) =>
    importsOf(file)
      .filter((imported) => isWrong(imported, file))
      .map((imported) => `${file} → ${imported}`),
  );
}

describe("dependencies point one way", () => {
  test("the folders are where this test looks for them", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(domains.length).toBeGreaterThan(5);
  });

  test("core imports nothing of the project", () => {
    const core = lib.filter((file) => isIn(file, "lib/core"));
    expect(arrows(core, (name) => isIn(name, "lib") && !isIn(name, "lib/core"))).toEqual([]);
  });

  test("db imports core only", () => {
    const db = lib.filter((file) => isIn(file, "lib/db"));
    expect(
      arrows(db, (name) => isIn(name, "lib") && !["lib/core", "lib/db"].some((f) => isIn(name, f))),
    ).toEqual([]);
  });

  test("auth imports core and db only", () => {
    const auth = lib.filter((file) => isIn(file, "lib/auth"));
    expect(
      arrows(
        auth,
        (name) => isIn(name, "lib") && !["lib/core", "lib/db", "lib/auth"].some((f) => isIn(name, f)),
      ),
    ).toEqual([]);
  });

  test("a domain imports no edge, no page, no framework and no protocol kit", () => {
    const forbidden = [
      ...EDGES,
      "app",
      "components",
      "next",
      "react",
      "@modelcontextprotocol",
      "oidc-provider",
    ];
    expect(arrows(domains, (name) => forbidden.some((folder) => isIn(name, folder)))).toEqual([]);
  });

  test("lib never imports pages or components", () => {
    expect(arrows(lib, (name) => isIn(name, "app") || isIn(name, "components"))).toEqual([]);
  });

  test("pages, components and edges take data from verbs, never from Prisma", () => {
    const above = files.filter((file) =>
      ["app", "components", "lib/web", "lib/mcp", "lib/channels"].some((folder) => isIn(file, folder)),
    );
    expect(
      arrows(
        above,
        (name) => isIn(name, "lib/db/client") || isIn(name, "lib/db/generated") || isIn(name, "pg"),
      ),
    ).toEqual([]);
  });

  test("only lib/db, lib/auth and lib/oauth use the client that sees every tenant", () => {
    const others = lib.filter((file) => !["lib/db", "lib/auth", "lib/oauth"].some((f) => isIn(file, f)));
    expect(arrows(others, (name) => isIn(name, "lib/db/client"))).toEqual([]);
  });

  test("components import only what is safe in a browser", () => {
    const components = sources("components");
    expect(
      arrows(
        components,
        (name) =>
          isIn(name, "lib") &&
          !isBrowserSafe(name) &&
          !["lib/core/cn", "lib/core/currencies", "lib/core/time-zone"].some((neutral) =>
            isIn(name, neutral),
          ),
      ),
    ).toEqual([]);
  });

  test("every server file says so", () => {
    const neutral = (file: string) =>
      isBrowserSafe(file) || file.endsWith(".job.ts") || isIn(file, "lib/core");
    const silent = lib.filter(
      (file) => !neutral(file) && !readFileSync(join(ROOT, file), "utf8").includes('import "server-only"'),
    );
    expect(silent).toEqual([]);
  });

  test("the environment is read in one place", () => {
    // Starting a child process hands the environment on; that reads no setting.
    const allowed = ["lib/core/env.ts", "lib/db/embedded-process.ts"];
    const readers = files.filter(
      (file) => !allowed.includes(file) && readFileSync(join(ROOT, file), "utf8").includes("process.env"),
    );
    expect(readers).toEqual([]);
  });
});
