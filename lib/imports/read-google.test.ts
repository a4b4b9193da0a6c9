import { createGzip } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { ImportSource } from "./open-file";
import { readProducts } from "./read-products";
import { pieces } from "./testing";

const AT = new Date("2026-11-21T12:00:00Z");

async function read(source: ImportSource | string, currency = "USD") {
  const values = [];
  const rejections = [];
  const bytes = typeof source === "string" ? () => pieces(source, 7) : source;
  for await (const record of readProducts(bytes, currency, AT)) {
    if ("rejection" in record) rejections.push({ ...record.rejection, handle: record.handle });
    else values.push(record.value);
  }
  return { values, rejections };
}

const item = (fields: Record<string, string>) =>
  `<item>${Object.entries(fields)
    .map(([name, value]) => `<g:${name}>${value}</g:${name}>`)
    .join("")}</item>`;
const rss = (...items: string[]) =>
  `<?xml version="1.0"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>\n${items.join("\n")}\n</channel></rss>`;
const cup = { id: "007", title: "Cup", price: "12.50 EUR", availability: "in_stock" };

describe("Google Merchant Center's CSV and TSV", () => {
  test("every column that means something here", async () => {
    const { values, rejections } = await read(
      [
        "id,title,description,link,image_link,additional_image_link,availability,price,sale_price,brand,gtin,mpn,condition,product_type,google_product_category,color,size,shipping_weight",
        '"lamp-1","Desk Lamp","<p>Bright &amp; small</p>","https://shop.example/lamp","https://i.example/1.jpg","https://i.example/2.jpg,https://i.example/3.jpg?a=1,2","in stock","49.90 EUR","39.90 EUR","Lux","4006381333931","LX-1","refurbished","Home > Lamps","632","Black","","1.2 kg"',
      ].join("\r\n"),
    );
    expect(rejections).toEqual([]);
    expect(values).toEqual([
      {
        handle: "lamp-1",
        title: "Desk Lamp",
        description: "Bright & small",
        vendor: "Lux",
        productType: "Home > Lamps",
        tags: ["refurbished"],
        isPublished: true,
        currency: "EUR",
        url: "https://shop.example/lamp",
        variants: [
          {
            title: "Black",
            options: { Color: "Black" },
            sku: "LX-1",
            barcode: "4006381333931",
            price: 3_990,
            compareAtPrice: 4_990,
            inventoryQuantity: null,
            isAvailable: true,
            imageUrl: "https://i.example/1.jpg",
            weightGrams: 1_200,
          },
        ],
        images: [
          { url: "https://i.example/1.jpg", alt: "" },
          { url: "https://i.example/2.jpg", alt: "" },
          { url: "https://i.example/3.jpg?a=1,2", alt: "" },
        ],
      },
    ]);
  });

  test("TSV with Google's spaces in the names and quotes that need no quoting", async () => {
    const { values, rejections } = await read(
      'id\ttitle\tprice\timage link\titem group id\tsize\ns1\tScreen 24" wide\t99 USD\thttps://i.example/a.png\t\t\n',
    );
    expect(rejections).toEqual([]);
    expect(values).toMatchObject([{ handle: "s1", title: 'Screen 24" wide', images: [{}] }]);
  });

  test("variants of a group are one product, named by what their names share", async () => {
    const { values } = await read(
      [
        "id,title,price,item_group_id,color,size,availability",
        "1,Wool Jumper - Blue / S,50 USD,jumper,Blue,S,in_stock",
        "9,Plain Cup,5 USD,,,,in_stock",
        "2,Wool Jumper - Blue / M,55 USD,jumper,Blue,M,out_of_stock",
        "3,Wool Jumper - Red / M,45 USD,jumper,Red,M,backorder",
      ].join("\n"),
    );
    expect(values.map(({ handle, title }) => [handle, title])).toEqual([
      ["9", "Plain Cup"],
      ["jumper", "Wool Jumper"],
    ]);
    expect(
      values[1]?.variants.map(({ title, price, isAvailable, sku }) => [title, price, isAvailable, sku]),
    ).toEqual([
      ["Blue / S", 5_000, true, "1"],
      ["Blue / M", 5_500, false, "2"],
      ["Red / M", 4_500, true, "3"],
    ]);
  });

  test.each([
    ["12.99 EUR", 1_299, "EUR"],
    ["EUR 12.99", 1_299, "EUR"],
    ["12.99", 1_299, "USD"],
    ["12,99 eur", 1_299, "EUR"],
    ["1,299.00 USD", 129_900, "USD"],
    ["1.299,00 EUR", 129_900, "EUR"],
    ["1 299.00 SEK", 129_900, "SEK"],
    ["1'299.00 CHF", 129_900, "CHF"],
    ["1200 JPY", 1_200, "JPY"],
    ["1.234 KWD", 1_234, "KWD"],
    ["0.29 EUR", 29, "EUR"],
  ])("the price %j is %i minor units of %s", async (text, minor, currency) => {
    const { values, rejections } = await read(rss(item({ ...cup, price: text })));
    expect(rejections).toEqual([]);
    expect(values[0]).toMatchObject({ currency, variants: [{ price: minor }] });
  });

  test.each([
    ["1,299 USD", /must be a number/],
    ["12.999 EUR", /at most 2 decimals in EUR/],
    ["12.5 JPY", /at most 0 decimals/],
    ["€12", /a number and a currency such as 12.99 EUR/],
    ["12 XYZ", /“XYZ”, which ISO 4217 does not know/],
    ["-5 EUR", /a number and a currency/],
    ["99999999999 EUR", /too high/],
    ["free", /a number and a currency/],
    ["", /price is empty/],
  ])("the price %j is refused", async (text, reason) => {
    const { values, rejections } = await read(rss(item({ ...cup, price: text })));
    expect(values).toEqual([]);
    expect(rejections).toMatchObject([{ line: 1, field: "price", handle: "007" }]);
    expect(rejections[0]?.reason).toMatch(reason);
  });

  test("a sale price counts in its time only", async () => {
    const at = async (dates: string) => {
      const fields = { ...cup, sale_price: "10 EUR", sale_price_effective_date: dates };
      const { values, rejections } = await read(rss(item(fields)));
      return values[0]?.variants[0]?.price ?? rejections[0]?.field;
    };
    expect(await at("")).toBe(1_000);
    expect(await at("2026-11-20T00:00Z/2026-11-30T23:59Z")).toBe(1_000);
    expect(await at("2026-11-22T00:00Z/2026-11-30T23:59Z")).toBe(1_250);
    expect(await at("2026-10-01T00:00+0100/2026-10-02T00:00+0100")).toBe(1_250);
    expect(await at("soon")).toBe("sale_price_effective_date");
  });

  test.each([
    ["in stock", true],
    ["In Stock", true],
    ["https://schema.org/InStock", true],
    ["preorder", true],
    ["out_of_stock", false],
    ["discontinued", false],
    ["", true],
  ])("availability %j", async (text, isAvailable) => {
    const { values } = await read(rss(item({ ...cup, availability: text })));
    expect(values[0]?.variants[0]?.isAvailable).toBe(isAvailable);
  });

  test.each([
    ["an unknown availability", { availability: "constructor" }, "availability"],
    ["a script as its page", { link: "javascript:alert(1)" }, "link"],
    ["a script as a picture", { additional_image_link: "data:text/html,x" }, "additional_image_link"],
    ["no title", { title: " " }, "title"],
    ["no id", { id: "" }, "id"],
    ["sale and price in two currencies", { sale_price: "5 USD" }, "sale_price"],
  ])("%s rejects the record, the others are read", async (_, fields, field) => {
    const { values, rejections } = await read(
      rss(item({ ...cup, id: "a" }), item({ ...cup, ...fields }), item({ ...cup, id: "z" })),
    );
    expect(values.map(({ handle }) => handle)).toEqual(["a", "z"]);
    expect(rejections).toMatchObject([{ line: 2, field }]);
  });

  test("a bad variant rejects its product once; an id that stands twice is taken once", async () => {
    const { values, rejections } = await read(
      rss(
        item({ ...cup, id: "1", item_group_id: "g", size: "S" }),
        item({ ...cup, id: "2", item_group_id: "g", price: "?" }),
        item({ ...cup, id: "3", item_group_id: "g", price: "?" }),
        item({ ...cup, id: "4" }),
        item({ ...cup, id: "4", title: "Another" }),
        item({ ...cup, id: "5", item_group_id: "h" }),
        item({ ...cup, id: "6", item_group_id: "h", price: "1 USD" }),
      ),
    );
    expect(values.map(({ handle, title }) => [handle, title])).toEqual([["4", "Cup"]]);
    expect(rejections.map(({ line, field, handle }) => [line, field, handle])).toEqual([
      [2, "price", "g"],
      [5, "id", "4"],
      [7, "price", "h"],
    ]);
  });
});

describe("XML", () => {
  test("RSS with Google's names beside its own, CDATA and entities", async () => {
    const { values, rejections } = await read(
      rss(
        `<item><title>Feed &amp; Seed</title><link>https://shop.example/a?x=1&amp;y=2</link><guid>other</guid>
          <description><![CDATA[<p>Bread &amp; butter</p><script>alert(1)</script>]]></description>
          <g:id>007</g:id><g:price>1.50 EUR</g:price>
          <g:image_link>https://i.example/1.jpg</g:image_link>
          <g:additional_image_link>https://i.example/2.jpg</g:additional_image_link>
          <g:additional_image_link>https://i.example/3.jpg</g:additional_image_link>
          <g:shipping><g:country>DE</g:country><g:price>4 EUR</g:price></g:shipping>
          <media:title xmlns:media="http://search.yahoo.com/mrss/">No</media:title></item>`,
        item({
          ...cup,
          id: "1",
          title: "&lt;b&gt;Bold&lt;/b&gt; &#8364;",
          description: "&lt;p&gt;A&amp;eacute;&lt;/p&gt;".repeat(3_000),
        }),
      ),
    );
    expect(rejections).toEqual([]);
    expect(values).toMatchObject([
      {
        handle: "007",
        title: "Feed & Seed",
        url: "https://shop.example/a?x=1&y=2",
        description: "Bread & butter",
        images: [{}, {}, {}],
        variants: [{ price: 150 }],
      },
      { title: "<b>Bold</b> €", description: expect.stringMatching(/^Aé\n\nAé/) },
    ]);
  });

  test("Atom, with its links as attributes and another prefix for Google's names", async () => {
    const { values, rejections } = await read(
      `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:shop="http://base.google.com/ns/1.0"><title>Shop</title>
        <entry><id>tag:shop</id><title type="html">Cup</title><link rel="self" href="https://shop.example/self"/>
        <link rel="alternate" href="https://shop.example/cup"/><summary>Round</summary>
        <shop:id>cup-1</shop:id><shop:price>3 GBP</shop:price><shop:availability>out of stock</shop:availability></entry></feed>`,
    );
    expect(rejections).toEqual([]);
    expect(values).toMatchObject([
      {
        handle: "cup-1",
        title: "Cup",
        url: "https://shop.example/cup",
        description: "Round",
        variants: [{ price: 300, isAvailable: false }],
      },
    ]);
  });

  test("in another encoding, if it says so", async () => {
    const text = rss(item({ ...cup, title: "Café" })).replace('"1.0"?>', '"1.0" encoding="ISO-8859-1"?>');
    const { values } = await read(() => pieces(Buffer.from(text, "latin1")));
    expect(values[0]?.title).toBe("Café");
    await expect(read(() => pieces(Buffer.from(rss("é"), "latin1")))).rejects.toThrow(/not valid UTF-8/);
    await expect(read('<?xml version="1.0" encoding="klingon"?><rss/>')).rejects.toThrow(/“klingon”/);
  });

  test("a feed with nothing for sale is empty", async () => {
    expect(await read(rss())).toEqual({ values: [], rejections: [] });
  });

  const declared = (body: string) =>
    `<?xml version="1.0"?>\n${body}\n${rss(item(cup)).split("\n").slice(1).join("\n")}`;
  test.each([
    [
      "an entity bomb",
      declared('<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
      /document type on line 2/,
    ],
    [
      "an entity of a file",
      declared('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
      /document type/,
    ],
    [
      "a document type elsewhere",
      declared('<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">'),
      /document type/,
    ],
    ["a web page", "<!doctype html><html><body>Down for maintenance</body></html>", /web page/],
    ["a web page without a type", "<html><body><p>Hi</p></body></html>", /no <item> and no <entry>/],
    ["another XML", "<products><product><id>1</id></product></products>", /no <item>/],
    ["elements in each other", `<rss>${"<a>".repeat(100_000)}`, /more than 64 deep/],
    ["an item cut off", rss(item(cup)).slice(0, 150), /the file ends/],
    [
      "a tag cut off",
      `${rss(item(cup))
        .slice(0, 150)
        .replace(/<[^>]*$/, "<g:pri")}`,
      /the file ends/,
    ],
    ["tags that cross", rss("<item><g:id>1</g:title></item>"), /<\/g:title> where <\/g:id> belongs/],
    ["a bare <", rss("<item><g:id>1 < 2</g:id></item>"), /“<” that begins no tag/],
    ["a tag too much", `${rss()}</rss>`, /<\/rss> too much/],
    ["text behind it", `${rss()}hello`, /text outside/],
    ["two outermost elements", `${rss()}<rss/>`, /second outermost/],
    ["a comment never closed", rss(`<!-- ${"x".repeat(200_000)}`), /too large for one product/],
    [
      "an element without end",
      rss(`<item><g:id>${"x".repeat(2_000_000)}</g:id></item>`),
      /too large for one product/,
    ],
    ["an attribute without end", rss(`<item a="${"x".repeat(2_000_000)}`), /too large for one product/],
  ])("%s is refused with the line", async (_, text, message) => {
    const started = performance.now();
    await expect(read(() => pieces(text, 4_096))).rejects.toThrow(message);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("names that objects have of their own are fields like others", async () => {
    const { values, rejections } = await read(
      rss(
        item({ ...cup, __proto__: "x", constructor: "y" }),
        "<item><__proto__><polluted>1</polluted></__proto__></item>",
        item({ ...cup, id: "last" }),
      ),
    );
    expect(values.map(({ handle }) => handle)).toContain("last");
    expect(values.length + rejections.length).toBe(3);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

/** Peak of what is in use beyond the start, in MB, while a file is read. */
async function peakOf(work: () => Promise<void>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage();
  let peak = 0;
  const timer = setInterval(() => {
    const now = process.memoryUsage();
    peak = Math.max(peak, now.heapUsed + now.external - before.heapUsed - before.external);
  }, 20);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return peak / 2 ** 20;
}

/** `count` records of about a kilobyte, some of them variants, made while they are read. */
function largeFeed(count: number): ImportSource {
  const text = "Made by hand for every day. ".repeat(35);
  return async function* () {
    yield Buffer.from('<rss xmlns:g="http://base.google.com/ns/1.0"><channel>');
    for (let from = 0; from < count; from += 100) {
      const records = Array.from({ length: 100 }, (_, index) => {
        const id = `product-number-${from + index}`;
        const group: Record<string, string> =
          index % 10 === 0 ? { item_group_id: `group-number-${Math.floor((from + index) / 50)}` } : {};
        return item({ ...cup, id, description: text, ...group });
      });
      yield Buffer.from(records.join("\n"));
    }
    yield Buffer.from("</channel></rss>");
  };
}

describe("large files", () => {
  test("50 MB of XML are read with a fraction of that in memory", async () => {
    let products = 0;
    let bytes = 0;
    const source = largeFeed(48_000);
    const peak = await peakOf(async () => {
      for await (const chunk of source()) bytes += chunk.length;
      for await (const record of readProducts(source, "USD", AT)) if ("value" in record) products += 1;
    });
    expect(bytes).toBeGreaterThan(50 * 2 ** 20);
    expect(products).toBe(43_200 + 960);
    expect(peak).toBeLessThan(200);
  }, 120_000);

  test("a gigabyte packed into one megabyte stops at the limit", async () => {
    const bomb: ImportSource = () => {
      const gzip = createGzip({ level: 9 });
      void (async () => {
        gzip.write('<rss xmlns:g="http://base.google.com/ns/1.0"><channel>');
        const padding = Buffer.alloc(2 ** 20, 0x20);
        for (let mb = 0; mb < 1_024 && !gzip.destroyed; mb += 1) {
          if (!gzip.write(padding)) await new Promise((resolve) => gzip.once("drain", resolve));
        }
        gzip.end("</channel></rss>");
      })();
      return gzip;
    };
    const peak = await peakOf(async () => {
      await expect(read(bomb)).rejects.toThrow(/unpacks to more than 256 MB/);
    });
    expect(peak).toBeLessThan(150);
  }, 120_000);

  test.each([
    ["id,title,price\n1,", "x"],
    ['id,title,price\n1,"', "x\n"],
    ["", "x"],
    ["Handle,Title,Variant Price\ncup,", '"'],
    ["<rss>", " x"],
    ["<rss a='", "x"],
  ])(
    "60 MB without an end after %j",
    async (start, filler) => {
      const padding = Buffer.from(filler.repeat(2 ** 20 / filler.length));
      const source: ImportSource = async function* () {
        yield Buffer.from(start || "id");
        for (let mb = 0; mb < 60; mb += 1) yield padding;
      };
      const peak = await peakOf(async () => {
        await expect(read(source)).rejects.toMatchObject({
          name: "ImportFileError",
          nextStep: expect.any(String),
        });
      });
      expect(peak).toBeLessThan(150);
    },
    60_000,
  );
});
