// Files that are broken, lie about themselves or unpack without end: each gets a clear answer, and the server serves on.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { docxParts, makePdf, makeZip } from "@/lib/documents/testing";
import { type Stack, startStack } from "@/scripts/stack";
import { sendRaw } from "./http/raw";
import { type Answer, send } from "./http/send";
import { hydrated } from "./hydrated";
import { PASSWORD, seedTenant, type Tenant } from "./tenants";

test.describe.configure({ mode: "serial" });

const MB = 1024 * 1024;

let stack: Stack;
let db: pg.Client;
let tenant: Tenant;
let cookie: string;
let isOver = false;
/** Answers of the readiness check while all of this goes on. */
const readiness: { status: number; milliseconds: number }[] = [];
let watching: Promise<void>;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  stack = await startStack();
  db = new pg.Client({ connectionString: stack.databaseUrl });
  await db.connect();
  tenant = await seedTenant(db);
  const page = await browser.newPage({ baseURL: stack.baseUrl });
  await page.goto("/sign-in");
  await hydrated(page);
  await page.getByLabel("E-mail").fill(tenant.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/p\/prj_/);
  cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await page.context().close();
  watching = (async () => {
    while (!isOver) {
      const started = performance.now();
      const { status } = await send(`${stack.baseUrl}/api/health/ready`).catch(() => ({ status: 0 }));
      readiness.push({ status, milliseconds: performance.now() - started });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
});

test.afterAll(async () => {
  isOver = true;
  await watching;
  await db?.end();
  await stack?.stop();
});

function upload(kind: "knowledge" | "imports", name: string, body: Buffer | string): Promise<Answer> {
  const query = new URLSearchParams({ file_name: name, ...(kind === "imports" && { kind: "products" }) });
  return send(`${stack.baseUrl}/api/projects/${tenant.projects[0].id}/${kind}?${query}`, {
    method: "POST",
    headers: { cookie, origin: stack.baseUrl },
    body,
  });
}

/** A refusal that names the rule and what to do next, without anything of the inside. */
function expectRefusal({ status, text }: Answer, name: string, reason?: RegExp) {
  expect(status, `${name}: ${text}`).toBe(400);
  // NUL in an address is refused before any route sees it.
  if (text.startsWith("The address")) return;
  const problem = JSON.parse(text);
  expect(problem, name).toMatchObject({ code: "invalid_input", detail: expect.stringMatching(/\S/) });
  if (reason) expect(problem.reason ?? problem.detail, name).toMatch(reason);
  expect(text, name).not.toMatch(/\.(ts|js):\d+|node_modules|SELECT |prisma/i);
}

test("a real PDF of which pieces are missing or changed", async () => {
  test.setTimeout(180_000);
  const pdf = makePdf(["Returns within thirty days.", "Shipping takes a week.", "Refunds come by card."]);
  const files: [string, Buffer][] = [];
  for (const part of [0.02, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99]) {
    files.push([`cut at ${part}`, pdf.subarray(0, Math.floor(pdf.length * part))]);
  }
  // The same noise in every run.
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  for (let round = 0; round < 8; round += 1) {
    const changed = Buffer.from(pdf);
    for (let count = 0; count < 20 * (round + 1); count += 1)
      changed[8 + random(pdf.length - 8)] = random(256);
    files.push([`noise ${round}`, changed]);
  }
  const replaced = (from: string, to: string) =>
    Buffer.from(pdf.toString("latin1").replaceAll(from, to), "latin1");
  files.push(
    ["pages that are their own parents", replaced("/Kids [4 0 R", "/Kids [2 0 R")],
    ["a million pages announced", replaced("/Count 3", "/Count 1000000")],
    ["a stream of a negative length", replaced("/Length ", "/Length -")],
    ["a filter that nobody has", replaced("/FlateDecode", "/NoSuchThing")],
    ["a root that is no catalogue", replaced("/Root 1 0 R", "/Root 3 0 R")],
    ["a page as large as a country", replaced("595 842", "1e38 1e38")],
    ["a table of objects elsewhere", replaced("startxref\n", "startxref\n9999999999")],
  );
  const wrong: string[] = [];
  const left = [...files];
  await Promise.all(
    Array.from({ length: 3 }, async () => {
      for (let file = left.shift(); file !== undefined; file = left.shift()) {
        const [name, bytes] = file;
        const answer = await upload("knowledge", `${name}.pdf`, bytes);
        // What can still be read is taken; a second one with the same text is known already.
        if (![201, 409].includes(answer.status)) expectRefusal(answer, name, /^document_/);
        if (answer.status >= 500) wrong.push(`${name}: ${answer.status}`);
      }
    }),
  );
  expect(wrong).toEqual([]);
});

test("archives, markup and texts that are not what they say", async () => {
  test.setTimeout(180_000);
  const bomb = makeZip([
    ...docxParts([]),
    { name: "word/media/a.xml", content: Buffer.alloc(60 * MB, 0x20) },
  ]);
  const xml = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
  const cases: [name: string, body: Buffer | string, reason: RegExp][] = [
    ["bomb.docx", bomb, /unpacks_too_large/],
    ["nested.docx", makeZip([{ name: "inner.zip", content: bomb }]), /archive/],
    [
      "lies.docx",
      makeZip([...docxParts([]), { name: "word/a.xml", content: "x", declared: 0x7fffffff }]),
      /unpacks_too_large/,
    ],
    ["climbs.docx", makeZip([{ name: "../../../../etc/passwd", content: "x" }]), /archive/],
    ["twice.docx", makeZip([...docxParts([{ text: "a" }]), ...docxParts([{ text: "b" }])]), /broken/],
    ["entities.docx", makeZip(docxParts([{ text: "&b;" }], xml)), /broken/],
    ["page.pdf", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 0xff]), /not_text/],
    ["picture.docx", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), /picture/],
    ["packed.txt", gzipSync(Buffer.alloc(50 * MB)), /not_text|archive/],
    ["nothing.md", "", /empty/],
    ["large.txt", Buffer.alloc(40 * MB, "word "), /larger than/],
  ];
  for (const [name, body, reason] of cases)
    expectRefusal(await upload("knowledge", name, body), name, reason);
  // HTML under another name is read for what it is.
  const html = await upload(
    "knowledge",
    "terms.pdf",
    "<!doctype html><title>Terms</title><p>Thirty days.</p>",
  );
  expect(html.status).toBe(201);
  expect(JSON.parse(html.text)).toMatchObject({ format: "html" });
});

test("names of files that want to be paths", async () => {
  const body = (name: string) => `id,title,price\n1,${encodeURIComponent(name).slice(0, 40)},1 USD\n`;
  for (const [name, isTaken] of [
    ["../../../../etc/passwd", true],
    ["..\\..\\windows\\system32\\x.csv", true],
    ["/etc/passwd", true],
    ["con.csv", true],
    ["gepj\u202efdp.csv", true],
    ["a\u0000.csv", false],
    ["a\r\nSet-Cookie: b.csv", false],
    ["x".repeat(300), false],
    ["   ", false],
  ] as const) {
    for (const kind of ["imports", "knowledge"] as const) {
      const answer = await upload(kind, name, body(`${kind} ${name}`));
      if (isTaken) expect([201, 202], `${kind} ${name}: ${answer.text}`).toContain(answer.status);
      else expectRefusal(answer, `${kind} ${name}`);
    }
  }
});

test("what is no id, word or place in a list is refused", async () => {
  const own = `projects/${tenant.projects[0].id}`;
  for (const path of [
    "projects/%00/conversations",
    "organisations/%00/members.csv",
    `${own}/conversations/%00`,
    `${own}/imports/%00`,
    `${own}/feeds/%00`,
    `${own}/visitors/%00/export`,
    ...["conversations", "imports", "feeds", "leads", "knowledge"].map((list) => `${own}/${list}?cursor=%00`),
    ...["conversations", "leads"].map((list) => `${own}/${list}?query=%00`),
    `${own}/search?query=%00`,
    `${own}/search?query=${"%F0%9F".repeat(10)}`,
    `${own}/imports?feed_id=%00`,
    `${own}/products.csv?query=%00`,
    `${own}/analytics.csv?from=%00`,
  ]) {
    const { status, text } = await send(`${stack.baseUrl}/api/${path}`, { headers: { cookie } });
    expect(status, `${path}: ${text}`).toBeLessThan(500);
  }
});

test("100 MB of CSV and a gigabyte packed into one megabyte", async () => {
  test.setTimeout(180_000);
  const [instance] = stack.instances as [Stack["instances"][number]];
  const resident = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${instance.pid}/status`, "utf8"))?.[1]) / 1024;
  const before = resident();
  let peak = before;
  const looking = setInterval(() => {
    peak = Math.max(peak, resident());
  }, 50);
  const line = "1234,A product with a name,12.00 USD,in stock\n";
  const csv = Buffer.alloc(100 * MB, line);
  expectRefusal(
    // The refusal may come before the last byte was sent.
    await upload("imports", "large.csv", csv).catch(async () => {
      const path = `/api/projects/${tenant.projects[0].id}/imports?kind=products&file_name=large.csv`;
      const head = `POST ${path} HTTP/1.1\r\nHost: ${new URL(stack.baseUrl).host}\r\nOrigin: ${stack.baseUrl}\r\nCookie: ${cookie}\r\nContent-Length: ${csv.length}\r\n\r\n`;
      const { status, text } = await sendRaw(instance.port, Buffer.concat([Buffer.from(head), csv]), 20_000);
      return { status, headers: {}, text: text.split("\r\n\r\n").slice(1).join("") };
    }),
    "100 MB",
    /larger than 50 MB|too_large/,
  );
  // A thousand members of a megabyte each are one stream (RFC 1952 section 2.2).
  const member = gzipSync(Buffer.alloc(MB, line), { level: 9 });
  const packed = await upload(
    "imports",
    "bomb.csv.gz",
    Buffer.concat(Array.from({ length: 1_000 }, () => member)),
  );
  expect(packed.status, packed.text).toBe(202);
  const { id } = JSON.parse(packed.text);
  await expect
    .poll(async () => (await db.query("SELECT status FROM import_run WHERE id = $1", [id])).rows[0].status, {
      timeout: 90_000,
    })
    .toMatch(/succeeded|failed/);
  const { rows } = await db.query("SELECT status, error, rejected FROM import_run WHERE id = $1", [id]);
  expect(rows[0], JSON.stringify(rows[0])).toMatchObject({
    status: "failed",
    error: expect.stringMatching(/\w/),
  });
  clearInterval(looking);
  expect(peak - before).toBeLessThan(600);
});

test("the server was ready all along", async () => {
  isOver = true;
  await watching;
  expect(readiness.length).toBeGreaterThan(10);
  expect(readiness.filter(({ status }) => status !== 200)).toEqual([]);
  const slowest = Math.max(...readiness.map(({ milliseconds }) => milliseconds));
  expect(slowest).toBeLessThan(5_000);
});
