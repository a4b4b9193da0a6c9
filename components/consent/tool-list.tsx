"use client";

import { Badge } from "@/components/ui/badge";
import type { ToolSummary, Verdict } from "@/lib/mcp/schema";

/** What the app will be able to call, kept up to date while the person chooses. */
export function ToolList({ entries }: { entries: readonly { tool: ToolSummary; verdict: Verdict }[] }) {
  const reading = entries.filter(({ tool }) => tool.isReading);
  const changing = entries.filter(({ tool }) => !tool.isReading);
  return (
    <section aria-labelledby="resulting-tools" className="rounded-lg border bg-muted/40 p-4">
      <h2 id="resulting-tools" className="font-medium text-sm">
        <output>
          {entries.length} {entries.length === 1 ? "tool" : "tools"}
        </output>{" "}
        the app can use
      </h2>
      <Group title="Look things up" entries={reading} />
      <Group title="Change something" entries={changing} />
    </section>
  );
}

function Group({
  title,
  entries,
}: {
  title: string;
  entries: readonly { tool: ToolSummary; verdict: Verdict }[];
}) {
  if (entries.length === 0) return null;
  return (
    <>
      <h3 className="mt-3 mb-1.5 text-muted-foreground text-xs">{title}</h3>
      <ul className="grid gap-1 text-sm">
        {entries.map(({ tool, verdict }) => (
          <li key={tool.name} data-tool={tool.name} className="flex flex-wrap items-center gap-x-2">
            {tool.title}
            {verdict === "tier_required" && <Badge>needs {tool.tier}</Badge>}
          </li>
        ))}
      </ul>
    </>
  );
}
