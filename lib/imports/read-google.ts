import "server-only";
import { XMLParser } from "fast-xml-parser";
import { CellError, type ProductRow } from "./cells";
import { ImportFileError } from "./file-error";
import { type GoogleRecord, joinGroup, toGoogleRecord } from "./google-product";
import { decodeEntities } from "./html-to-text";
import type { ImportSource } from "./open-file";
import { type ImportedProduct, MAX_VARIANTS } from "./product-schema";
import { readElements, type XmlElement } from "./read-elements";
import { readRows } from "./read-rows";
import { excerptOf, type ImportRecord, type RejectedRecord, rejected } from "./record";

const REQUIRED_COLUMNS = ["id", "title", "price"];
/** RSS 2.0 and Atom 1.0, the two that Google Merchant Center takes. */
const RECORDS = new Set(["item", "entry"]);
const GOOGLE = "http://base.google.com/ns/1.0";

/** What a reader of records needs to know besides the file. */
export interface GoogleContext {
  /** For prices that name none. */
  currency: string;
  /** When the file was sent; a sale price counts in its time. */
  at: Date;
}

/**
 * The products of a CSV or TSV with Google Merchant Center's columns: those without variants in the order of the file,
 * then those with.
 * @throws ImportFileError the file as a whole can't be read
 */
export function readGoogleRows(source: ImportSource, context: GoogleContext) {
  return toProducts(
    readRows(source, REQUIRED_COLUMNS, () => null, attributeName),
    context,
  );
}

/** `g:item group id` and `item_group_id` are the same to Google. */
export function attributeName(column: string): string {
  return column.replace(/^g:/, "").replace(/[\s-]+/g, "_");
}

/**
 * The same of an XML feed in Google Merchant Center's form (RSS 2.0 or Atom 1.0). Lines are numbers of records, since
 * many feeds stand on one line.
 * @throws ImportFileError the file as a whole can't be read, or holds no records
 */
export function readGoogleXml(source: ImportSource, context: GoogleContext) {
  return toProducts(readXmlRows(source), context);
}

async function* toProducts(
  rows: AsyncIterable<ImportRecord<ProductRow["row"]>>,
  { currency, at }: GoogleContext,
): AsyncGenerator<ImportRecord<ImportedProduct>> {
  const ids = new Set<string>();
  const single = new Set<string>();
  const groups = new Map<string, { line: number; excerpt: string; product: ImportedProduct } | null>();
  for await (const record of rows) {
    if ("rejection" in record) {
      yield record;
      continue;
    }
    const row: ProductRow = { line: record.line, row: record.value, excerpt: excerptOf(record.excerpt) };
    const group = record.value.item_group_id?.trim() ?? "";
    try {
      const found = toGoogleRecord(row, currency, at);
      if (ids.has(found.id))
        throw new CellError(row, "id", `id “${found.id}” stands there before; give each its own.`);
      ids.add(detached(found.id));
      if (found.group === "") {
        single.add(detached(found.id));
        yield { line: row.line, value: found.product, excerpt: row.excerpt };
      } else if (groups.get(found.group) !== null) addToGroup(groups, found, row);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      const isRepeated = error.column === "id" && ids.has(record.value.id?.trim() ?? "");
      if (group !== "" && groups.get(group) === null) continue;
      // With a variant missing the product would be wrong.
      if (group !== "" && !isRepeated) groups.set(group, null);
      yield toRejected(error, group || record.value.id?.trim());
    }
  }
  for (const [handle, group] of groups) {
    if (group === null) continue;
    const { line, excerpt, product } = group;
    if (!single.has(handle)) yield { line, value: product, excerpt };
    else {
      const rule = `item_group_id “${handle}” is the id of another product too; give the group its own.`;
      yield { ...rejected(line, "item_group_id", rule, excerpt), handle };
    }
  }
}

function addToGroup(
  groups: Map<string, { line: number; excerpt: string; product: ImportedProduct } | null>,
  found: GoogleRecord,
  row: ProductRow,
): void {
  const group = groups.get(found.group);
  if (!group) {
    groups.set(
      detached(found.group),
      detached({ line: row.line, excerpt: row.excerpt, product: found.product }),
    );
    return;
  }
  if (group.product.variants.length >= MAX_VARIANTS) {
    throw new CellError(row, "item_group_id", `A product has at most ${MAX_VARIANTS} variants; split it.`);
  }
  joinGroup(group.product, detached(found), row);
}

/** A part of a text keeps the whole text in memory; what is kept until the end of the file must not. */
function detached<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}

function toRejected(error: CellError, handle: string | undefined): RejectedRecord {
  return {
    ...rejected(error.at.line, error.column, error.message, error.at.excerpt),
    ...(handle && { handle }),
  };
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  // "007" is an id and "1e3" a name.
  parseTagValue: false,
  parseAttributeValue: false,
  // None is declared, for there is no document type. The parser's own decoder leaves numbers and é as they are.
  entityDecoder: {
    decode: decodeEntities,
    setExternalEntities: () => {},
    addInputEntities: () => {},
    setXmlVersion: () => {},
    reset: () => {},
  },
});

async function* readXmlRows(source: ImportSource): AsyncGenerator<ImportRecord<ProductRow["row"]>> {
  let found = 0;
  for await (const element of readElements(source, RECORDS)) {
    found += 1;
    yield toRow(element);
  }
  if (found === 0 && !(await isEmptyFeed(source))) {
    throw new ImportFileError(
      "The XML holds no <item> and no <entry>, so it is not a product feed that can be read.",
      "Export the feed for Google Merchant Center (RSS 2.0 or Atom).",
    );
  }
}

/** A feed that has nothing for sale is one all the same. */
async function isEmptyFeed(source: ImportSource): Promise<boolean> {
  for await (const _ of readElements(source, new Set(["rss", "feed", "RDF"]))) return true;
  return false;
}

function toRow({ number, text, prefixes }: XmlElement): ImportRecord<ProductRow["row"]> {
  let parsed: unknown;
  try {
    parsed = parser.parse(text);
  } catch {
    return rejected(
      number,
      "",
      "The record can't be read as XML. Ask whoever makes the feed to mend it.",
      text,
    );
  }
  const [fields] = Object.values(parsed as Record<string, unknown>);
  const row: Record<string, string> = {};
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(typeof fields === "object" && fields !== null ? fields : {})) {
    const [prefix, name] = key.includes(":") ? (key.split(":", 2) as [string, string]) : ["", key];
    const isGoogles = prefix !== "" && (prefixes.get(prefix) ?? (prefix === "g" ? GOOGLE : "")) === GOOGLE;
    if (isGoogles) row[name] = textOf(value, name);
    else if (prefix === "") own[name] = textOf(value, name);
  }
  // What RSS and Atom name themselves, unless it is said in Google's words as well.
  const fallback = { id: own.guid ?? "", description: own.summary ?? own.content ?? "", ...own };
  const excerpt = [row.id ?? own.id, row.title ?? own.title].filter(Boolean).join(" ") || text;
  return { line: number, value: { ...fallback, ...row }, excerpt };
}

/** Text of an element; of several, one on each line. Atom's links stand in an attribute. */
function textOf(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    if (name !== "link") return value.map((one) => textOf(one, name)).join("\n");
    const links = value as unknown[];
    const page = links.find((link) => typeof link === "string" || isPage(link)) ?? links[0];
    return textOf(page, name);
  }
  if (typeof value !== "object" || value === null) return "";
  const { "#text": text, "@href": href } = value as Record<string, unknown>;
  if (typeof text === "string" && text !== "") return text;
  return name === "link" && typeof href === "string" ? href : "";
}

/** RFC 4287 section 4.2.7.2: a link without `rel` is the alternate, the page itself. */
function isPage(link: unknown): boolean {
  if (typeof link !== "object" || link === null) return false;
  const { "@rel": rel } = link as Record<string, unknown>;
  return rel === undefined || rel === "alternate";
}
