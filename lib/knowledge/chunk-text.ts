import "server-only";

/** Longest passage in characters; what fits a prompt several times and still says something whole. */
export const MAX_PASSAGE_LENGTH = 1_000;
/** How much of a passage's end the next one of the same section repeats, in characters at most. */
export const OVERLAP_LENGTH = 120;
/** Longest title of a passage: the source's title and the headings above it. */
const MAX_PASSAGE_TITLE_LENGTH = 300;

/** A passage of a source. */
export interface Passage {
  /** The source's title, with the headings the passage stands under. */
  title: string;
  content: string;
  /** Where in the source, in words: "page 3", "Returns › Refunds"; empty when nothing tells. */
  locator: string;
}

/** Ends a page in the text of a document that has pages, as in a text file for a printer. */
export const PAGE_END = "\f";

/** What stands under one heading, or on one page. */
export interface Section {
  /** Of the page, from 1, when the text has pages. */
  page: number | null;
  headings: string[];
  paragraphs: string[];
}

/**
 * Cuts a text, plain or Markdown, into passages: never across a heading, between paragraphs where it can, else between
 * sentences, else between words. The same text always gives the same passages; only blank text gives none.
 */
export function chunkText(title: string, text: string): Passage[] {
  return sectionsOf(text).flatMap((section) => {
    const heading = [title, ...section.headings.filter((name) => name !== title)].join(" › ");
    const locator = locatorOf(section);
    return pack(section.paragraphs).map((content) => ({ title: shortened(heading), content, locator }));
  });
}

/** Where a section stands, in words. */
export function locatorOf({ page, headings }: Section): string {
  return page === null ? shortened(headings.join(" › ")) : `page ${page}`;
}

/** A text by its pages, or by its headings when it has no pages; in order, without what is blank. */
export function sectionsOf(text: string): Section[] {
  if (!text.includes(PAGE_END)) return byHeading(text);
  return text.split(PAGE_END).flatMap((page, index) => {
    const paragraphs = page
      .split(/\n\s*\n/)
      .map((paragraph) => paragraph.trim())
      .filter((paragraph) => paragraph !== "");
    return paragraphs.length > 0 ? [{ page: index + 1, headings: [], paragraphs }] : [];
  });
}

/** Splits at Markdown headings (CommonMark 0.31 §4.2), outside of fenced code. */
function byHeading(text: string): Section[] {
  const found: Section[] = [];
  let headings: { level: number; name: string }[] = [];
  let paragraphs: string[] = [];
  let lines: string[] = [];
  let fence = "";
  let isBare = false;
  const endParagraph = () => {
    const paragraph = lines.join("\n").trim();
    if (paragraph !== "") paragraphs.push(paragraph);
    lines = [];
  };
  const endSection = (nextLevel: number) => {
    endParagraph();
    const names = headings.map(({ name }) => name);
    const own = headings.at(-1);
    if (paragraphs.length > 0) found.push({ page: null, headings: names, paragraphs });
    // A heading with nothing below it is a text too.
    else if (own && isBare && nextLevel <= own.level) {
      found.push({ page: null, headings: names.slice(0, -1), paragraphs: [own.name] });
    }
    paragraphs = [];
    isBare = true;
  };
  for (const line of text.split("\n")) {
    const [, marks] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (marks && (fence === "" || marks.startsWith(fence))) fence = fence === "" ? marks : "";
    const [, hashes, name] = fence ? [] : (/^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$/.exec(line) ?? []);
    if (hashes && name) {
      endSection(hashes.length);
      headings = [...headings.filter(({ level }) => level < hashes.length), { level: hashes.length, name }];
    } else if (line.trim() === "" && !fence) endParagraph();
    else lines.push(line.trimEnd());
  }
  endSection(0);
  return found;
}

/** Joins paragraphs up to the length of a passage; what is longer is split first. */
function pack(paragraphs: readonly string[]): string[] {
  const passages: string[] = [];
  let passage = "";
  for (const piece of paragraphs.flatMap((paragraph) =>
    split(paragraph, MAX_PASSAGE_LENGTH - OVERLAP_LENGTH - 2),
  )) {
    if (passage !== "" && passage.length + piece.length + 2 > MAX_PASSAGE_LENGTH) {
      passages.push(passage);
      const repeated = tail(passage);
      passage = repeated === "" ? "" : `… ${repeated}`;
    }
    passage = passage === "" ? piece : `${passage}\n\n${piece}`;
  }
  if (passage !== "") passages.push(passage);
  return passages;
}

/** Pieces of at most `length` characters, cut at the best place there is. */
function split(text: string, length: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > length) {
    const end = cutAt(rest.slice(0, length));
    pieces.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return [...pieces, rest].filter((piece) => piece !== "");
}

/** Where a text that must end here is cut: after a line, a sentence or a word in its second half, else between letters. */
function cutAt(text: string): number {
  for (const boundary of [/\n/g, /[.!?…。！？]["'”’)\]]*\s/g, /\s/g]) {
    const last = [...text.matchAll(boundary)].at(-1);
    const end = last ? last.index + last[0].length : 0;
    if (end > text.length / 2) return end;
  }
  // Never between the two halves of one character.
  return /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length;
}

/** The last sentences or words of a passage, for the next one to begin with. */
function tail(passage: string): string {
  const end = passage.slice(-OVERLAP_LENGTH + 2);
  if (end.length === passage.length) return "";
  const [, sentences] = /[.!?…。！？]["'”’)\]]*\s+(\S.*)$/s.exec(end) ?? [];
  const [, words] = /\s(\S.*)$/s.exec(end) ?? [];
  return (sentences ?? words ?? "").replace(/\s+/g, " ").trim();
}

function shortened(title: string): string {
  if (title.length <= MAX_PASSAGE_TITLE_LENGTH) return title;
  return `${title
    .slice(0, MAX_PASSAGE_TITLE_LENGTH - 1)
    .toWellFormed()
    .trimEnd()}…`;
}
