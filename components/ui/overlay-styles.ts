/** A window in the middle of the page, and the veil behind it. */
export const windowStyles =
  "m-auto grid max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] max-w-md gap-4 overflow-y-auto rounded-xl border bg-popover p-5 text-popover-foreground shadow-lg outline-none duration-150 animate-in fade-in-0 zoom-in-98";

/** The veil between a window and the page behind it. */
export const veilStyles = "backdrop:bg-black/40 dark:backdrop:bg-black/60";
