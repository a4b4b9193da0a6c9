import "server-only";
import { decodeText } from "./decode-text";
import { DocumentError, type DocumentProblem } from "./document-error";
import type { ReadAnswer, ReadOrder } from "./read-document";
import { tidyText, tidyTitle } from "./tidy-text";

// A process that reads one document: file through stdin, order as argument, answer through stdout. Whatever a hostile
// file does to it, it does to nobody else.

/** Libraries print their warnings; stdout is the answer's alone. */
for (const method of ["log", "info", "debug", "warn"] as const) console[method] = console.error;

const order = JSON.parse(process.argv[2] ?? "") as ReadOrder;
process.stdout.write(JSON.stringify(await answer()), () => process.exit(0));

async function answer(): Promise<ReadAnswer> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk);
    const { title, text } = await read(Buffer.concat(chunks));
    const whole = tidyText(text);
    if (whole.replaceAll("\f", "").trim() === "") throw new DocumentError("nothing");
    return { ok: true, title: tidyTitle(title, order.maxTitleLength), text: whole };
  } catch (error) {
    return { ok: false, problem: problemOf(error), detail: String(error).slice(0, 500) };
  }
}

/** Only what this format needs is loaded. */
async function read(bytes: Buffer): Promise<{ title: string | null; text: string }> {
  switch (order.format) {
    case "pdf":
      return (await import("./read-pdf")).readPdf(bytes);
    case "docx":
      return (await import("./read-docx")).readDocx(bytes);
    case "html":
      return (await import("./read-html")).readHtml(decodeText(bytes, order.charset), order.address);
    case "markdown":
    case "text":
      return { title: null, text: decodeText(bytes, order.charset).replaceAll("\f", "\n\n") };
  }
}

function problemOf(error: unknown): DocumentProblem {
  if (error instanceof DocumentError) return error.problem;
  return error instanceof RangeError && /call stack/i.test(error.message) ? "too_deep" : "broken";
}
