// A catalogue of any size for the measurements, made from the two real files: their words in new combinations, by COPY.
import { once } from "node:events";
import { createReadStream } from "node:fs";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { newId } from "@/lib/core/ids";
import type { ImportedProduct } from "@/lib/imports/product-schema";
import { readProducts } from "@/lib/imports/read-products";
import { realFile } from "@/scripts/real-file";

const FILES = ["products-apparel.csv", "products-home-and-garden.csv"];
/** What shops put in front of a product's name. */
const LINES =
  "Aurora,Birch,Cedar,Delta,Ember,Fjord,Grove,Harbour,Indigo,Juniper,Kestrel,Linden,Meadow,Nordic,Onyx,Prairie,Quartz,River,Sierra,Timber".split(
    ",",
  );
const COLOURS =
  "Amber,Beige,Black,Blue,Bronze,Brown,Coral,Cream,Green,Grey,Ivory,Navy,Olive,Orange,Pink,Purple,Red,Silver,White,Yellow".split(
    ",",
  );
const MATERIALS =
  "Bamboo,Canvas,Ceramic,Cotton,Glass,Leather,Linen,Marble,Oak,Silk,Steel,Velvet,Walnut,Wicker,Wool".split(
    ",",
  );
const SIZES = ["Small", "Medium", "Large"];
/** Indexes that are made after the rows: entry by entry they would take most of the time. */
const SEARCH_INDEXES = ["product_search_idx", "product_search_text_idx"];

export interface ManyProducts {
  organisationId: string;
  projectId: string;
  titles: string[];
  skus: string[];
}

/** Fills a migrated database with an organisation whose one project has `count` products of one to three variants. */
export async function fillProducts(databaseUrl: string, count: number): Promise<ManyProducts> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const [organisationId, projectId] = [newId("organisation"), newId("project")];
    await client.query("INSERT INTO organisation (id, name, plan_id) VALUES ($1, 'Catalogue', 'business')", [
      organisationId,
    ]);
    await client.query("INSERT INTO project (id, organisation_id, name) VALUES ($1, $2, 'Catalogue')", [
      projectId,
      organisationId,
    ]);
    const { rows: indexes } = await client.query<{ indexdef: string }>(
      "SELECT indexdef FROM pg_indexes WHERE indexname = ANY ($1)",
      [SEARCH_INDEXES],
    );
    for (const name of SEARCH_INDEXES) await client.query(`DROP INDEX ${name}`);
    const made = await makeProducts(count);
    await copy(
      client,
      "product (project_id, id, handle, title, description, vendor, product_type, tags, price_min, price_max, currency, is_available, content_hash, search_text)",
      made.map((product) => [
        ...[projectId, product.id, product.id, product.title, product.description, product.vendor],
        ...[product.type, "{}", product.price, product.price + 500, "USD", product.isAvailable ? "t" : "f"],
        ...[product.id, product.searchText],
      ]),
    );
    await copy(
      client,
      "product_variant (project_id, id, product_id, position, title, sku, options, price, is_available)",
      made.flatMap((product) =>
        product.skus.map((sku, index) => [
          ...[projectId, newId("variant"), product.id, index + 1, SIZES[index] as string, sku],
          ...[JSON.stringify({ Size: SIZES[index] }), product.price, product.isAvailable ? "t" : "f"],
        ]),
      ),
    );
    for (const { indexdef } of indexes) await client.query(indexdef);
    await client.query("VACUUM ANALYZE");
    return {
      organisationId,
      projectId,
      titles: made.map(({ title }) => title),
      skus: made.flatMap(({ skus }) => skus),
    };
  } finally {
    await client.end();
  }
}

async function realProducts(): Promise<ImportedProduct[]> {
  const products: ImportedProduct[] = [];
  for (const file of FILES) {
    for await (const record of readProducts(() => createReadStream(realFile(file)), "USD")) {
      if ("value" in record) products.push(record.value);
    }
  }
  return products;
}

/** What `count` products of such a catalogue are. */
export async function makeProducts(count: number): Promise<ReturnType<typeof makeProduct>[]> {
  const real = await realProducts();
  return Array.from({ length: count }, (_, index) => makeProduct(real, index));
}

function makeProduct(real: readonly ImportedProduct[], index: number) {
  // Coprime steps, so that every combination comes up before one comes again.
  const of = <Value>(values: readonly Value[], step: number) =>
    values[Math.floor(index / step) % values.length] as Value;
  const base = of(real, 1);
  const other = of(real, 7);
  const [line, colour, material] = [of(LINES, 40), of(COLOURS, 800), of(MATERIALS, 16_000)];
  const title = `${line} ${colour} ${material} ${base.title}${index >= 240_000 ? ` ${index}` : ""}`;
  const type = base.productType || base.tags[0] || "Other";
  const vendor = `${line} ${base.vendor || "House"}`;
  const skus = SIZES.slice(0, 1 + (index % 3)).map(
    (_, size) => `${line.slice(0, 3).toUpperCase()}-${index}-${size + 1}`,
  );
  return {
    id: newId("product"),
    title,
    type,
    vendor,
    skus,
    description: `${base.description}\n\nGoes well with ${other.title}. ${colour}, of ${material.toLowerCase()}.`,
    price: 500 + ((index * 37) % 20_000),
    isAvailable: index % 9 !== 0,
    searchText: [title, vendor, type, ...base.tags, "Size", ...SIZES.slice(0, skus.length)]
      .join(" ")
      .toLowerCase(),
  };
}

/** Writes rows by COPY into `target`, a table with its columns. */
export async function copy(
  client: pg.Client,
  target: string,
  rows: readonly (readonly (string | number)[])[],
): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${target} FROM STDIN`));
  for (let from = 0; from < rows.length; from += 1_000) {
    const text = rows.slice(from, from + 1_000).map((row) => `${row.map(copyText).join("\t")}\n`);
    if (!stream.write(text.join(""))) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
}

/** A value in the text format of COPY. */
function copyText(value: string | number): string {
  return String(value).replace(
    /[\\\t\n\r]/g,
    (found) => ({ "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" })[found] ?? "",
  );
}
