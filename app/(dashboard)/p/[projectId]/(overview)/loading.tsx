import { FiguresSkeleton, ListSkeleton, PageSkeleton } from "@/components/lists/page-skeleton";
import { HEADINGS } from "@/components/shell/headings";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <PageSkeleton {...HEADINGS.overview}>
      <div className="grid gap-4">
        <FiguresSkeleton figures={4} />
        <div className="grid gap-4 lg:grid-cols-3">
          <Card className="p-4 lg:col-span-2">
            <Skeleton className="h-80" />
          </Card>
          <Card className="p-4">
            <Skeleton className="h-32" />
          </Card>
        </div>
        <ListSkeleton rows={5} />
      </div>
    </PageSkeleton>
  );
}
