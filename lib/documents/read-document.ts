import "server-only";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { logger } from "@/lib/core/logger";
import { detectFormat } from "./detect-format";
import { DocumentError, type DocumentProblem } from "./document-error";
import { type DocumentFormat, MAX_DOCUMENT_LENGTH } from "./schema";

/** Longest time for one document. */
const TIMEOUT_MS = 30_000;
/** Of the reader's own objects. What it holds beside them, such as unpacked pages, counts for the second figure. */
const MAX_HEAP_MB = 384;
const MAX_RESIDENT_BYTES = 900 * 1024 * 1024;
const WATCH_MS = 50;
/** One character takes at most this many bytes of JSON. */
const MAX_ANSWER_BYTES = 6 * MAX_DOCUMENT_LENGTH + 100_000;
/** Readers of this process at once, and files that may wait for one. */
const MAX_READERS = 2;
const MAX_WAITING = 20;
const PAGE_BYTES = 4_096;

/** What the reader is asked for. */
export interface ReadOrder {
  format: DocumentFormat;
  maxTitleLength: number;
  /** That a server named. */
  charset?: string;
  /** Of a web page. */
  address?: string;
}

export type ReadAnswer =
  | { ok: true; title: string | null; text: string }
  | { ok: false; problem: DocumentProblem; detail: string };

export interface DocumentText {
  format: DocumentFormat;
  /** That it gives itself, in one line; null when it has none. */
  title: string | null;
  /** Markdown, or plain text with a form feed at the end of each page. */
  text: string;
}

export interface ReadOptions {
  /** Of the file, for its ending. */
  name: string;
  maxTitleLength: number;
  charset?: string;
  address?: string;
  signal?: AbortSignal;
  /** Less than usual, for a test. */
  timeoutMs?: number;
}

/**
 * The text of a file that nobody trusts, read by a process of its own: it sees no secrets, may write nothing, has limits
 * of memory and time, and is killed beyond them.
 * @throws DocumentError in words for people
 */
export async function readDocument(bytes: Uint8Array, options: ReadOptions): Promise<DocumentText> {
  const { name, signal, timeoutMs = TIMEOUT_MS, ...order } = options;
  const format = detectFormat(bytes, name);
  const answer = await inTurn(() => runReader(bytes, { ...order, format }, timeoutMs, signal));
  if (answer.ok) return { format, title: answer.title, text: answer.text };
  logger.info({ format, problem: answer.problem, detail: answer.detail }, "a document could not be read");
  throw new DocumentError(answer.problem);
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= MAX_READERS) {
    if (waiting.length >= MAX_WAITING) throw new DocumentError("busy");
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    // The place goes to the next one, or is free.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function runReader(
  bytes: Uint8Array,
  order: ReadOrder,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<ReadAnswer> {
  const root = process.cwd();
  const inside = (...parts: string[]) => path.join(/* turbopackIgnore: true */ root, ...parts);
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${MAX_HEAP_MB}`,
      // No writing, no further process, no native code, and only the project's own code to read.
      "--permission",
      ...["node_modules", "lib", "scripts", "package.json"].map((part) => `--allow-fs-read=${inside(part)}`),
      inside("scripts/run.mjs"),
      inside("lib/documents/reader-process.ts"),
      JSON.stringify(order),
    ],
    {
      cwd: root,
      stdio: ["pipe", "pipe", "pipe"],
      // No secrets: it needs none.
      env: {} as NodeJS.ProcessEnv,
    },
  );
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let answerBytes = 0;
    let words = "";
    let killedFor: DocumentProblem | "stopped" | null = null;
    const kill = (reason: typeof killedFor) => {
      killedFor ??= reason;
      child.kill("SIGKILL");
    };
    const timer = setTimeout(() => kill("too_costly"), timeoutMs);
    const watch = setInterval(() => {
      if (residentBytes(child.pid) > MAX_RESIDENT_BYTES) kill("too_costly");
    }, WATCH_MS);
    const stop = () => kill("stopped");
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    const end = () => {
      clearTimeout(timer);
      clearInterval(watch);
      signal?.removeEventListener("abort", stop);
    };
    child.on("error", (error) => {
      end();
      reject(error);
    });
    child.stdout.on("data", (chunk: Buffer) => {
      answerBytes += chunk.length;
      if (answerBytes > MAX_ANSWER_BYTES) kill("too_long");
      else chunks.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      words = (words + chunk.toString("utf8")).slice(-2_000);
    });
    // The reader may end before it has taken the whole file.
    child.stdin.on("error", () => {});
    child.on("close", (code) => {
      end();
      if (killedFor === "stopped") return reject(signal?.reason ?? new Error("Reading was stopped."));
      if (killedFor) return resolve({ ok: false, problem: killedFor, detail: "killed" });
      try {
        resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")) as ReadAnswer);
      } catch {
        // Out of memory ends the process without an answer.
        resolve({ ok: false, problem: "too_costly", detail: `exit code ${code}: ${words}` });
      }
    });
    child.stdin.end(bytes);
  });
}

/** Memory that a process holds; 0 where that can't be read. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
