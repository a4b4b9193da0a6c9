import "server-only";

/** Elements whose text is no description. */
const HIDDEN = new Set(["script", "style", "template", "noscript", "iframe", "svg", "head", "title"]);
/** Elements that begin and end a line. */
const BLOCKS = new Set(
  "address article aside blockquote dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul".split(
    " ",
  ),
);

const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  copy: "©",
  reg: "®",
  trade: "™",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  lsquo: "‘",
  rsquo: "’",
  sbquo: "‚",
  ldquo: "“",
  rdquo: "”",
  bdquo: "„",
  laquo: "«",
  raquo: "»",
  bull: "•",
  middot: "·",
  deg: "°",
  plusmn: "±",
  times: "×",
  frac12: "½",
  frac14: "¼",
  frac34: "¾",
  euro: "€",
  pound: "£",
  yen: "¥",
  cent: "¢",
  sect: "§",
  para: "¶",
  micro: "µ",
  shy: "",
  zwnj: "",
  zwj: "",
  aacute: "á",
  agrave: "à",
  acirc: "â",
  auml: "ä",
  aring: "å",
  aelig: "æ",
  ccedil: "ç",
  eacute: "é",
  egrave: "è",
  ecirc: "ê",
  euml: "ë",
  iacute: "í",
  ntilde: "ñ",
  oacute: "ó",
  ocirc: "ô",
  ouml: "ö",
  oslash: "ø",
  uacute: "ú",
  uuml: "ü",
  szlig: "ß",
  Auml: "Ä",
  Ouml: "Ö",
  Uuml: "Ü",
  Eacute: "É",
};

/**
 * Plain text of a product description: paragraphs on lines of their own, list items with a dash, entities decoded,
 * scripts and styles left out. One pass over the text, so its time grows with its length only.
 */
export function htmlToText(html: string): string {
  let text = "";
  let hidden: string | null = null;
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    if (open === -1 || !/[a-zA-Z/!?]/.test(html.charAt(open + 1))) {
      const end = open === -1 ? html.length : open + 1;
      if (!hidden) text += html.slice(at, end);
      at = end;
      continue;
    }
    if (!hidden) text += html.slice(at, open);
    if (html.startsWith("<!--", open)) {
      const end = html.indexOf("-->", open + 4);
      at = end === -1 ? html.length : end + 3;
      continue;
    }
    const end = endOfTag(html, open);
    const { name, isClosing } = tagName(html, open);
    at = end;
    if (hidden) {
      if (isClosing && name === hidden) hidden = null;
    } else if (HIDDEN.has(name)) hidden = isClosing ? null : name;
    else if (name === "br") text += "\n";
    else if (name === "li") text += isClosing ? "" : "\n- ";
    else if (name === "td" || name === "th") text += " ";
    else if (BLOCKS.has(name)) text += "\n";
  }
  return tidy(decodeEntities(text));
}

/** A `>` inside a quoted attribute does not end the tag. */
function endOfTag(html: string, open: number): number {
  let quote = "";
  for (let index = open + 1; index < html.length; index += 1) {
    const character = html.charAt(index);
    if (quote) {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return index + 1;
  }
  // A quote that is never closed: the tag ends at its first `>`, so that no text after it is lost.
  const end = html.indexOf(">", open);
  return end === -1 ? html.length : end + 1;
}

function tagName(html: string, open: number): { name: string; isClosing: boolean } {
  const isClosing = html.charAt(open + 1) === "/";
  const start = open + (isClosing ? 2 : 1);
  const match = /^[a-zA-Z][a-zA-Z0-9]{0,30}/.exec(html.slice(start, start + 32));
  return { name: match?.[0].toLowerCase() ?? "", isClosing };
}

/** The characters that entities of HTML and XML stand for; one that is not known stays as it is. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z][a-z0-9]{1,31});/gi, (whole, body: string) => {
    if (!body.startsWith("#")) return ENTITIES[body] ?? ENTITIES[body.toLowerCase()] ?? whole;
    const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : whole;
  });
}

function tidy(text: string): string {
  const lines = text
    .replaceAll("\0", "")
    .split("\n")
    .map((line) => line.replace(/[\p{Zs}\t\r\f\v]+/gu, " ").trim());
  return lines
    .filter((line, index) => line !== "" || (index > 0 && lines[index - 1] !== ""))
    .join("\n")
    .trim();
}
