import { ListSkeleton, PageSkeleton } from "@/components/lists/page-skeleton";

export default function Loading() {
  return (
    <PageSkeleton>
      <ListSkeleton rows={14} hasFilters />
    </PageSkeleton>
  );
}
