import { FiguresSkeleton, PageSkeleton } from "@/components/lists/page-skeleton";
import { HEADINGS } from "@/components/shell/headings";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <PageSkeleton {...HEADINGS.analytics}>
      <Skeleton className="mb-4 h-8 w-60" />
      <div className="mb-4 flex gap-2">
        <Skeleton className="h-8 w-52" />
        <Skeleton className="h-8 w-60" />
      </div>
      <Skeleton className="mb-4 h-4 w-80 max-w-full" />
      <div className="grid gap-4">
        <FiguresSkeleton figures={8} />
        <div className="grid gap-4 lg:grid-cols-3">
          <Card className="p-4 lg:col-span-2">
            <Skeleton className="h-72" />
          </Card>
          <Card className="p-4">
            <Skeleton className="h-32" />
          </Card>
        </div>
      </div>
    </PageSkeleton>
  );
}
