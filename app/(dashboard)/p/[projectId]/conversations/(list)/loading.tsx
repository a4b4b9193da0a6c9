import { InboxSkeleton } from "../inbox-skeleton";

export default function Loading() {
  return <InboxSkeleton />;
}
