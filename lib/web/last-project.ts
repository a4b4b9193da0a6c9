import "server-only";

/** Remembers the project a browser showed last, for the way from `/`. Holds nothing secret and grants nothing. */
export const LAST_PROJECT_COOKIE = "caramel_project";

/** The project a path of the dashboard belongs to. */
export function projectOfPath(path: string): string | null {
  return /^\/p\/(prj_[0-9a-z]{26})(?:\/|$)/.exec(path)?.[1] ?? null;
}
