import { formatCount } from "@/components/format/count";
import { Availability } from "@/components/products/availability";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { formatMoney } from "@/lib/core/currencies";
import type { ProductDetail } from "@/lib/products/schema";

export interface VariantTableProps {
  variants: ProductDetail["variants"];
  currency: string;
}

/** What of a product can be bought: by option, with code, stock and price. */
export function VariantTable({ variants, currency }: VariantTableProps) {
  return (
    <Table label="Variants" phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>Variant</TableHead>
          <TableHead>SKU</TableHead>
          <TableHead>Availability</TableHead>
          <TableHead numeric>In stock</TableHead>
          <TableHead numeric>Price</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {variants.map((variant) => (
          <TableRow key={variant.id}>
            <TableCell className="font-medium">{nameOf(variant)}</TableCell>
            <TableCell label="SKU" wide className="break-all font-mono text-muted-foreground text-xs">
              {variant.sku || "–"}
            </TableCell>
            <TableCell label="State">
              <Availability isAvailable={variant.is_available} />
            </TableCell>
            <TableCell label="In stock" numeric>
              {variant.inventory_quantity === null ? "–" : formatCount(variant.inventory_quantity)}
            </TableCell>
            <TableCell label="Price" numeric wide>
              <span>
                {variant.compare_at_price !== null && variant.compare_at_price > variant.price && (
                  <s className="mr-2 text-muted-foreground">
                    <span className="sr-only">Before: </span>
                    {formatMoney(variant.compare_at_price, currency)}
                  </s>
                )}
                <span className="font-medium">{formatMoney(variant.price, currency)}</span>
              </span>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** "Large, Red"; Shopify calls the only variant of a product "Default Title". */
function nameOf(variant: ProductDetail["variants"][number]): string {
  const options = variant.options.map((option) => option.value).filter((value) => value !== "Default Title");
  if (options.length > 0) return options.join(", ");
  return variant.title && variant.title !== "Default Title" ? variant.title : "The product itself";
}
