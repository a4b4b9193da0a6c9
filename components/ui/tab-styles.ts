/** Looks shared by `Tabs` and `TabLinks`. */
export const tabListStyles = "flex gap-5 overflow-x-auto border-b [scrollbar-width:none]";

export const tabStyles =
  "-mb-px inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 px-0.5 pb-2 font-medium text-muted-foreground text-sm transition-colors hover:text-foreground focus-visible:-outline-offset-2";
