import Link from "next/link";
import { errorText } from "@/components/forms/error-text";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { PublicError } from "@/lib/web/schema";

/** Stands where a list would be when a filter of the address is not valid. */
export function FilterProblem({ error, clearHref }: { error: PublicError; clearHref: string }) {
  return (
    <Alert
      variant="warning"
      title="This list can't be shown with these filters"
      live
      action={
        <Button variant="outline" size="sm" asChild>
          <Link href={clearHref}>Clear filters</Link>
        </Button>
      }
    >
      {errorText(error)}
    </Alert>
  );
}
