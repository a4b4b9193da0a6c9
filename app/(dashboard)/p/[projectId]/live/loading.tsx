import { ListSkeleton, PageSkeleton } from "@/components/lists/page-skeleton";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { StatGroup } from "@/components/ui/stat";

export default function Loading() {
  return (
    <PageSkeleton>
      <div className="grid gap-4">
        <StatGroup>
          {["active", "waiting", "conversations", "messages"].map((name) => (
            <div key={name} className="grid gap-2 p-4">
              <Skeleton className="h-4 w-24" />
              <Skeleton className="h-7 w-20" />
              <Skeleton className="h-3.5 w-28" />
            </div>
          ))}
        </StatGroup>
        <Card className="p-4">
          <Skeleton className="h-60" />
        </Card>
        <ListSkeleton rows={8} />
      </div>
    </PageSkeleton>
  );
}
