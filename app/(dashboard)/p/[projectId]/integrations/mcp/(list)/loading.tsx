import { ListSkeleton, PageSkeleton } from "@/components/lists/page-skeleton";
import { HEADINGS } from "@/components/shell/headings";

export default function Loading() {
  return (
    <PageSkeleton {...HEADINGS.mcp} breadcrumb={[{ label: "Integrations" }, { label: HEADINGS.mcp.title }]}>
      <ListSkeleton rows={8} />
    </PageSkeleton>
  );
}
