"use client";

import { useState } from "react";
import { formatMoney } from "@/components/format/money";

const PRODUCTS = [
  { name: "Alder bowl", text: "Turned from one piece, oiled by hand.", price: 3_900, tone: "bg-[#d9b48a]" },
  { name: "Linen throw", text: "Washed soft, 130 by 180 centimetres.", price: 8_900, tone: "bg-[#c9c4b4]" },
  { name: "Stoneware mug", text: "Holds 350 ml and keeps warm.", price: 2_200, tone: "bg-[#8fa3a0]" },
  { name: "Reading lamp", text: "Brass arm, warm light, dimmable.", price: 12_400, tone: "bg-[#e0a458]" },
  { name: "Oak stool", text: "45 centimetres high, carries 120 kg.", price: 14_900, tone: "bg-[#a97c50]" },
  { name: "Wool rug", text: "Woven in one piece, 170 by 240.", price: 38_000, tone: "bg-[#7d6b7d]" },
] as const;

/** A made-up shop. Its basket tells the chat its value, so that sales rules can be tried, too. */
export function DemoShop({ chatbot }: { chatbot: string }) {
  const [total, setTotal] = useState(0);
  const [count, setCount] = useState(0);

  function add(price: number) {
    setCount(count + 1);
    setTotal(total + price);
    window.caramel?.cart(total + price);
  }

  return (
    <div className="min-h-dvh bg-[#faf7f2] text-[#2b2620]">
      <header className="sticky top-0 z-10 border-[#e6ded2] border-b bg-[#faf7f2]">
        <div className="mx-auto flex max-w-5xl items-center justify-between gap-4 px-5 py-4">
          <p className="font-semibold text-lg tracking-tight">Demo shop</p>
          <p role="status" className="text-sm">
            Basket: {count} {count === 1 ? "piece" : "pieces"}, {formatMoney(total, "EUR")}
          </p>
        </div>
      </header>
      <main id="content" className="mx-auto max-w-5xl px-5 pt-10 pb-40">
        <h1 className="max-w-2xl break-words font-semibold text-3xl tracking-tight sm:text-4xl">
          Try the chat of {chatbot}
        </h1>
        <p className="mt-3 max-w-2xl text-[#5d5347] text-base">
          The button in the corner opens it, just as on a shop's own page. The goods here are made up; the
          chat answers from what it was really taught.
        </p>
        <ul className="mt-10 grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
          {PRODUCTS.map((product) => (
            <li key={product.name} className="overflow-hidden rounded-xl border border-[#e6ded2] bg-white">
              <div aria-hidden className={`aspect-[4/3] ${product.tone}`} />
              <div className="grid gap-1 p-4">
                <h2 className="font-semibold">{product.name}</h2>
                <p className="text-[#5d5347] text-sm">{product.text}</p>
                <div className="mt-3 flex items-center justify-between gap-3">
                  <span className="font-medium">{formatMoney(product.price, "EUR")}</span>
                  <button
                    type="button"
                    onClick={() => add(product.price)}
                    aria-label={`Add ${product.name} to the basket`}
                    className="rounded-full bg-[#2b2620] px-4 py-2 font-medium text-sm text-white hover:bg-[#4a4238]"
                  >
                    Add to basket
                  </button>
                </div>
              </div>
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}
