import { Package, Rss, Upload } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ExportLink } from "@/components/lists/export-link";
import { FilterBar } from "@/components/lists/filter-bar";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { ProductTable } from "@/components/products/product-table";
import { ProductTabs } from "@/components/products/product-tabs";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { callerForProject } from "@/lib/auth/session";
import { productFacets } from "@/lib/products/facets";
import { findProducts } from "@/lib/products/find";
import { findProductsInput, type ProductFacets } from "@/lib/products/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: HEADINGS.products.title };

const PAGE_SIZE = 50;

const FIELDS = {
  q: "query",
  availability: "availability",
  vendor: "vendor",
  type: "product_type",
  price_from: "price_from",
  price_to: "price_to",
  feed: "feed_id",
} as const;

type Filters = Record<keyof typeof FIELDS, string | undefined>;

export default async function ProductsPage({ params, searchParams }: PageProps<"/p/[projectId]/products">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const names = Object.keys(FIELDS) as (keyof Filters)[];
  const filters = Object.fromEntries(names.map((name) => [name, queryText(query, name)])) as Filters;
  const asked = Object.fromEntries(names.map((name) => [FIELDS[name], filters[name]]));
  const cursor = queryText(query, "cursor");
  const [result, facets] = await Promise.all([
    filtered(caller, findProductsInput, { ...asked, cursor, limit: PAGE_SIZE }, findProducts),
    productFacets(caller),
  ]);
  const path = routes.project(projectId).products;
  const isFiltered = names.some((name) => filters[name] !== undefined);
  const mayImport = caller.permissions.has("history:import");
  return (
    <>
      <PageHeader
        {...HEADINGS.products}
        actions={
          <>
            {result.ok && <ExportLink path={`projects/${projectId}/products.csv`} filters={asked} />}
            {mayImport && (
              <Button asChild>
                <Link href={routes.project(projectId).import}>
                  <Upload /> Import
                </Link>
              </Button>
            )}
          </>
        }
      />
      {mayImport && <ProductTabs projectId={projectId} current="catalogue" />}
      <ProductFilters path={path} filters={filters} facets={facets} />
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
              Try another word for it, a product code, or fewer filters.
            </NothingMatches>
          ) : (
            <NoProducts
              importHref={mayImport ? routes.project(projectId).import : undefined}
              feedsHref={mayImport ? routes.project(projectId).feeds : undefined}
            />
          )}
        </Card>
      )}
    </>
  );
}

interface ProductFiltersProps {
  path: string;
  filters: Filters;
  facets: ProductFacets;
}

function ProductFilters({ path, filters, facets }: ProductFiltersProps) {
  return (
    <FilterBar
      path={path}
      values={filters}
      label="Filter products"
      search={{ name: "q", label: "Search products" }}
    >
      <NativeSelect
        name="availability"
        aria-label="Availability"
        defaultValue={filters.availability ?? ""}
        className="sm:w-36"
      >
        <option value="">All products</option>
        <option value="yes">Available</option>
        <option value="no">Sold out</option>
        <option value="hidden">Hidden</option>
      </NativeSelect>
      <Choice name="vendor" label="Vendor" all="All vendors" value={filters.vendor} values={facets.vendors} />
      <Choice name="type" label="Type" all="All types" value={filters.type} values={facets.product_types} />
      <Input
        name="price_from"
        aria-label="Lowest price"
        placeholder="Price from"
        inputMode="decimal"
        defaultValue={filters.price_from}
        maxLength={14}
        className="sm:w-28"
      />
      <Input
        name="price_to"
        aria-label="Highest price"
        placeholder="Price to"
        inputMode="decimal"
        defaultValue={filters.price_to}
        maxLength={14}
        className="sm:w-28"
      />
      {filters.feed && <input type="hidden" name="feed" value={filters.feed} />}
    </FilterBar>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  all: string;
  value: string | undefined;
  values: readonly string[];
}

/** One of the values that occur; one that an address brings stays even if it is not among them. */
function Choice({ name, label, all, value, values }: ChoiceProps) {
  const options = value === undefined || values.includes(value) ? values : [value, ...values];
  if (options.length === 0) return null;
  return (
    <NativeSelect name={name} aria-label={label} defaultValue={value ?? ""} className="sm:w-40">
      <option value="">{all}</option>
      <Options of={options.map((option) => [option, option])} />
    </NativeSelect>
  );
}

function NoProducts({ importHref, feedsHref }: Record<"importHref" | "feedsHref", string | undefined>) {
  return (
    <EmptyState
      icon={Package}
      title="No products yet"
      action={
        importHref &&
        feedsHref && (
          <div className="flex flex-wrap justify-center gap-2">
            <Button asChild>
              <Link href={importHref}>
                <Upload /> Import products
              </Link>
            </Button>
            <Button variant="outline" asChild>
              <Link href={feedsHref}>
                <Rss /> Add a feed
              </Link>
            </Button>
          </div>
        )
      }
    >
      {importHref
        ? "Import your catalogue as a file (Shopify, Google Merchant), or give the address of your shop's product feed."
        : "An owner or admin can import your catalogue."}
    </EmptyState>
  );
}
