/** Lets the keyboard jump over the navigation; visible once it has the focus. */
export function SkipLink() {
  return (
    <a
      href="#content"
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:border focus:bg-popover focus:px-3 focus:py-1.5 focus:text-sm focus:shadow-md"
    >
      Skip to content
    </a>
  );
}
