import "server-only";
import { checkConversation, type ImportedConversation } from "./conversation-schema";
import { ImportFileError } from "./file-error";
import { type ImportSource, openFile } from "./open-file";
import { readLines } from "./read-lines";
import { type Row, readRows } from "./read-rows";
import { excerptOf, type ImportRecord, rejected } from "./record";

const REQUIRED_COLUMNS = ["conversation_id", "role", "content"];

/**
 * The conversations of a file, in its order: JSONL when it begins with `{`, CSV otherwise, either packed with gzip.
 * @throws ImportFileError the file as a whole can't be read
 */
export async function* readConversations(
  source: ImportSource,
): AsyncGenerator<ImportRecord<ImportedConversation>> {
  switch (await firstCharacter(source)) {
    case "{":
      yield* readJsonLines(source);
      return;
    case "[":
      throw new ImportFileError(
        "This is one JSON list; a JSONL file holds one conversation on each line.",
        "Write each conversation on a line of its own, without the brackets and commas around them.",
      );
    default:
      yield* readConversationRows(source);
  }
}

/** Whether the file is JSONL, which can be counted without being checked. */
export async function isJsonLines(source: ImportSource): Promise<boolean> {
  return (await firstCharacter(source)) === "{";
}

async function firstCharacter(source: ImportSource): Promise<string> {
  for await (const chunk of openFile(source)) {
    const start = chunk.toString("latin1").trimStart();
    if (start !== "") return start.charAt(0);
  }
  throw new ImportFileError("The file is empty.", "Choose the file again.");
}

async function* readJsonLines(source: ImportSource): AsyncGenerator<ImportRecord<ImportedConversation>> {
  for await (const line of readLines(openFile(source))) {
    if ("problem" in line) yield rejected(line.line, "", line.problem, line.start);
    else if (line.text.trim() !== "") yield readJsonLine(line.line, line.text);
  }
}

function readJsonLine(line: number, text: string): ImportRecord<ImportedConversation> {
  const excerpt = excerptOf(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return rejected(line, "", "The line is not valid JSON. Write one whole object on each line.", text);
  }
  return checkConversation(value, line, excerpt);
}

/** Rows of one conversation may stand apart; it keeps the place of its first. */
async function* readConversationRows(
  source: ImportSource,
): AsyncGenerator<ImportRecord<ImportedConversation>> {
  const groups = new Map<string, { line: number; excerpt: string; rows: Row[] }>();
  const rejections: ImportRecord<ImportedConversation>[] = [];
  for await (const record of readRows(source, REQUIRED_COLUMNS, otherKind)) {
    if ("rejection" in record) {
      rejections.push(record);
      continue;
    }
    const id = record.value.conversation_id?.trim() ?? "";
    const group = groups.get(id);
    if (id === "") {
      const rule = "conversation_id is empty. Give every message the id of its conversation.";
      rejections.push(rejected(record.line, "conversation_id", rule, record.excerpt));
    } else if (group) group.rows.push(record.value);
    else groups.set(id, { line: record.line, excerpt: excerptOf(record.excerpt), rows: [record.value] });
  }
  yield* rejections;
  for (const [id, { line, excerpt, rows }] of groups) {
    yield checkConversation({ id, ...fromRows(rows) }, line, excerpt);
  }
}

function fromRows(rows: Row[]) {
  const first = (column: string) => rows.map((row) => row[column]?.trim()).find((cell) => cell) || undefined;
  const visitor = {
    id: first("visitor_id"),
    name: first("visitor_name"),
    email: first("visitor_email"),
    phone: first("visitor_phone"),
  };
  return {
    turns: inOrder(rows).map((row) => ({
      role: row.role ?? "",
      content: row.content ?? "",
      at: row.at?.trim() || undefined,
    })),
    platform: first("platform"),
    visitor: Object.values(visitor).some((part) => part !== undefined) ? visitor : undefined,
  };
}

/** Many exports list the newest message first. Where every row has a time, the times decide. */
function inOrder(rows: Row[]): Row[] {
  const times = rows.map((row) => Date.parse(row.at ?? ""));
  if (times.some(Number.isNaN)) return rows;
  return rows
    .map((row, index) => ({ row, at: times[index] as number }))
    .sort((left, right) => left.at - right.at)
    .map(({ row }) => row);
}

function otherKind(columns: readonly string[]): string | null {
  return columns.includes("handle") ? "This looks like a product file: import it as products." : null;
}
