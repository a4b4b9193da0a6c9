/** Remembers the width of the sidebar: `collapsed` or `wide`. Holds nothing about the person. */
export const SIDEBAR_COOKIE = "caramel_sidebar";

/** One year. */
export const SIDEBAR_COOKIE_SECONDS = 31_536_000;
