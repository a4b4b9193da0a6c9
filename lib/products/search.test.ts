import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, everyItem, firstProject, type World } from "@/lib/account/testing";
import { InsufficientPermissionError, InvalidInputError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import { productHits, searchProductsInput } from "./schema";
import { searchProducts } from "./search";
import { realProducts, storeProducts } from "./testing";

let world: World;
let other: World;

beforeAll(async () => {
  world = await createWorld(["Apparel", "Home"]);
  other = await createWorld(["Elsewhere"]);
  const [apparel, home] = world.projects as [World["projects"][0], World["projects"][0]];
  await storeProducts(apparel.id, [
    ...realProducts("products-apparel.csv"),
    {
      title: "Café Décor Mug",
      description: "A mug for the table.",
      variants: [
        { size: "Small", sku: "MUG-100-S", barcode: "4006381333931", price: 900 },
        { size: "Large", sku: "MUG-100-L", price: 1200, isAvailable: false },
      ],
    },
    { title: "Sold Out Varsity Jacket", isAvailable: false },
  ]);
  await storeProducts(home.id, realProducts("products-home-and-garden.csv"));
  await storeProducts(firstProject(other).id, [{ title: "Secret Sofa" }, { title: "Classic Varsity Top" }]);
});

async function search(query: string, rest: Record<string, unknown> = {}, caller = world.caller()) {
  const hits = await searchProducts(caller, searchProductsInput.parse({ query, ...rest }));
  return productHits.parse(hits).items;
}

async function titles(query: string, rest?: Record<string, unknown>) {
  return (await search(query, rest)).map(({ title }) => title);
}

describe("search_products", () => {
  test("finds what was meant in spite of typos, inflections and unfinished words", async () => {
    expect((await titles("varsty top"))[0]).toBe("Classic Varsity Top");
    for (const title of await titles("shrit")) expect(title).toMatch(/shirt/i);
    expect((await titles("shrit")).length).toBeGreaterThan(0);
    expect((await titles("zofa"))[0]).toMatch(/sofa/i);
    expect(await titles("xqzvkw")).toEqual([]);
    expect((await titles("clasic varsity"))[0]).toBe("Classic Varsity Top");
    expect((await titles("sofas"))[0]).toMatch(/Sofa$/);
    expect(await titles("sofas")).toContain("Cream Sofa");
    expect((await titles("stripd slik blouse"))[0]).toBe("Striped Silk Blouse");
    expect((await titles("yellow wo"))[0]).toBe("Yellow Wool Jumper");
    expect((await titles("jumpers"))[0]).toBe("Yellow Wool Jumper");
  });

  test("ignores accents on either side", async () => {
    expect((await titles("cafe decor"))[0]).toBe("Café Décor Mug");
    expect((await titles("CAFÉ DÉCOR"))[0]).toBe("Café Décor Mug");
  });

  test("finds by product code, whole, begun, among words and by barcode", async () => {
    for (const query of ["mug-100-l", "MUG-100", "is MUG-100-S in stock", "4006381333931"]) {
      const [first] = await search(query);
      expect(first?.title, query).toBe("Café Décor Mug");
      expect(first?.matched_by, query).toContain("code");
    }
  });

  test("ranks from 1 with falling scores and tells the variants", async () => {
    const hits = await search("mug");
    expect(hits[0]).toMatchObject({
      rank: 1,
      price_min: 900,
      price_max: 1200,
      variants: {
        count: 2,
        available_count: 1,
        options: [{ name: "Size", values: ["Small", "Large"] }],
        skus: ["MUG-100-S", "MUG-100-L"],
      },
    });
    const tops = await search("top");
    expect(tops.map(({ rank }) => rank)).toEqual(tops.map((_, index) => index + 1));
    expect(tops.map(({ score }) => score)).toEqual(tops.map(({ score }) => score).sort((a, b) => b - a));
  });

  test("keeps excluded words out of both ways of searching", async () => {
    const found = await titles("sofa -cream");
    expect(found.length).toBeGreaterThan(0);
    expect(found).not.toContain("Cream Sofa");
  });

  test("compares spellings only while few products have the very words", async () => {
    const many = await createWorld(["Many"]);
    const project = firstProject(many).id;
    const shelves = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ title: `Oak Shelf ${index}` }));
    await storeProducts(project, [...shelves(39), { title: "Oaken Shelfs Set" }, { title: "Oakk Shelff" }]);
    const found = async () =>
      new Set((await search("oak shelf", { limit: 100 }, many.caller())).map(({ title }) => title));
    expect(await found()).toContain("Oakk Shelff");
    await storeProducts(project, shelves(2));
    const enough = await found();
    expect(enough).not.toContain("Oakk Shelff");
    expect(enough.size).toBe(39);
  });

  test("finds nothing rather than anything", async () => {
    expect(await titles("xqzwvk")).toEqual([]);
    expect(await titles("!!!")).toEqual([]);
  });

  test("filters by availability", async () => {
    expect(await titles("varsity jacket")).toContain("Sold Out Varsity Jacket");
    expect(await titles("varsity jacket", { available: true })).not.toContain("Sold Out Varsity Jacket");
    expect(await titles("varsity jacket", { available: false })).toEqual(["Sold Out Varsity Jacket"]);
  });

  test("stays inside the caller's projects", async () => {
    const [apparel] = world.projects as [World["projects"][0]];
    expect(await titles("secret")).toEqual([]);
    const narrowed = await search("sofa", {}, world.caller([apparel.id]));
    expect(narrowed.filter(({ project_id }) => project_id !== apparel.id)).toEqual([]);
    expect(await search("sofa", {}, world.caller([]))).toEqual([]);
  });

  test("pages without gaps or repeats", async () => {
    const whole = await search("women", { limit: 100 });
    expect(whole.length).toBeGreaterThan(5);
    const paged = await everyItem((cursor) =>
      searchProducts(world.caller(), searchProductsInput.parse({ query: "women", limit: 2, cursor })),
    );
    expect(paged).toEqual(whole);
  });

  test("refuses a cursor of another search, and one made up", async () => {
    const page = await searchProducts(
      world.caller(),
      searchProductsInput.parse({ query: "women", limit: 1 }),
    );
    const forged = Buffer.from(JSON.stringify(["product search", "x", 1])).toString("base64url");
    for (const [query, cursor] of [
      ["men", page.next_cursor],
      ["women", forged],
      ["women", "%%%"],
    ] as const) {
      await expect(search(query, { cursor })).rejects.toBeInstanceOf(InvalidInputError);
    }
  });

  test.each([
    "'; DROP TABLE product; --",
    "a' OR '1'='1",
    "top:* & | ! <-> ()",
    "\\' \\\\ %_% $1 {x}",
    '"unclosed quote top',
    "½ ŉ ﬁ ß ’ʼ",
    "-",
    "-top",
    "or or or",
    "😀 top",
    "a".repeat(200),
  ])("takes %j for words", async (query) => {
    expect(Array.isArray(await search(query))).toBe(true);
    expect(await prisma.product.count()).toBeGreaterThan(20);
  });

  test("refuses texts that are none", () => {
    for (const query of ["", "   ", "a\u0000b", "x".repeat(201), 5, null, { contains: "" }]) {
      expect(searchProductsInput.safeParse({ query }).success, JSON.stringify(query)).toBe(false);
    }
    expect(searchProductsInput.safeParse({ query: "x", vendr: "y" }).success).toBe(false);
  });

  test("needs products:read", async () => {
    await expect(search("top", {}, world.without("products:read"))).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
  });
});
