// The table of clients in e2e/interop/results.md and README.md.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ClientRecord, Proof } from "@/e2e/clients/interop-record";
import { ROOT } from "./runtime.mjs";

const RESULTS = path.join(ROOT, "e2e/interop/results.md");
const README = path.join(ROOT, "README.md");
/** Everything between these lines of the README is the table. */
const MARKS = /(?<=<!-- clients -->\n)[\s\S]*(?=<!-- \/clients -->)/;

const REGISTRATIONS: Record<string, string> = {
  document: "metadata document (CIMD)",
  dynamic: "dynamic (DCR)",
  preregistered: "by the operator",
};

/** One row for each client, as Markdown. */
export function clientTable(records: ClientRecord[]): string {
  const header = ["client", "version", "revision", "registration", "asked to sign in", "API key", "sign-in"];
  const did = ({ proofs }: ClientRecord, proof: Proof) => (proofs.includes(proof) ? "works" : "not tried");
  const rows = records.map((record) => [
    record.client,
    record.version,
    record.revisions.map((revision) => revision || "2025, not named").join(", "),
    record.registrations.map((kind) => REGISTRATIONS[kind] ?? kind).join(", ") +
      (record.note?.startsWith("copy") ? " ¹" : ""),
    record.proofs.includes("refused") ? "yes" : "not tried",
    did(record, "key"),
    did(record, "signIn"),
  ]);
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Puts the table of a run into both files. */
export function writeClientTable(records: ClientRecord[], day: string): void {
  const table = clientTable(records);
  const hasCopies = table.includes("¹");
  const footnote = hasCopies
    ? "\n¹ The maker's document could not be fetched where this ran; a copy of it went through the same checks.\n"
    : "";
  const results = `# Clients that were connected\n\nWritten by \`npm run interop\` on ${day}. Revision and registration are what the server saw.\n\n${table}\n${footnote}`;
  writeFileSync(RESULTS, results);
  writeFileSync(README, readFileSync(README, "utf8").replace(MARKS, `\n${table}\n${footnote}\n`));
}

/** What both files show; for the test that they agree. */
export function shownTables(): { results: string[]; readme: string[] } {
  const rows = (text: string) => text.split("\n").filter((line) => /^(\||¹)/.test(line));
  const readme = MARKS.exec(readFileSync(README, "utf8"))?.[0] ?? "";
  return { results: rows(readFileSync(RESULTS, "utf8")), readme: rows(readme) };
}
