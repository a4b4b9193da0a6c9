import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, everyItem, firstProject, type World } from "@/lib/account/testing";
import { InsufficientPermissionError, InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { productFacets } from "./facets";
import { getProduct } from "./get";
import { listProducts } from "./list";
import { listProductsInput, productDetail, productPage } from "./schema";
import { storeProducts } from "./testing";

let world: World;
let stranger: World;
let ids: string[];
let foreignId: string;

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  stranger = await createWorld(["Three"]);
  const [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  ids = await storeProducts(one.id, [
    { title: "Lamp", vendor: "Company 123", productType: "Indoor", description: "x".repeat(1000) },
    { title: "Lamp", vendor: "company 123", productType: "Outdoor", isAvailable: false },
    { title: "Äpfel", vendor: "Other", productType: "Indoor", isPublished: false },
    {
      title: "Chair",
      vendor: "Other",
      variants: [
        { size: "Small", price: 100 },
        { size: "Large", price: 250, sku: "C-L" },
      ],
    },
  ]);
  await storeProducts(
    two.id,
    Array.from({ length: 7 }, (_, index) => ({ title: `Lamp ${index % 2}` })),
  );
  [foreignId = ""] = await storeProducts(firstProject(stranger).id, [{ title: "Lamp" }]);
});

const list = async (filters: Record<string, unknown> = {}, caller = world.caller()) =>
  productPage.parse(await listProducts(caller, listProductsInput.parse(filters)));

describe("list_products", () => {
  test("pages over several projects by title, each product once, whatever the page size", async () => {
    const whole = (await list({ limit: 100 })).items;
    expect(whole).toHaveLength(11);
    for (const limit of [1, 2, 3, 10, 11]) {
      expect(await everyItem((cursor) => list({ limit, cursor })), `limit ${limit}`).toEqual(whole);
    }
  });

  test("shows price, availability and a short description", async () => {
    const [chair] = (await list({ vendor: "other", published: true })).items;
    expect(chair).toMatchObject({
      title: "Chair",
      price_min: 100,
      price_max: 250,
      currency: "USD",
      is_available: true,
      variants: {
        count: 2,
        options: [{ name: "Size", values: ["Small", "Large"] }],
        skus: ["C-L"],
      },
    });
    const lamp = (await list({ product_type: "indoor" })).items.find(({ id }) => id === ids[0]);
    expect(lamp?.description).toHaveLength(300);
    expect(lamp?.description.endsWith("…")).toBe(true);
  });

  test("filters by vendor and type in any case, availability and publication", async () => {
    const found = async (filters: Record<string, unknown>) =>
      (await list({ limit: 100, ...filters })).items.map(({ id }) => id).sort();
    const some = (...positions: number[]) => positions.map((position) => ids[position]).sort();
    expect(await found({ vendor: "COMPANY 123" })).toEqual(some(0, 1));
    expect(await found({ product_type: "Indoor" })).toEqual(some(0, 2));
    expect(await found({ available: false })).toEqual(some(1));
    expect(await found({ published: false })).toEqual(some(2));
    expect(await found({ vendor: "company 123", available: true })).toEqual(some(0));
    expect(await found({ vendor: "company" })).toEqual([]);
  });

  test("refuses a cursor of other filters or other projects", async () => {
    const { next_cursor: cursor } = await list({ limit: 1 });
    await expect(list({ limit: 1, available: true, cursor })).rejects.toBeInstanceOf(InvalidInputError);
    const one = world.caller([firstProject(world).id]);
    await expect(list({ limit: 1, cursor }, one)).rejects.toBeInstanceOf(InvalidInputError);
    await expect(list({ limit: 3, cursor })).resolves.toBeDefined();
  });

  test("needs products:read", async () => {
    await expect(list({}, world.without("products:read"))).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    await expect(productFacets(world.without("products:read"))).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
  });
});

describe("a product", () => {
  test("has its variants and images in order", async () => {
    const projectId = firstProject(world).id;
    const productId = ids[3] ?? "";
    await prisma.productImage.createMany({
      data: [1, 0].map((position) => ({
        projectId,
        productId,
        id: newId("image"),
        position,
        url: `https://cdn.example/${position}.jpg`,
      })),
    });
    const product = productDetail.parse(await getProduct(world.caller(), { product_id: productId }));
    expect(product.variants.map(({ title, price, options }) => ({ title, price, options }))).toEqual([
      { title: "Small", price: 100, options: [{ name: "Size", value: "Small" }] },
      { title: "Large", price: 250, options: [{ name: "Size", value: "Large" }] },
    ]);
    expect(product.images.map(({ url }) => url)).toEqual([
      "https://cdn.example/0.jpg",
      "https://cdn.example/1.jpg",
    ]);
  });

  test("of another organisation, another project, or nowhere is not found", async () => {
    const two = world.caller([world.projects[1]?.id ?? ""]);
    for (const [caller, id] of [
      [world.caller(), foreignId],
      [two, ids[0] ?? ""],
      [world.caller(), newId("product")],
    ] as const) {
      await expect(getProduct(caller, { product_id: id })).rejects.toThrow(
        new NotFoundError("product", id).message,
      );
    }
    await expect(
      getProduct(world.without("products:read"), { product_id: ids[0] ?? "" }),
    ).rejects.toBeInstanceOf(InsufficientPermissionError);
  });
});

test("the facets name what occurs in the caller's projects", async () => {
  expect(await productFacets(world.caller())).toEqual({
    vendors: expect.arrayContaining(["Company 123", "Other"]),
    product_types: ["Indoor", "Outdoor"],
  });
  expect((await productFacets(stranger.caller())).vendors).toEqual([]);
});
