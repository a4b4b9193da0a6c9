import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { Prisma } from "@/lib/db/generated/client";
import { cursorText, listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import {
  type ProductFilters,
  type ProductListRow,
  productConditions,
  productListColumns,
  toProductView,
  variantsJoin,
} from "./rows";
import type { ListProductsInput, ProductPage } from "./schema";

const key = z.tuple([cursorText, idOf("product")]);

/** The products of the caller's projects by title. */
export async function listProducts(
  caller: Caller,
  input: ListProductsInput & ProductFilters,
): Promise<ProductPage> {
  requirePermission(caller, "products:read");
  const { limit, cursor, ...filters } = input;
  const list = listName("products", caller, filters);
  const after = readCursor(list, cursor, key);
  const conditions = [Prisma.sql`p.project_id = s.id`, ...productConditions(input)];
  if (after) conditions.push(Prisma.sql`(p.title, p.id) > (${after[0]}, ${after[1]})`);
  // Each project walks its own index in order, so a page costs a page per project.
  const rows = await dbFor(caller).$queryRaw<ProductListRow[]>`
    SELECT ${productListColumns}
      FROM (SELECT p.* FROM unnest(${[...caller.projectIds]}::text[]) AS s(id)
             CROSS JOIN LATERAL (
               SELECT p.* FROM product p WHERE ${Prisma.join(conditions, " AND ")}
                ORDER BY p.title, p.id LIMIT ${limit + 1}) p
             ORDER BY p.title, p.id LIMIT ${limit + 1}) p
     ${variantsJoin}
     ORDER BY p.title, p.id`;
  return toViews(rows, limit, toProductView, (row) => toCursor(list, [row.title, row.id]));
}
