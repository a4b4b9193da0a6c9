import { formatCount } from "@/components/format/count";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { DailyUsage } from "@/lib/usage/schema";

/** What chatbots read and wrote at each model. */
export function ModelTable({ models }: Pick<DailyUsage, "models">) {
  return (
    <Table label="Tokens read and written by model">
      <TableHeader>
        <TableRow>
          <TableHead>Model</TableHead>
          <TableHead numeric>Read</TableHead>
          <TableHead numeric>Written</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {models.map((row) => (
          <TableRow key={row.model}>
            <TableCell className="break-words">{row.model}</TableCell>
            <TableCell numeric>{formatCount(row.input_tokens)}</TableCell>
            <TableCell numeric>{formatCount(row.output_tokens)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
