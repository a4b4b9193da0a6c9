import { Badge } from "@/components/ui/badge";
import type { FeedView } from "@/lib/feeds/schema";

/** How a feed goes, in a word. */
export function FeedState({ feed }: { feed: FeedView }) {
  if (feed.is_syncing) return <Badge dot>Reading</Badge>;
  if (feed.last_error) {
    return (
      <Badge variant="destructive" dot>
        Failed
      </Badge>
    );
  }
  if ((feed.last_run?.withheld ?? 0) > 0) {
    return (
      <Badge variant="warning" dot>
        Needs a look
      </Badge>
    );
  }
  if (!feed.is_active) return <Badge>Paused</Badge>;
  return (
    <Badge variant="success" dot>
      Up to date
    </Badge>
  );
}
