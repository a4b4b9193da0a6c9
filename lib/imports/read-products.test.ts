import { createReadStream } from "node:fs";
import { describe, expect, test } from "vitest";
import { realFile } from "@/scripts/real-file";
import { ImportFileError } from "./file-error";
import { htmlToText } from "./html-to-text";
import type { ImportSource } from "./open-file";
import { readProducts } from "./read-products";
import { pieces } from "./testing";

async function read(source: ImportSource, currency = "USD") {
  const values = [];
  const rejections = [];
  for await (const record of readProducts(source, currency)) {
    if ("rejection" in record) rejections.push(record.rejection);
    else values.push(record.value);
  }
  return { values, rejections };
}

const HEADER =
  "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src,Image Position,Image Alt Text,Variant Image,Status";
const COLUMNS = HEADER.split(",");

/** A row of a Shopify file; cells that are not named are empty. */
function row(cells: Record<string, string>): string {
  return COLUMNS.map((name) => `"${(cells[name] ?? "").replaceAll('"', '""')}"`).join(",");
}

function file(...rows: Record<string, string>[]): ImportSource {
  return () => pieces([HEADER, ...rows.map(row)].join("\r\n"), 11);
}

const cup = { Handle: "cup", Title: "Cup", "Variant Price": "12.50" };

describe("Shopify's CSV", () => {
  test("the real files: 20 products each, with their variants", async () => {
    const apparel = await read(() => createReadStream(realFile("products-apparel.csv")));
    expect(apparel.rejections).toEqual([]);
    expect(apparel.values).toHaveLength(20);
    const top = apparel.values.find(({ handle }) => handle === "classic-varsity-top");
    expect(top).toMatchObject({
      title: "Classic Varsity Top",
      vendor: "partners-demo",
      tags: ["women"],
      isPublished: true,
      images: [{ url: "https://burst.shopifycdn.com/photos/casual-fashion-woman_925x.jpg" }],
    });
    expect(top?.variants.map(({ title, options, price }) => ({ title, options, price }))).toEqual([
      { title: "Small", options: { Size: "Small" }, price: 6_000 },
      { title: "Medium", options: { Size: "Medium" }, price: 6_000 },
      { title: "Large", options: { Size: "Large" }, price: 6_000 },
    ]);

    const garden = await read(() => createReadStream(realFile("products-home-and-garden.csv")));
    expect(garden.rejections).toEqual([]);
    expect(garden.values).toHaveLength(20);
    const pot = garden.values.find(({ handle }) => handle === "clay-plant-pot");
    expect(pot).toMatchObject({
      description: "Classic blown clay pot for plants",
      tags: ["Pot", "Plants"],
      images: [{ url: expect.stringMatching(/single-sprout/) }, { url: expect.stringMatching(/pot-with/) }],
      variants: [
        { price: 999, inventoryQuantity: 1 },
        { price: 1_599, inventoryQuantity: 3 },
      ],
    });
    const light = garden.values.find(({ handle }) => handle === "copper-light");
    expect(light?.variants).toMatchObject([
      { title: "Default", options: {}, price: 5_999, compareAtPrice: 7_500 },
    ]);
  });

  test("images come in the order of their positions, once each; rows may add only an image", async () => {
    const { values } = await read(
      file(
        { ...cup, "Image Src": "https://i.example/3.jpg", "Image Position": "3" },
        { Handle: "cup", "Image Src": "https://i.example/none.jpg" },
        {
          Handle: "cup",
          "Image Src": "https://i.example/1.jpg",
          "Image Position": "1",
          "Image Alt Text": "Front",
        },
        { Handle: "cup", "Image Src": "https://i.example/1.jpg", "Image Position": "4" },
      ),
    );
    expect(values[0]?.variants).toHaveLength(1);
    expect(values[0]?.images).toEqual([
      { url: "https://i.example/1.jpg", alt: "Front" },
      { url: "https://i.example/3.jpg", alt: "" },
      { url: "https://i.example/none.jpg", alt: "" },
    ]);
  });

  test("what is tracked and sold out is not available, unless it may be oversold", async () => {
    const variant = (cells: Record<string, string>) => ({ ...cup, "Variant Inventory Qty": "0", ...cells });
    const { values } = await read(
      file(
        variant({ Handle: "a", "Variant Inventory Tracker": "shopify", "Variant Inventory Policy": "deny" }),
        variant({
          Handle: "b",
          "Variant Inventory Tracker": "shopify",
          "Variant Inventory Policy": "continue",
        }),
        variant({ Handle: "c" }),
      ),
    );
    expect(values.map(({ variants }) => variants[0]?.isAvailable)).toEqual([false, true, true]);
    expect(values[0]?.variants[0]?.inventoryQuantity).toBe(0);
  });

  test("drafts and unpublished products are not published", async () => {
    const { values } = await read(
      file(
        { ...cup, Handle: "a", Published: "FALSE" },
        { ...cup, Handle: "b", Published: "true", Status: "draft" },
        { ...cup, Handle: "c", Published: "true", Status: "active" },
      ),
    );
    expect(values.map(({ isPublished }) => isPublished)).toEqual([false, false, true]);
  });

  test("prices follow the decimals of the currency and never pass through a fraction", async () => {
    const price = async (text: string, currency: string) => {
      const { values, rejections } = await read(file({ ...cup, "Variant Price": text }), currency);
      return values[0]?.variants[0]?.price ?? rejections[0]?.reason;
    };
    expect(await price("1.15", "USD")).toBe(115);
    expect(await price("4.35", "USD")).toBe(435);
    expect(await price("12.500", "USD")).toBe(1_250);
    expect(await price("1200", "JPY")).toBe(1_200);
    expect(await price("1.234", "KWD")).toBe(1_234);
    expect(await price("1.234", "USD")).toMatch(/at most 2 decimals/);
    expect(await price("12.5", "JPY")).toMatch(/at most 0 decimals/);
    expect(await price("1,200.00", "USD")).toMatch(/must be a number such as/);
    expect(await price("-5", "USD")).toMatch(/must be a number/);
    expect(await price("99999999999", "USD")).toMatch(/too high/);
    expect(await price("", "USD")).toMatch(/is empty/);
  });

  test.each([
    ["no handle", { Handle: "" }, "Handle"],
    ["no title", { Title: "" }, "Title"],
    ["a script as an image", { "Image Src": "javascript:alert(1)" }, "Image Src"],
    ["a fractional quantity", { "Variant Inventory Qty": "1.5" }, "Variant Inventory Qty"],
    ["an unknown policy", { "Variant Inventory Policy": "maybe" }, "Variant Inventory Policy"],
    ["an unknown status", { Published: "perhaps" }, "Published"],
    ["NUL", { Title: "a\0b" }, "Title"],
  ])("a product with %s is rejected, the others are read", async (_, cells, field) => {
    const { values, rejections } = await read(
      file(cup, { ...cup, Handle: "bad", ...cells }, { ...cup, Handle: "last" }),
    );
    expect(values.map(({ handle }) => handle)).toEqual(["cup", "last"]);
    expect(rejections).toMatchObject([{ line: 3, field }]);
  });

  test("a bad variant rejects its product, and names the row", async () => {
    const { values, rejections } = await read(
      file(
        { ...cup, "Option1 Name": "Size", "Option1 Value": "S" },
        { Handle: "cup", "Option1 Value": "L", "Variant Price": "free" },
      ),
    );
    expect(values).toEqual([]);
    expect(rejections).toMatchObject([{ line: 3, field: "Variant Price" }]);
  });

  test("other files are refused with the way out", async () => {
    const conversations = read(() => pieces("conversation_id,role,content\na,user,hi"));
    await expect(conversations).rejects.toMatchObject({
      nextStep: expect.stringMatching(/as conversations/),
    });
    const json = read(() => createReadStream(realFile("support-conversations.jsonl.gz")));
    await expect(json).rejects.toBeInstanceOf(ImportFileError);
  });
});

describe("descriptions", () => {
  test.each([
    ["<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"],
    ["<ul><li>a</li><li>b</li></ul>", "- a\n- b"],
    ["a<br>b<br/>c", "a\nb\nc"],
    ["<style>p{color:red}</style><script>alert('<p>')</script>seen", "seen"],
    ['<a title="1 > 0" href="x">link</a> text', "link text"],
    ["5 < 6 &lt;b&gt; &#8364; &#x20AC; &nbsp;end &unknown;", "5 < 6 <b> € € end &unknown;"],
    ["<!-- hidden -->shown<!-- open", "shown"],
    ["&#0;&#xD800;x", "&#0;&#xD800;x"],
    ["  plain\t text ", "plain text"],
  ])("%s", (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  test("a hostile description takes time in proportion to its length", () => {
    const started = performance.now();
    for (const piece of ["<", "<a ", "&", '<a title="', "<!--", "<script>", "</"]) {
      htmlToText(piece.repeat(100_000));
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
