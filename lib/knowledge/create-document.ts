import "server-only";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { InvalidInputError } from "@/lib/core/errors";
import { readDocument } from "@/lib/documents/read-document";
import { MAX_DOCUMENT_BYTES } from "@/lib/documents/values";
import { insertSource } from "./insert-source";
import type { CreateDocumentInput, SourceDetail } from "./schema";
import { MAX_TITLE_LENGTH } from "./values";

/**
 * Takes a file as a document of the caller's one project: PDF, Word, HTML, Markdown or text, whatever its name says.
 * @param file stops being read as soon as it is too large
 * @throws InsufficientPermissionError without `chatbots:write`, before anything is read
 * @throws InvalidInputError the file is too large
 * @throws DocumentError it can't be read
 * @throws ConflictError `duplicate_source`: the same title and text are there already
 */
export async function createDocument(
  caller: Caller,
  input: CreateDocumentInput,
  file: AsyncIterable<Uint8Array>,
): Promise<SourceDetail> {
  requirePermission(caller, "chatbots:write");
  const projectId = soleProject(caller);
  const name = input.file_name;
  const { format, title, text } = await readDocument(await receive(file), {
    name,
    maxTitleLength: MAX_TITLE_LENGTH,
  });
  return insertSource(caller, projectId, {
    kind: "document",
    title: title ?? titleOf(name),
    body: text,
    origin: name,
    format,
  });
}

/** The name of the file without its ending. */
function titleOf(name: string): string {
  const title = name
    .replace(/\.[A-Za-z0-9]{1,8}$/, "")
    .slice(0, MAX_TITLE_LENGTH)
    .toWellFormed()
    .trim();
  return title === "" ? name.slice(0, MAX_TITLE_LENGTH).toWellFormed() : title;
}

async function receive(file: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file) {
    bytes += chunk.length;
    if (bytes > MAX_DOCUMENT_BYTES) throw tooLarge();
    // The chunk's memory may be used again by whoever sent it.
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

function tooLarge() {
  const rule = `The file is larger than ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB.`;
  return new InvalidInputError(rule, {
    problems: [{ path: "file", message: rule }],
    nextStep: "Split it, or save it without large pictures.",
  });
}
