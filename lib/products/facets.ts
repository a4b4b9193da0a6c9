import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import type { ProductFacets } from "./schema";

/** Most values a filter offers. */
const MAX_VALUES = 100;

/** The vendors and types that occur in the catalogue, at most 100 each, for the filters of a list. */
export async function productFacets(caller: Caller): Promise<ProductFacets> {
  requirePermission(caller, "products:read");
  const rows = await dbFor(caller).$queryRaw<{ kind: "vendor" | "type"; value: string }[]>`
    SELECT 'vendor' AS kind, value
      FROM (SELECT DISTINCT vendor AS value FROM product
             WHERE project_id = ANY (${[...caller.projectIds]}::text[]) AND vendor <> '' ORDER BY 1 LIMIT ${MAX_VALUES}) v
     UNION ALL
    SELECT 'type', value
      FROM (SELECT DISTINCT product_type AS value FROM product
             WHERE project_id = ANY (${[...caller.projectIds]}::text[]) AND product_type <> '' ORDER BY 1 LIMIT ${MAX_VALUES}) t`;
  const valuesOf = (kind: string) => rows.filter((row) => row.kind === kind).map((row) => row.value);
  return { vendors: valuesOf("vendor"), product_types: valuesOf("type") };
}
