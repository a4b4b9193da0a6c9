import { Download } from "lucide-react";
import { addressWith } from "@/components/lists/list-address";
import { Button } from "@/components/ui/button";

export interface ExportLinkProps {
  /** Of the route below `/api/`, such as `projects/prj_…/imports.csv`. */
  path: string;
  /** What the page shows now; the file holds the same. */
  filters?: Record<string, string | undefined>;
  label?: string;
}

/** Downloads a table as a file for spreadsheets. */
export function ExportLink({ path, filters = {}, label = "Export CSV" }: ExportLinkProps) {
  return (
    <Button variant="outline" asChild>
      <a href={addressWith(`/api/${path}`, filters)} download>
        <Download /> {label}
      </a>
    </Button>
  );
}
