import "server-only";
import { ImportFileError } from "./file-error";
import { type ImportSource, openFile } from "./open-file";

/** Most bytes of an XML file. */
export const MAX_XML_BYTES = 256 * 1024 * 1024;
/** Longest wanted element and longest tag, comment or CDATA section outside of one, in characters. */
const MAX_ELEMENT_LENGTH = 1024 * 1024;
const MAX_TAG_LENGTH = 64 * 1024;
const MAX_DEPTH = 64;
/** Within which the file may say how it is encoded. */
const DECLARATION_BYTES = 200;
const NAME = /[^\s/>]+/y;
const ATTRIBUTE = /([^\s="'/<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** A wanted element as it stands in the file, whole. */
export interface XmlElement {
  /** Of the wanted ones, counted from 1. */
  number: number;
  /** On which it begins, counted from 1. */
  line: number;
  text: string;
  /** What the prefixes declared up to here stand for. */
  prefixes: ReadonlyMap<string, string>;
}

/**
 * The elements of an XML file whose names without prefix are among `wanted`, wherever they stand; those inside another
 * wanted one belong to it. Memory holds one element at a time. There is no document type, so no entity can be declared.
 * @throws ImportFileError not well-formed, a document type, elements too deep or too large
 */
export async function* readElements(
  source: ImportSource,
  wanted: ReadonlySet<string>,
): AsyncGenerator<XmlElement> {
  const scanner = new Scanner(wanted);
  let decoder: TextDecoder | undefined;
  let start: Buffer = Buffer.alloc(0);
  for await (const chunk of openFile(source, MAX_XML_BYTES)) {
    if (decoder) {
      yield* scanner.take(decode(decoder, chunk));
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < DECLARATION_BYTES) continue;
    decoder = decoderFor(start);
    yield* scanner.take(decode(decoder, start));
  }
  if (!decoder) {
    decoder = decoderFor(start);
    yield* scanner.take(decode(decoder, start));
  }
  yield* scanner.take(decode(decoder));
  scanner.end();
}

/** UTF-8 when the file does not say otherwise. */
function decoderFor(start: Buffer): TextDecoder {
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(
    start.subarray(0, DECLARATION_BYTES).toString("latin1"),
  )?.[1];
  try {
    return new TextDecoder(declared ?? "utf-8", { fatal: true });
  } catch {
    throw new ImportFileError(
      `The XML is written in “${declared}”, which can't be read.`,
      "Save it as UTF-8.",
    );
  }
}

function decode(decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new ImportFileError(
      `The XML is not valid ${decoder.encoding.toUpperCase()}, as it says it is.`,
      "Save it as UTF-8.",
    );
  }
}

/** Sections that hold no tags. */
const SECTIONS = [
  { begin: "<!--", end: "-->" },
  { begin: "<![CDATA[", end: "]]>" },
  { begin: "<?", end: "?>" },
];

class Scanner {
  readonly wanted: ReadonlySet<string>;
  /** What was not looked at yet, and in front of it the wanted element under way. */
  text = "";
  at = 0;
  line = 1;
  /** Names of the open elements. */
  open: string[] = [];
  hasRoot = false;
  prefixes = new Map<string, string>();
  number = 0;
  inside: { from: number; line: number; depth: number } | null = null;

  constructor(wanted: ReadonlySet<string>) {
    this.wanted = wanted;
  }

  *take(part: string): Generator<XmlElement> {
    const from = this.inside?.from ?? this.at;
    this.text = this.text.slice(from) + part;
    this.at -= from;
    if (this.inside) this.inside.from = 0;
    for (;;) {
      const tag = this.next();
      if (tag === null) break;
      const element = this.enter(tag);
      if (element) yield element;
    }
    const pending = this.text.length - this.at;
    if (this.inside ? this.text.length > MAX_ELEMENT_LENGTH : pending > MAX_TAG_LENGTH) {
      throw new ImportFileError(
        `What begins on line ${this.inside?.line ?? this.line} is too large for one product.`,
        "Look for a tag, a comment or a CDATA section that is never closed near that line.",
      );
    }
  }

  end(): void {
    const [element] = this.open.slice(-1);
    if (element !== undefined || this.text.slice(this.at).trim() !== "") {
      throw this.broken(element ? `the file ends before </${element}>` : "the file ends inside a tag");
    }
    if (!this.hasRoot) throw this.broken("it holds no element");
  }

  /** The next tag, or null when it has not arrived whole. */
  next(): { text: string; from: number; line: number } | null {
    for (;;) {
      const from = this.text.indexOf("<", this.at);
      if (from === -1) {
        // Text between elements is not kept.
        this.textUntil(this.text.length);
        return null;
      }
      this.textUntil(from);
      const section = SECTIONS.find(({ begin }) => this.text.startsWith(begin, from));
      if (section) {
        const end = this.text.indexOf(section.end, from + section.begin.length);
        if (end === -1) return null;
        if (section.begin === "<![CDATA[" && this.open.length === 0) throw this.broken("text outside of it");
        this.advance(end + section.end.length);
        continue;
      }
      if (this.text.startsWith("<!", from)) {
        // Not yet told apart from a comment.
        if (this.text.length - from < 9) return null;
        throw this.refused(from);
      }
      const end = tagEnd(this.text, from);
      if (end === -1) return null;
      const { line } = this;
      this.advance(end);
      return { text: this.text.slice(from, end), from, line };
    }
  }

  textUntil(end: number): void {
    if (this.open.length === 0 && /\S/.test(this.text.slice(this.at, end))) {
      throw this.broken("text outside of its elements");
    }
    this.advance(end);
  }

  /** Goes through a tag; a wanted element that ends with it is returned. */
  enter({ text, from, line }: { text: string; from: number; line: number }): XmlElement | null {
    const isClosing = text.startsWith("</");
    NAME.lastIndex = isClosing ? 2 : 1;
    const name = NAME.exec(text)?.[0] ?? "";
    if (!/^[\p{L}_:]/u.test(name)) throw this.broken("a “<” that begins no tag; write &lt; for it", line);
    if (isClosing) {
      const expected = this.open.pop();
      if (name !== expected) {
        throw this.broken(expected ? `</${name}> where </${expected}> belongs` : `</${name}> too much`, line);
      }
      return this.leave();
    }
    if (this.open.length === 0 && this.hasRoot) throw this.broken("a second outermost element", line);
    this.hasRoot = true;
    this.open.push(name);
    if (this.open.length > MAX_DEPTH) {
      throw new ImportFileError(
        `The elements near line ${line} stand more than ${MAX_DEPTH} deep in each other.`,
        "Export the feed again in the form of Google Merchant Center.",
      );
    }
    this.readPrefixes(text);
    if (!this.inside && this.wanted.has(withoutPrefix(name))) {
      this.inside = { from, line, depth: this.open.length };
    }
    if (!text.endsWith("/>")) return null;
    this.open.pop();
    return this.leave();
  }

  leave(): XmlElement | null {
    const { inside, prefixes } = this;
    if (!inside || this.open.length !== inside.depth - 1) return null;
    this.inside = null;
    this.number += 1;
    const { line } = inside;
    return { number: this.number, line, text: this.text.slice(inside.from, this.at), prefixes };
  }

  readPrefixes(tag: string): void {
    if (!tag.includes("xmlns")) return;
    for (const [, name = "", double, single] of tag.matchAll(ATTRIBUTE)) {
      if (name.startsWith("xmlns:") && this.prefixes.size < MAX_DEPTH) {
        this.prefixes.set(name.slice(6), double ?? single ?? "");
      }
    }
  }

  advance(to: number): void {
    for (
      let at = this.text.indexOf("\n", this.at);
      at !== -1 && at < to;
      at = this.text.indexOf("\n", at + 1)
    ) {
      this.line += 1;
    }
    this.at = to;
  }

  refused(from: number): ImportFileError {
    return /^<!doctype\s+html/i.test(this.text.slice(from, from + 40))
      ? new ImportFileError(
          "This is a web page, not a product feed.",
          "Look for the address of the feed itself.",
        )
      : new ImportFileError(
          `The XML declares a document type on line ${this.line}, which is not read for safety.`,
          "Take the <!DOCTYPE …> out of the file.",
        );
  }

  broken(what: string, line = this.line): ImportFileError {
    return new ImportFileError(
      `The XML is broken near line ${line}: ${what}.`,
      "Export the feed again, or ask whoever makes it to mend it.",
    );
  }
}

/** Behind the `>` of a tag; one inside a quoted attribute does not end it. */
function tagEnd(text: string, from: number): number {
  let quote = "";
  for (let index = from + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote) {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return index + 1;
  }
  return -1;
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
