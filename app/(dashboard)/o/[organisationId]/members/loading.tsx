import { ListSkeleton, PageSkeleton } from "@/components/lists/page-skeleton";

export default function Loading() {
  return (
    <PageSkeleton>
      <ListSkeleton rows={4} />
    </PageSkeleton>
  );
}
