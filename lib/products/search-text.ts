import "server-only";

/** What of a product can be found besides its description. */
export interface SearchableProduct {
  title: string;
  vendor: string;
  productType: string;
  tags: readonly string[];
  /** Option values, such as Large, of all variants. */
  optionValues: readonly string[];
  /** SKUs and barcodes of all variants. */
  codes: readonly string[];
}

/** Longest search text in characters; a product with thousands of variants must not become a page of codes. */
const MAX_LENGTH = 2_000;

/** The line `product.search_text` holds: each word once in order, in lower case, without accents. */
export function searchTextOf(product: SearchableProduct): string {
  const words = [
    product.title,
    product.vendor,
    product.productType,
    ...product.tags,
    ...product.optionValues.filter((value) => value !== "Default Title"),
    ...product.codes,
  ]
    .join(" ")
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const line = [...new Set(words)].join(" ");
  return line.length <= MAX_LENGTH ? line : line.slice(0, line.lastIndexOf(" ", MAX_LENGTH));
}
