import { ExternalLink } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Moment } from "@/components/format/moment";
import { formatPriceRange } from "@/components/format/price-range";
import { Availability } from "@/components/products/availability";
import { ProductGallery } from "@/components/products/product-gallery";
import { VariantTable } from "@/components/products/variant-table";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { getProduct } from "@/lib/products/get";
import { getProductInput, type ProductDetail } from "@/lib/products/schema";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: "Product" };

export default async function ProductPage({ params }: PageProps<"/p/[projectId]/products/[productId]">) {
  const { projectId, productId } = await params;
  const caller = await forPage(callerForProject(projectId));
  const input = getProductInput.safeParse({ product_id: productId });
  if (!input.success) notFound();
  const product = await forPage(getProduct(caller, input.data));
  return (
    <>
      <PageHeader
        title={product.title}
        description={[product.vendor, product.product_type].filter(Boolean).join(" · ")}
        breadcrumb={[
          { label: "Products", href: routes.project(projectId).products },
          { label: product.title },
        ]}
        actions={product.url?.match(/^https?:\/\//) && <ShopLink url={product.url} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <ProductGallery title={product.title} images={imagesOf(product)} />
        <div className="grid min-w-0 gap-4">
          <Facts
            product={product}
            feedsHref={
              product.feed && caller.permissions.has("history:import")
                ? routes.project(projectId).feed(product.feed.id)
                : undefined
            }
          />
          <Card>
            <CardHeader>
              <CardTitle>Variants</CardTitle>
            </CardHeader>
            <VariantTable variants={product.variants} currency={product.currency} />
          </Card>
          {product.description && (
            <Card>
              <CardHeader>
                <CardTitle>Description</CardTitle>
              </CardHeader>
              <CardContent>
                <p className="max-w-prose whitespace-pre-line break-words text-base" dir="auto">
                  {product.description}
                </p>
              </CardContent>
            </Card>
          )}
        </div>
      </div>
    </>
  );
}

function imagesOf(product: ProductDetail) {
  if (product.images.length > 0 || !product.image_url) return product.images;
  return [{ id: "main", url: product.image_url, alt: product.title }];
}

function ShopLink({ url }: { url: string }) {
  return (
    <Button variant="outline" asChild>
      <a href={url} target="_blank" rel="noreferrer">
        View in shop <ExternalLink />
      </a>
    </Button>
  );
}

function Facts({ product, feedsHref }: { product: ProductDetail; feedsHref: string | undefined }) {
  return (
    <Card aria-label="Summary">
      <CardContent>
        <dl className="grid grid-cols-2 gap-4 text-sm sm:grid-cols-4">
          <div>
            <dt className="text-muted-foreground">Price</dt>
            <dd className="font-semibold text-lg">
              {formatPriceRange(product.price_min, product.price_max, product.currency) ?? "–"}
            </dd>
          </div>
          <div>
            <dt className="text-muted-foreground">Availability</dt>
            <dd className="mt-1">
              <Availability isAvailable={product.is_available} isPublished={product.is_published} />
            </dd>
          </div>
          <div>
            <dt className="text-muted-foreground">Shop's key</dt>
            <dd className="break-all font-mono text-xs leading-6">{product.handle}</dd>
          </div>
          {product.feed && (
            <div>
              <dt className="text-muted-foreground">Feed</dt>
              <dd className="break-words">
                {feedsHref ? (
                  <Link href={feedsHref} className="link">
                    {product.feed.name}
                  </Link>
                ) : (
                  product.feed.name
                )}
              </dd>
            </div>
          )}
          <div>
            <dt className="text-muted-foreground">Updated</dt>
            <dd>
              <Moment at={product.updated_at} />
            </dd>
          </div>
          {product.tags.length > 0 && (
            <div className="col-span-full">
              <dt className="text-muted-foreground">Tags</dt>
              <dd className="mt-1 flex flex-wrap gap-1">
                {product.tags.map((tag) => (
                  <Badge key={tag}>{tag}</Badge>
                ))}
              </dd>
            </div>
          )}
        </dl>
      </CardContent>
    </Card>
  );
}
