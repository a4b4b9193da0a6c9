"use client";

import { ImageOff, Package } from "lucide-react";
import { useState } from "react";
import { cn } from "@/lib/core/cn";

export interface ProductImageProps {
  /** Of the shop; only https pictures are shown. */
  src: string | null;
  /** Empty when the product's name stands beside it. */
  alt: string;
  /** Gives the box its size. The box never changes, so that nothing jumps when a picture is missing. */
  className?: string;
  /** Above the fold of a page of its own. */
  eager?: boolean;
}

/** A picture from the shop's own server, which is not told which page shows it. */
export function ProductImage({ src, alt, className, eager = false }: ProductImageProps) {
  const [failed, setFailed] = useState<string | null>(null);
  const isShown = src?.startsWith("https://") && failed !== src;
  // A shop without pictures is not a broken one.
  const Icon = src ? ImageOff : Package;
  return (
    <span
      data-slot="product-image"
      className={cn(
        "relative grid shrink-0 place-content-center overflow-hidden rounded-md border bg-muted text-muted-foreground",
        className,
      )}
    >
      {isShown ? (
        // biome-ignore lint/performance/noImgElement: the shop's server is not ours to optimise for, nor to fetch from
        <img
          src={src ?? undefined}
          alt={alt}
          loading={eager ? "eager" : "lazy"}
          decoding="async"
          referrerPolicy="no-referrer"
          onError={() => setFailed(src)}
          // A picture may have failed before React took over the page; then no event comes any more.
          ref={(image) => {
            if (image?.complete && image.naturalWidth === 0) setFailed(src);
          }}
          className="absolute inset-0 size-full bg-white object-contain"
        />
      ) : (
        <>
          <Icon aria-hidden className="absolute inset-0 m-auto size-[max(1rem,10%)] opacity-70" />
          {alt && <span className="sr-only">{alt} (no picture)</span>}
        </>
      )}
    </span>
  );
}
