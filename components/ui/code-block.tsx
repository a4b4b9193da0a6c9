import { CopyButton } from "@/components/ui/copy-button";
import { cn } from "@/lib/core/cn";

export interface CodeBlockProps {
  code: string;
  /** Names the text for the copy button: "terminal command", "configuration". */
  name: string;
  /** Shown above the code, for example a file name. */
  title?: string;
  /** Breaks long lines instead of scrolling them. */
  wrap?: boolean;
  className?: string;
}

/** Text to be copied into a terminal or file. Long lines scroll, so the block can take the focus. */
export function CodeBlock({ code, name, title, wrap = false, className }: CodeBlockProps) {
  const text = (
    <pre
      tabIndex={wrap ? undefined : 0}
      className={cn(
        "min-w-0 flex-1 py-2.5 pl-3.5 font-mono text-xs leading-5 focus-visible:-outline-offset-2",
        wrap ? "whitespace-pre-wrap break-all" : "overflow-x-auto",
      )}
    >
      <code>{code}</code>
    </pre>
  );
  return (
    <div data-slot="code-block" className={cn("min-w-0 rounded-md border bg-muted/60", className)}>
      {title && <p className="border-b px-3.5 py-1.5 font-medium text-muted-foreground text-xs">{title}</p>}
      <div className="flex items-start gap-1 pr-1">
        {text}
        <span className="flex h-10 shrink-0 items-center">
          <CopyButton value={code} label={`Copy ${name}`} />
        </span>
      </div>
    </div>
  );
}
