// What the pages weigh: the JavaScript that the last build gives each of them before anybody has done anything.
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { buildFolder } from "./build";
import { ROOT } from "./runtime.mjs";

/** What a page may load at first, gzipped, in bytes. Next and React alone are 133,000. */
export const MAX_FIRST_LOAD_BYTES = 170_000;

/** Libraries that are loaded when they are needed and never with a page, by a text in them that minifying leaves. */
export const ON_DEMAND: Readonly<Record<string, string>> = {
  zod: "ZodType",
  "@tanstack/react-query": "Missing queryFn",
};

export interface PageWeight {
  /** Such as `/p/[projectId]/live`. */
  route: string;
  /** Gzipped. */
  bytes: number;
  /** Libraries of `ON_DEMAND` that came along. */
  libraries: string[];
}

/**
 * Every page with the JavaScript of its first load, the heaviest first.
 * @throws Error there is no build, or it lists no page
 */
export function pageWeights(folder = buildFolder(), root = ROOT): PageWeight[] {
  const stats: { route: string; firstLoadChunkPaths: string[] }[] = JSON.parse(
    readFileSync(path.join(folder, "diagnostics/route-bundle-stats.json"), "utf8"),
  );
  if (stats.length === 0) throw new Error("The build lists no page, so nothing is known of their weight.");
  const known = new Map<string, { bytes: number; libraries: string[] }>();
  const chunk = (file: string) => {
    const seen = known.get(file);
    if (seen) return seen;
    const code = readFileSync(path.join(root, file));
    const libraries = Object.keys(ON_DEMAND).filter((name) => code.includes(ON_DEMAND[name] ?? ""));
    const found = { bytes: gzipSync(code, { level: 9 }).length, libraries };
    known.set(file, found);
    return found;
  };
  return stats
    .map(({ route, firstLoadChunkPaths }) => {
      const chunks = firstLoadChunkPaths.map(chunk);
      return {
        route,
        bytes: chunks.reduce((sum, { bytes }) => sum + bytes, 0),
        libraries: [...new Set(chunks.flatMap(({ libraries }) => libraries))],
      };
    })
    .sort((a, b) => b.bytes - a.bytes);
}

/** What is wrong with a page's weight, and what to do about it; nothing when all is well. */
export function weightProblems({ route, bytes, libraries }: PageWeight): string[] {
  return [
    ...(bytes > MAX_FIRST_LOAD_BYTES
      ? [
          `${route} loads ${bytes.toLocaleString("en")} bytes of JavaScript at first, more than ${MAX_FIRST_LOAD_BYTES.toLocaleString("en")}. Let the server draw more of it, or fetch what is opened later with onDemand().`,
        ]
      : []),
    ...libraries.map(
      (name) =>
        `${route} loads ${name} at first. Take constants from values.ts rather than schema.ts, and load what needs the library with import().`,
    ),
  ];
}
