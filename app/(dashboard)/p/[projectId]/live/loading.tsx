import { FiguresSkeleton, ListSkeleton, PageSkeleton } from "@/components/lists/page-skeleton";
import { HEADINGS } from "@/components/shell/headings";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <PageSkeleton {...HEADINGS.live}>
      <div className="grid gap-4">
        <FiguresSkeleton figures={4} />
        <Card className="p-4">
          <Skeleton className="h-60" />
        </Card>
        <ListSkeleton rows={8} />
      </div>
    </PageSkeleton>
  );
}
