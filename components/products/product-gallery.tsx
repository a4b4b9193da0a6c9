"use client";

import { useState } from "react";
import { ProductImage } from "@/components/products/product-image";
import { cn } from "@/lib/core/cn";

export interface ProductGalleryProps {
  title: string;
  images: readonly { id: string; url: string; alt: string }[];
}

/** One picture large, all of them small below. */
export function ProductGallery({ title, images }: ProductGalleryProps) {
  const [chosen, setChosen] = useState(0);
  const image = images[chosen] ?? images[0];
  return (
    <section aria-label="Pictures" className="grid gap-2">
      <ProductImage
        key={image?.id}
        src={image?.url ?? null}
        alt={image?.alt || title}
        eager
        className="aspect-square w-full rounded-lg"
      />
      {images.length > 1 && (
        <ul className="grid grid-cols-6 gap-2">
          {images.map((one, index) => (
            <li key={one.id}>
              <button
                type="button"
                aria-label={`Show picture ${index + 1} of ${images.length}`}
                aria-pressed={index === chosen}
                onClick={() => setChosen(index)}
                className={cn(
                  "block w-full rounded-md",
                  index === chosen && "outline-2 outline-ring outline-offset-1",
                )}
              >
                <ProductImage src={one.url} alt="" className="aspect-square w-full" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
