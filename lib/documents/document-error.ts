import "server-only";
import { InvalidInputError } from "@/lib/core/errors";
import { MAX_DOCUMENT_LENGTH, MAX_PAGES } from "./schema";

const count = (number: number) => number.toLocaleString("en");

/** Why a file can't be read, and what to do about it. */
export const DOCUMENT_PROBLEMS = {
  empty: ["The file is empty.", "Choose another file."],
  encrypted: ["The file is protected with a password.", "Save a copy without a password, and upload that."],
  no_text: [
    "The file has no text: its pages are pictures, as from a scanner.",
    "Run it through text recognition (OCR) first, or paste what it says.",
  ],
  nothing: ["There is no text in it.", "Choose another one, or paste the text."],
  broken: ["The file is damaged and can't be read.", "Open it, save it anew, and upload that copy."],
  too_many_pages: [`The file has more than ${count(MAX_PAGES)} pages.`, "Split it into several files."],
  too_long: [
    `It has more than ${count(MAX_DOCUMENT_LENGTH)} characters of text.`,
    "Split it into several files.",
  ],
  unpacks_too_large: [
    "The file unpacks to far more than a document holds.",
    "Save it anew without large pictures, or paste what it says.",
  ],
  too_deep: [
    "The file is nested too deeply to be read.",
    "Save it anew as plain text or Markdown, or paste what it says.",
  ],
  too_costly: [
    "Reading the file takes more time or memory than a document should.",
    "Split it into smaller files, or paste what it says.",
  ],
  busy: ["Too many files are being read at the moment.", "Try again in a minute."],
  old_word: [
    "This is an old Word file (.doc), or one with a password.",
    "Save it as .docx without a password.",
  ],
  archive: ["This is a ZIP archive, not a Word document.", "Unpack it, and upload the documents in it."],
  picture: ["This is a picture.", "Upload a document, or paste what the picture says."],
  rich_text: ["This is an RTF file.", "Save it as .docx, PDF or plain text."],
  not_text: [
    "This is neither a PDF, a Word document, nor text in UTF-8.",
    "Save it as PDF, .docx, Markdown or plain text in UTF-8.",
  ],
} as const satisfies Record<string, readonly [rule: string, nextStep: string]>;

export type DocumentProblem = keyof typeof DOCUMENT_PROBLEMS;

/** The document can't be taken; `problem` tells why, and the message is for people. */
export class DocumentError extends InvalidInputError {
  readonly problem: DocumentProblem;

  constructor(problem: DocumentProblem, options: { cause?: unknown } = {}) {
    const [rule, nextStep] = DOCUMENT_PROBLEMS[problem];
    super(rule, {
      reason: `document_${problem}`,
      problems: [{ path: "file", message: rule }],
      nextStep,
      ...options,
    });
    this.problem = problem;
  }
}
