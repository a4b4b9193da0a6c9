import "server-only";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { decimalsOf } from "@/lib/core/currencies";
import { InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { listProducts } from "./list";
import type { ProductFilters } from "./rows";
import type { FindProductsInput, ProductPage } from "./schema";
import { searchProducts } from "./search";

/**
 * What the products page and its export show: with words the search that assistants use too, best match first; without
 * them the list by name. The caller is narrowed to one project, whose currency the prices are in.
 * @throws InsufficientPermissionError without `products:read`
 * @throws InvalidInputError the lowest price is above the highest
 */
export async function findProducts(caller: Caller, input: FindProductsInput): Promise<ProductPage> {
  requirePermission(caller, "products:read");
  const { query, availability, price_from, price_to, limit, cursor, ...rest } = input;
  const isPriced = price_from !== undefined || price_to !== undefined;
  const filters: ProductFilters & { limit: number; cursor?: string } = {
    ...rest,
    ...(availability === "hidden" ? { published: false } : {}),
    ...(availability === "yes" || availability === "no"
      ? { available: availability === "yes", published: true }
      : {}),
    ...(isPriced && { price: await bounds(caller, price_from, price_to) }),
    limit,
    ...(cursor !== undefined && { cursor }),
  };
  if (query === undefined) return listProducts(caller, filters as Parameters<typeof listProducts>[1]);
  return searchProducts(caller, { ...filters, query } as Parameters<typeof searchProducts>[1]);
}

async function bounds(caller: Caller, from: string | undefined, to: string | undefined) {
  const id = soleProject(caller);
  const project = await dbFor(caller).project.findFirst({ where: { id }, select: { currency: true } });
  if (!project) throw new NotFoundError("project", id);
  const factor = 10 ** decimalsOf(project.currency);
  const minor = (text: string | undefined) =>
    text && Math.min(Math.round(Number(text) * factor), 2 ** 31 - 1);
  const [least, most] = [minor(from), minor(to)];
  if (typeof least === "number" && typeof most === "number" && least > most) {
    throw new InvalidInputError("The lowest price is above the highest.", {
      problems: [{ path: "price_from", message: "must not be above the highest price" }],
      nextStep: "Swap the two prices.",
    });
  }
  return {
    currency: project.currency,
    ...(typeof least === "number" && { from: least }),
    ...(typeof most === "number" && { to: most }),
  };
}
