/** Query of a page as Next passes it. */
export type PageQuery = Record<string, string | string[] | undefined>;

/** Pages that "Previous" can lead back through. */
const MAX_TRAIL = 30;
/** Cursors are base64url, so this never occurs inside one. */
const SEPARATOR = "~";

/** The first value of a field, without the space around it; undefined when empty. */
export function queryText(query: PageQuery, name: string): string | undefined {
  const value = query[name];
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  return text ? text : undefined;
}

/** An address with the fields that have a value. */
export function addressWith(path: string, fields: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export interface PageAddresses {
  previousHref: string | undefined;
  nextHref: string | undefined;
}

/**
 * Addresses of the pages around this one. Keyset paging only knows the next cursor, so the address carries the cursors
 * of the pages before (`trail`); past the longest trail, "Previous" leads to the first page.
 */
export function pageAddresses(
  path: string,
  filters: Record<string, string | undefined>,
  query: PageQuery,
  nextCursor: string | null,
): PageAddresses {
  const cursor = queryText(query, "cursor");
  const trail = queryText(query, "trail")?.split(SEPARATOR) ?? [];
  const to = (target: string | undefined, before: string[]) =>
    addressWith(path, { ...filters, cursor: target, trail: before.join(SEPARATOR) || undefined });
  return {
    previousHref: cursor ? to(trail.at(-1), trail.slice(0, -1)) : undefined,
    nextHref: nextCursor ? to(nextCursor, cursor ? [...trail, cursor].slice(-MAX_TRAIL) : []) : undefined,
  };
}
