import "server-only";
import type { ToolSummary } from "./schema";
import { tools } from "./tools/registry";

/** Every tool of this installation by name, for screens that show which tools a choice of permissions gives. */
export function toolSummaries(): ToolSummary[] {
  return tools
    .map(({ name, title, category, permission, tier, annotations }) => ({
      name,
      title,
      category,
      permission,
      tier,
      isReading: annotations.readOnlyHint,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
