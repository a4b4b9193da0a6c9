import { Badge } from "@/components/ui/badge";

/** Whether a product or variant can be bought now. */
export function Availability({
  isAvailable,
  isPublished = true,
}: {
  isAvailable: boolean;
  isPublished?: boolean;
}) {
  if (!isPublished) return <Badge>Hidden</Badge>;
  return (
    <Badge variant={isAvailable ? "success" : "neutral"} dot>
      {isAvailable ? "Available" : "Sold out"}
    </Badge>
  );
}
