import { ListSkeleton, PageSkeleton } from "@/components/lists/page-skeleton";
import { HEADINGS } from "@/components/shell/headings";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <PageSkeleton {...HEADINGS.usage}>
      <div className="grid gap-4">
        <Card className="grid gap-x-8 gap-y-5 p-4 pt-16 sm:grid-cols-2 lg:grid-cols-3">
          {["today", "minute", "credits", "project"].map((name) => (
            <div key={name} className="grid gap-2">
              <Skeleton className="h-4 w-32" />
              <Skeleton className="h-1.5" />
              <Skeleton className="h-3.5 w-24" />
            </div>
          ))}
        </Card>
        <Card className="p-4">
          <Skeleton className="h-80" />
        </Card>
        <ListSkeleton rows={5} />
      </div>
    </PageSkeleton>
  );
}
