"use client";

import { useState } from "react";
import { formatMoney } from "@/lib/core/currencies";

/** Drawn with lines in the colour of the text around it. */
const PRODUCTS = [
  {
    name: "Alder bowl",
    text: "Turned from one piece, oiled by hand.",
    price: 3_900,
    tone: "bg-[#d9b48a]",
    drawing: "M18 52h84c0 26-18 40-42 40S18 78 18 52Z M18 52c0-6 19-10 42-10s42 4 42 10",
  },
  {
    name: "Linen throw",
    text: "Washed soft, 130 by 180 centimetres.",
    price: 8_900,
    tone: "bg-[#c9c4b4]",
    drawing: "M26 30h68v60H26z M26 42h68M26 50h68M34 90v8M46 90v8M60 90v8M74 90v8M86 90v8",
  },
  {
    name: "Stoneware mug",
    text: "Holds 350 ml and keeps warm.",
    price: 2_200,
    tone: "bg-[#8fa3a0]",
    drawing: "M32 38h46v44c0 8-5 12-12 12H44c-7 0-12-4-12-12z M78 48h8c8 0 12 5 12 12s-4 12-12 12h-8",
  },
  {
    name: "Reading lamp",
    text: "Brass arm, warm light, dimmable.",
    price: 12_400,
    tone: "bg-[#e0a458]",
    drawing: "M40 98h36M58 98V60L84 30 M70 20l30 26-14 12-30-26z",
  },
  {
    name: "Oak stool",
    text: "45 centimetres high, carries 120 kg.",
    price: 14_900,
    tone: "bg-[#a97c50]",
    drawing: "M24 44h72v10H24z M34 54l-8 44M86 54l8 44M32 74h56",
  },
  {
    name: "Wool rug",
    text: "Woven in one piece, 170 by 240.",
    price: 38_000,
    tone: "bg-[#7d6b7d]",
    drawing: "M22 32h76v56H22z M32 42h56v36H32zM60 48l18 12-18 12-18-12z",
  },
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
              <div aria-hidden className={`grid aspect-[4/3] place-items-center ${product.tone}`}>
                <svg
                  viewBox="0 0 120 120"
                  aria-hidden="true"
                  className="h-3/5 fill-white/25 stroke-2 stroke-white"
                >
                  <path d={product.drawing} strokeLinejoin="round" strokeLinecap="round" />
                </svg>
              </div>
              <div className="grid gap-1 p-4">
                <h2 className="font-semibold">{product.name}</h2>
                <p className="text-[#5d5347] text-sm">{product.text}</p>
                <div className="mt-3 flex items-center justify-between gap-3">
                  <span className="font-medium">{formatMoney(product.price, "EUR")}</span>
                  <button
                    type="button"
                    onClick={() => add(product.price)}
                    aria-label={`Add to basket: ${product.name}`}
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
