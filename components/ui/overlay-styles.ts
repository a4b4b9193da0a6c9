/** The veil between a window and the page behind it. */
export const overlayStyles =
  "fixed inset-0 z-50 bg-black/40 duration-150 data-[state=closed]:animate-out data-[state=open]:animate-in data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 dark:bg-black/60";
