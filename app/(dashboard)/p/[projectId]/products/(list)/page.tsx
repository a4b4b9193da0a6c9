import { Package, Upload } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { FilterForm } from "@/components/lists/filter-form";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { ProductTable } from "@/components/products/product-table";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { NativeSelect } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchInput } from "@/components/ui/search-input";
import type { Caller } from "@/lib/auth/caller";
import { callerForProject } from "@/lib/auth/session";
import { listProducts } from "@/lib/products/list";
import { listProductsInput, searchProductsInput } from "@/lib/products/schema";
import { searchProducts } from "@/lib/products/search";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: "Products" };

const PAGE_SIZE = 50;

type Filters = Record<"q" | "available", string | undefined>;

export default async function ProductsPage({ params, searchParams }: PageProps<"/p/[projectId]/products">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const filters: Filters = { q: queryText(query, "q"), available: queryText(query, "available") };
  const result = await findProducts(caller, filters, queryText(query, "cursor"));
  const path = routes.project(projectId).products;
  const isFiltered = filters.q !== undefined || filters.available !== undefined;
  return (
    <>
      <PageHeader title="Products" description="The catalogue your chatbots and assistants answer from." />
      <search className="mb-4 block">
        <FilterForm
          path={path}
          values={filters}
          aria-label="Filter products"
          className="flex flex-wrap items-center gap-2"
        >
          <SearchInput
            name="q"
            label="Search products"
            defaultValue={filters.q}
            maxLength={200}
            className="sm:max-w-80"
          />
          <NativeSelect
            name="available"
            aria-label="Availability"
            defaultValue={filters.available ?? ""}
            className="w-40 max-sm:flex-1"
          >
            <option value="">All products</option>
            <option value="yes">Available</option>
            <option value="no">Sold out</option>
          </NativeSelect>
          <Button type="submit" variant="outline">
            Search
          </Button>
          {isFiltered && (
            <Button variant="ghost" asChild>
              <Link href={path}>Clear filters</Link>
            </Button>
          )}
        </FilterForm>
      </search>
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : (
        <Card aria-label="Products">
          {result.data.items.length > 0 ? (
            <>
              <ProductTable projectId={projectId} products={result.data.items} />
              <div className="border-t px-4 py-2.5">
                <Pagination
                  summary={filters.q ? "Best match first" : "By name"}
                  {...pageAddresses(path, filters, query, result.data.next_cursor)}
                />
              </div>
            </>
          ) : isFiltered ? (
            <NothingMatches icon={Package} title="No product matches" clearHref={path}>
              Try another word for it, or a product code.
            </NothingMatches>
          ) : (
            <NoProducts
              importHref={
                caller.permissions.has("history:import") ? routes.project(projectId).import : undefined
              }
            />
          )}
        </Card>
      )}
    </>
  );
}

/** With words the search that assistants use too, best match first; without them the whole list by name. */
function findProducts(caller: Caller, filters: Filters, cursor: string | undefined) {
  const shared = { available: availability(filters.available), cursor, limit: PAGE_SIZE };
  return filters.q === undefined
    ? filtered(caller, listProductsInput, shared, listProducts)
    : filtered(caller, searchProductsInput, { ...shared, query: filters.q }, searchProducts);
}

/** Another text than those of the list is passed on, and refused by the schema. */
function availability(text: string | undefined): boolean | string | undefined {
  if (text === "yes") return true;
  return text === "no" ? false : text;
}

function NoProducts({ importHref }: { importHref: string | undefined }) {
  return (
    <EmptyState
      icon={Package}
      title="No products yet"
      action={
        importHref && (
          <Button asChild>
            <Link href={importHref}>
              <Upload /> Import products
            </Link>
          </Button>
        )
      }
    >
      {importHref
        ? "Export your catalogue from Shopify as CSV and import it here."
        : "An owner or admin can import your catalogue."}
    </EmptyState>
  );
}
