// Files that a shop's owner may be given: every payload in each field of products, and in documents of every kind.
import { docxParts, makePdf, makeZip } from "@/lib/documents/testing";
import { ALL_TEXTS, NO_PICTURES, ROWS, TEXTS } from "./hostile-rows";

/** In the title of every product, so that a question finds them. */
export const PRODUCT_WORDS = "Harbour lamp";
/** In the product that holds all payloads. */
export const WHOLE_HANDLE = "whole";
/** In front of what the documents say, so that a question finds it. */
export const DOCUMENT_WORDS = "The returns desk of the archipelago";

type Row = Record<string, string>;

function csv(columns: readonly string[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
  return [line(columns), ...rows.map((row) => line(columns.map((column) => row[column] ?? "")))].join("\r\n");
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
/** As markup that shows it, and as markup. */
const described = (text: string) => `<p>${escaped(text)}</p>${text}`;

const google: Row[] = [
  ...ROWS.map(([a, b, c], index) => ({
    id: `lamp-${index}`,
    title: `${PRODUCT_WORDS} ${a}`,
    description: described(b),
    link: `https://shop.example/?q=${a}`,
    brand: c.slice(0, 255),
    product_type: b.slice(0, 255),
    condition: a.slice(0, 100),
    gtin: c.slice(0, 255),
  })),
  ...TEXTS.map((text, index) => ({
    id: `${WHOLE_HANDLE}-${index}`,
    item_group_id: WHOLE_HANDLE,
    title: `${PRODUCT_WORDS}, whole`,
    description: described(ALL_TEXTS),
    mpn: text,
    color: text,
    material: text,
  })),
  ...TEXTS.map((text, index) => ({ id: `link-${index}`, title: text, link: text })),
  ...NO_PICTURES.map((text, index) => ({ id: `image-${index}`, title: text, image_link: text })),
].map((row) => ({ ...row, price: "12.99 EUR", availability: "in_stock" }));

const shopify: Row[] = [
  ...ROWS.map(
    ([a, b, c], index): Row => ({
      Handle: `lamp-${index}`,
      Title: `${PRODUCT_WORDS} ${a}`,
      "Body (HTML)": described(b),
      Vendor: c.slice(0, 255),
      Type: b.slice(0, 255),
      Tags: `${a}, ${c}`,
    }),
  ),
  ...TEXTS.map(
    (text, index): Row => ({
      Handle: WHOLE_HANDLE,
      Title: `${PRODUCT_WORDS}, whole`,
      "Body (HTML)": described(ALL_TEXTS),
      "Option1 Name": "Note",
      "Option1 Value": text,
      "Variant SKU": text,
      "Variant Barcode": text,
      ...(index === 0 && { Vendor: text, Tags: ALL_TEXTS.slice(0, 10_000) }),
    }),
  ),
  ...NO_PICTURES.flatMap((text, index): Row[] => [
    { Handle: `image-${index}`, Title: text, "Image Src": text, "Image Alt Text": text },
    { Handle: `variant-${index}`, Title: text, "Variant Image": text },
  ]),
].map((row) => ({ ...row, "Variant Price": "12.99" }));

function xml(rows: readonly Row[]): string {
  const items = rows.map((row, index) => {
    const fields = Object.entries(row).map(([name, text]) => {
      const content =
        index % 2 === 0 ? escaped(text) : `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
      return `<g:${name}>${content}</g:${name}>`;
    });
    return `<item>${fields.join("")}</item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>${items.join("\n")}</channel></rss>`;
}

const columnsOf = (rows: readonly Row[]) => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** The same products as each kind of file, and how many of its records have an address that is none. */
export const PRODUCT_FILES: { name: string; body: string; addresses: number }[] = [
  {
    name: "shopify <img src=x onerror=__ran(1)>.csv",
    body: csv(columnsOf(shopify), shopify),
    addresses: 2 * NO_PICTURES.length,
  },
  { name: "google.csv", body: csv(columnsOf(google), google), addresses: TEXTS.length + NO_PICTURES.length },
  { name: "google.xml", body: xml(google), addresses: TEXTS.length + NO_PICTURES.length },
];

const LINES_PER_PAGE = 40;

function pdf(): Buffer {
  const lines = TEXTS.map((text) => text.replace(/\s+/g, " "));
  const pages = Array.from({ length: Math.ceil(lines.length / LINES_PER_PAGE) }, (_, page) =>
    [DOCUMENT_WORDS, ...lines.slice(page * LINES_PER_PAGE, (page + 1) * LINES_PER_PAGE)].join("\n"),
  );
  const string = (text: string) => `(${text.replace(/[()\\]/g, "\\$&")})`;
  const info = `<< /Title ${string(TEXTS[0] ?? "")} /Author ${string(TEXTS[32] ?? "")} /Subject ${string(lines.join(" "))} >>`;
  // What a reader of PDF would run or follow.
  const action = `<< /S /JavaScript /JS ${string("__ran(1)")} >>`;
  const first = 4 + 2 * pages.length;
  return makePdf(pages, {
    catalog: `/OpenAction ${first + 1} 0 R`,
    objects: [info, action],
    trailer: `/Info ${first} 0 R`,
  });
}

function docx(): Buffer {
  const paragraphs = TEXTS.map((text) => `${DOCUMENT_WORDS}: ${escaped(text.replace(/\f/g, " "))}`);
  const parts = docxParts(
    paragraphs.map((text, index) => ({ text, ...(index % 20 === 0 && { style: "Heading1" }) })),
  );
  const links = TEXTS.map((text, index) => ({
    id: `rId${index + 10}`,
    target: escaped(text.replace(/\f/g, " ")),
  }));
  const property = (name: string, text: string) => `<dc:${name}>${escaped(text)}</dc:${name}>`;
  return makeZip([
    ...parts.map((part) => {
      const content = String(part.content);
      if (part.name === "word/_rels/document.xml.rels") {
        const more = links.map(
          ({ id, target }) =>
            `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="${target}" TargetMode="External"/>`,
        );
        return { ...part, content: content.replace("</Relationships>", `${more.join("")}</Relationships>`) };
      }
      if (part.name !== "word/document.xml") return part;
      const more = links.map(
        ({ id }) =>
          `<w:p><w:hyperlink r:id="${id}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:r><w:t>here</w:t></w:r></w:hyperlink></w:p>`,
      );
      return { ...part, content: content.replace("</w:body>", `${more.join("")}</w:body>`) };
    }),
    {
      name: "docProps/core.xml",
      content: `<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">${property("title", TEXTS[0] ?? "")}${property("creator", TEXTS[31] ?? "")}</cp:coreProperties>`,
    },
  ]);
}

export const DOCUMENT_FILES: [name: string, body: Buffer][] = [
  ["'><img src=x onerror=__ran(1)>.pdf", pdf()],
  ["javascript:__ran(1).docx", docx()],
];
