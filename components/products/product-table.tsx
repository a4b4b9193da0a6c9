import { formatCount } from "@/components/format/count";
import { formatPriceRange } from "@/components/format/price-range";
import { Availability } from "@/components/products/availability";
import { ProductImage } from "@/components/products/product-image";
import { routes } from "@/components/shell/routes";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ProductView } from "@/lib/products/schema";

export interface ProductTableProps {
  projectId: string;
  products: readonly ProductView[];
}

/** Products with picture, price and whether they can be bought. */
export function ProductTable({ projectId, products }: ProductTableProps) {
  return (
    <Table label="Products" phone="cards" className="table-fixed">
      <TableHeader>
        <TableRow>
          <TableHead>Product</TableHead>
          <TableHead className="w-48 max-lg:hidden">Type</TableHead>
          <TableHead numeric className="w-24">
            Variants
          </TableHead>
          <TableHead className="w-32">Availability</TableHead>
          <TableHead numeric className="w-44">
            Price
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {products.map((product) => (
          <TableRow key={product.id}>
            <TableCell>
              <div className="flex min-w-0 items-center gap-3">
                <ProductImage src={product.image_url} alt="" className="size-10" />
                <div className="grid min-w-0">
                  <RowLink href={routes.project(projectId).product(product.id)} className="truncate">
                    {product.title}
                  </RowLink>
                  <span className="truncate text-muted-foreground text-xs">
                    {product.vendor || product.variants.skus[0] || "–"}
                  </span>
                </div>
              </div>
            </TableCell>
            <TableCell className="truncate text-muted-foreground max-lg:hidden!">
              {product.product_type || "–"}
            </TableCell>
            <TableCell label="Variants" numeric>
              {formatCount(product.variants.count)}
            </TableCell>
            <TableCell label="State">
              <Availability isAvailable={product.is_available} isPublished={product.is_published} />
            </TableCell>
            <TableCell label="Price" numeric wide className="font-medium">
              {formatPriceRange(product.price_min, product.price_max, product.currency) ?? "–"}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
