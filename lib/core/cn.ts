import { type ClassValue, clsx } from "clsx";

// Small on purpose: every page loads it. cn.test.ts compares it with tailwind-merge over every class of this project.

/** Utilities with a value behind the name, and what a later one of them replaces besides itself. */
const REPLACES: Readonly<Record<string, string>> = {
  p: "px py pt pr pb pl ps pe",
  px: "pr pl ps pe",
  py: "pt pb",
  m: "mx my mt mr mb ml ms me",
  mx: "mr ml ms me",
  my: "mt mb",
  size: "w h",
  inset: "inset-x inset-y top right bottom left start end",
  "inset-x": "right left start end",
  "inset-y": "top bottom",
  gap: "gap-x gap-y",
  overflow: "overflow-x overflow-y",
  rounded: "rounded-t rounded-r rounded-b rounded-l rounded-tl rounded-tr rounded-bl rounded-br",
  "rounded-t": "rounded-tl rounded-tr",
  "rounded-r": "rounded-tr rounded-br",
  "rounded-b": "rounded-bl rounded-br",
  "rounded-l": "rounded-tl rounded-bl",
  "border-width": "border-x-width border-y-width border-t-width border-r-width border-b-width border-l-width",
  "border-x-width": "border-r-width border-l-width",
  "border-y-width": "border-t-width border-b-width",
  "border-color": "border-x-color border-y-color border-t-color border-r-color border-b-color border-l-color",
  "border-x-color": "border-r-color border-l-color",
  "border-y-color": "border-t-color border-b-color",
  flex: "basis grow shrink",
  "text-size": "leading",
  "line-clamp": "display overflow",
};

/** Words that are a whole utility, by what they set. */
const WORDS: readonly [group: string, words: string][] = [
  [
    "display",
    "block inline-block inline flex inline-flex table inline-table table-cell table-row grid inline-grid contents list-item hidden flow-root",
  ],
  ["position", "static fixed absolute relative sticky"],
  ["visibility", "visible invisible collapse"],
  ["text-align", "text-left text-center text-right text-justify text-start text-end"],
  ["text-wrap", "text-wrap text-nowrap text-balance text-pretty"],
  ["text-overflow", "truncate text-ellipsis text-clip"],
  ["decoration-line", "underline overline line-through no-underline"],
  ["case", "uppercase lowercase capitalize normal-case"],
  ["style", "italic not-italic"],
  ["sr", "sr-only not-sr-only"],
  ["border-collapse", "border-collapse border-separate"],
  ["isolation", "isolate isolation-auto"],
  ["snap", "snap-x snap-y snap-both"],
  ["filter", "filter"],
  ["flex-direction", "flex-row flex-row-reverse flex-col flex-col-reverse"],
  ["flex-wrap", "flex-wrap flex-wrap-reverse flex-nowrap"],
  ["font-weight", "font-thin font-light font-normal font-medium font-semibold font-bold"],
  ["numeric", "tabular-nums proportional-nums"],
  ["outline-style", "outline-none outline-hidden outline-dashed outline-dotted outline outline-solid"],
];
const GROUP_OF_WORD = new Map(
  WORDS.flatMap(([group, words]) => words.split(" ").map((word) => [word, group] as const)),
);

/** Utilities named by what stands before their value; the longest name counts. */
const NAMES = new Set(
  `p px py pt pr pb pl ps pe m mx my mt mr mb ml ms me w h size min-w min-h max-w max-h gap gap-x gap-y inset inset-x inset-y
   top right bottom left start end z grid-cols grid-rows col col-span col-start col-end row row-span order grow shrink basis
   flex items justify self justify-self justify-items content place-content place-items place-self overflow overflow-x overflow-y
   overscroll rounded rounded-t rounded-r rounded-b rounded-l rounded-tl rounded-tr rounded-bl rounded-br bg text font leading
   tracking shadow opacity cursor select pointer-events whitespace break line-clamp transition duration ease animate
   translate-x translate-y rotate scale object aspect resize appearance fill stroke columns float underline-offset decoration
   scroll-mt scroll-m list divide-y divide-x space-x space-y align origin will-change touch field-sizing scrollbar outline-offset
   table caption border-spacing`.split(/\s+/),
);
const SIZES = /^(?:2xs|xs|sm|base|lg|xl|\d+xl|\[\d.*\]|\(length:.*)(?:\/.+)?$/;
const WIDTH = /^(?:\d+(?:\.\d+)?|\[\d.*\])$/;
const BORDER_STYLES = /^(?:solid|dashed|dotted|double|hidden|none)$/;

/** What a utility without its variants sets; undefined for a class that is none of Tailwind's. */
function groupOf(utility: string): string | undefined {
  const word = GROUP_OF_WORD.get(utility);
  if (word) return word;
  const border = /^border(-[xytrbl])?(?:-(?!spacing)(.+))?$/.exec(utility);
  if (border) {
    const [, side = "", value = ""] = border;
    if (BORDER_STYLES.test(value)) return "border-style";
    return `border${side}-${value === "" || WIDTH.test(value) ? "width" : "color"}`;
  }
  const ring = /^(ring|outline)(?:-(.+))?$/.exec(utility);
  if (ring && !utility.startsWith("outline-offset")) {
    const [, name, value = ""] = ring;
    return `${name}-${value === "" || WIDTH.test(value) ? "width" : "color"}`;
  }
  if (utility.startsWith("content-[")) return "generated-content";
  if (/^stroke-(\d|\[\d)/.test(utility)) return "stroke-width";
  const text = /^text-(.+)$/.exec(utility);
  if (text) return SIZES.test(text[1] ?? "") ? "text-size" : "text-color";
  const plain = utility.replace(/^-/, "");
  // The value may hold dashes as well, but never before a bracket.
  let name = plain.replace(/-?[[(].*$/s, "");
  for (; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf("-")))) {
    if (NAMES.has(name)) return name;
  }
  return undefined;
}

/** Where the variants of a class end: behind its last colon that stands in no bracket. */
function split(token: string): [variants: string, utility: string] {
  let depth = 0;
  let end = 0;
  for (let index = 0; index < token.length; index += 1) {
    const sign = token[index];
    if (sign === "[" || sign === "(") depth += 1;
    else if (sign === "]" || sign === ")") depth -= 1;
    else if (sign === ":" && depth === 0) end = index + 1;
  }
  return [token.slice(0, end), token.slice(end)];
}

const merged = new Map<string, string>();
const MAX_MERGED = 500;

/** Joins class names; of two conflicting Tailwind utilities the later one wins. */
export function cn(...inputs: ClassValue[]): string {
  const classes = clsx(inputs);
  const known = merged.get(classes);
  if (known !== undefined) return known;
  const taken = new Set<string>();
  const kept: string[] = [];
  for (const token of classes.split(/\s+/).reverse()) {
    if (token === "") continue;
    const [variants, utility] = split(token);
    const isImportant = utility.endsWith("!");
    const group = groupOf(isImportant ? utility.slice(0, -1) : utility);
    if (group !== undefined) {
      const scope = `${variants.split(":").sort().join(":")}${isImportant ? "!" : ""} `;
      if (taken.has(scope + group)) continue;
      for (const each of [group, ...(REPLACES[group]?.split(" ") ?? [])]) taken.add(scope + each);
    }
    kept.push(token);
  }
  const result = kept.reverse().join(" ");
  if (merged.size >= MAX_MERGED) merged.clear();
  merged.set(classes, result);
  return result;
}
