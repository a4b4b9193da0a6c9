import { ListSkeleton, PageSkeleton } from "@/components/lists/page-skeleton";
import { HEADINGS } from "@/components/shell/headings";

export default function Loading() {
  return (
    <PageSkeleton {...HEADINGS.knowledge}>
      <ListSkeleton rows={8} hasFilters />
    </PageSkeleton>
  );
}
