import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { DOCUMENT_PROBLEMS, DocumentError, type DocumentProblem } from "./document-error";
import { readDocument } from "./read-document";
import { MAX_DOCUMENT_LENGTH, MAX_PAGES } from "./schema";
import { docxParts, makePdf, makeZip } from "./testing";

const read = (bytes: Uint8Array | string, name = "file", more = {}) =>
  readDocument(Buffer.from(bytes), { name, maxTitleLength: 200, ...more });

async function problemOf(bytes: Uint8Array | string, more = {}): Promise<DocumentProblem> {
  const error = await read(bytes, "file", more).then(
    ({ text }) => new Error(`was read: ${text.slice(0, 100)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DocumentError)) throw error;
  expect(error.problems).toEqual([{ path: "file", message: DOCUMENT_PROBLEMS[error.problem][0] }]);
  expect(error.nextStep).toBe(DOCUMENT_PROBLEMS[error.problem][1]);
  return error.problem;
}

describe("documents are read", () => {
  test("PDF, page by page, words joined that a line's end divides", async () => {
    const pdf = makePdf(["Returns\nWithin thirty days, un-\nused only.", "", "Shipping (abroad)"]);
    expect(await read(pdf, "renamed.txt")).toEqual({
      format: "pdf",
      title: null,
      text: "Returns\nWithin thirty days, unused only.\f\fShipping (abroad)",
    });
    expect(await read(makePdf(["One page"]))).toMatchObject({ text: "One page\f" });
  });

  test("Word, with its headings and tables", async () => {
    const docx = makeZip(
      docxParts([
        { text: "Returns", style: "Heading1" },
        { text: "Within thirty days." },
        { text: "Refunds", style: "Heading2" },
        { text: "Five days &amp; nights." },
      ]),
    );
    expect(await read(docx, "returns.pdf")).toEqual({
      format: "docx",
      title: null,
      text: "# Returns\n\nWithin thirty days.\n\n## Refunds\n\nFive days & nights.",
    });
  });

  test("HTML, without menus, scripts and forms, links led from the page's address", async () => {
    const html = `<!doctype html><html><head><title>Returns – Harbour</title><script>steal()</script></head><body>
      <nav><a href="/">Home</a></nav><main><h1>Returns</h1><p>Within <b>thirty</b> days. <a href="form">The form</a>,
      <a href="javascript:alert(1)">not this</a>.</p><h2>Fees</h2><table><tr><th>Size</th><th>Fee</th></tr><tr><td>S</td><td>3 €</td></tr></table>
      <form><input value="secret"><button>Send</button></form></main><footer>Imprint</footer></body></html>`;
    const { title, format, text } = await read(html, "x.txt", { address: "https://shop.example/help/" });
    expect({ title, format }).toEqual({ title: "Returns – Harbour", format: "html" });
    expect(text).toContain("Within **thirty** days. [The form](https://shop.example/help/form)");
    expect(text).toContain("## Fees\n\nSize | Fee\nS | 3 €");
    for (const gone of ["Home", "Imprint", "steal", "secret", "Send", "javascript"])
      expect(text).not.toContain(gone);
  });

  test.each([
    "<!doctype html><title>Returns</title><body><h1>Fees</h1><p>Thirty days.</p></body>",
    "<!doctype html><title>Returns</title><h1>Fees</h1><p>Thirty days.</p>",
    "<!DOCTYPE html>\n<head><title>Returns</title></head><h1>Fees</h1><p>Thirty days.",
    "<title>Returns</title><h1>Fees</h1><p>Thirty days.",
  ])("HTML without the tags that it may leave out: %s", async (html) => {
    expect(await read(html)).toEqual({ format: "html", title: "Returns", text: "## Fees\n\nThirty days." });
  });

  test("Markdown and text, in UTF-8, UTF-16 or the named encoding", async () => {
    expect(await read("# Wäsche\r\n\r\n\r\n\r\nKalt.  \n", "care.md")).toEqual({
      format: "markdown",
      title: null,
      text: "# Wäsche\n\nKalt.",
    });
    expect(await read(Buffer.from("\uFEFFKalt.", "utf16le"), "care.txt")).toMatchObject({
      format: "text",
      text: "Kalt.",
    });
    const latin = Buffer.from(
      "<html><head><meta charset=iso-8859-1></head><body><p>W\u00e4sche</p></body></html>",
      "latin1",
    );
    expect(await read(latin)).toMatchObject({ format: "html", text: "Wäsche" });
    expect(
      await read(Buffer.from("W\u00e4sche", "latin1"), "a.txt", { charset: "windows-1252" }),
    ).toMatchObject({ text: "Wäsche" });
  });

  test("control characters and halves of characters go", async () => {
    expect(await read("a\u0007b\u001bc\u007fd\fe")).toMatchObject({ text: "abcd\n\ne" });
  });
});

describe("what can't be read is told apart", () => {
  const encrypted = makePdf(["x"], {
    objects: [
      `<< /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <${"00".repeat(32)}> /U <${"11".repeat(32)}> >>`,
    ],
    trailer: "/Encrypt 6 0 R /ID [<00> <00>]",
  });
  test.each<[string, DocumentProblem, Uint8Array | string]>([
    ["an empty file", "empty", ""],
    ["blanks", "nothing", " \n\t \r\n"],
    ["a page without text", "nothing", "<html><body><script>1</script></body></html>"],
    ["a scanned PDF", "no_text", makePdf(["", ""])],
    ["an encrypted PDF", "encrypted", encrypted],
    ["a PDF that is cut off", "broken", makePdf(["text"]).subarray(0, 60)],
    ["a PDF of noise", "broken", Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(50_000, 0xa7)])],
    ["an old Word file", "old_word", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    ["RTF", "rich_text", "{\\rtf1 text}"],
    ["a PNG", "picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ["a JPEG", "picture", Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ["another ZIP", "archive", makeZip([{ name: "a.txt", content: "text" }])],
    ["a ZIP with a password", "encrypted", makeZip([{ name: "word/document.xml", content: "x", flags: 1 }])],
    ["a ZIP that is cut off", "broken", makeZip(docxParts([{ text: "x" }])).subarray(0, 400)],
    ["a program", "not_text", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 0xff])],
    ["text in an unnamed encoding", "not_text", Buffer.from("W\u00e4sche und so", "latin1")],
    ["too much text", "too_long", "word ".repeat(MAX_DOCUMENT_LENGTH / 5 + 10)],
    ["a PDF of 10,000 pages", "too_many_pages", makePdf(Array.from({ length: 5 * MAX_PAGES }, () => "x"))],
  ])("%s", async (_, problem, bytes) => {
    expect(await problemOf(bytes)).toBe(problem);
  });
});

describe("hostile files do no harm", () => {
  const XML_BOMB = `<!DOCTYPE x [<!ENTITY a "${"ha".repeat(500)}">${Array.from(
    { length: 12 },
    (_, index) => `<!ENTITY ${"bcdefghijklm"[index]} "${`&${"abcdefghijkl"[index]};`.repeat(10)}">`,
  ).join("")}]>`;
  const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024, 0x20);

  test.each<[string, DocumentProblem, () => Uint8Array]>([
    [
      "a bomb that says so",
      "unpacks_too_large",
      () => makeZip([...docxParts([]), { name: "word/media/a.xml", content: zeros(60) }]),
    ],
    [
      "a bomb that lies",
      "unpacks_too_large",
      () => makeZip([...docxParts([]), { name: "word/a.xml", content: zeros(60), declared: 100 }]),
    ],
    [
      "many that are large together",
      "unpacks_too_large",
      () =>
        makeZip([
          ...docxParts([]),
          ...Array.from({ length: 30 }, (_, index) => ({
            name: `word/${index}.bin`,
            content: zeros(4),
            declared: 4 * 1024 * 1024,
          })),
        ]),
    ],
    [
      "6,000 parts",
      "unpacks_too_large",
      () =>
        makeZip(Array.from({ length: 6_000 }, (_, index) => ({ name: `word/${index}.xml`, content: "x" }))),
    ],
    [
      "the same part twice",
      "broken",
      () => makeZip([...docxParts([{ text: "a" }]), ...docxParts([{ text: "b" }])]),
    ],
    ["entities that multiply", "broken", () => makeZip(docxParts([{ text: "&m;" }], XML_BOMB))],
    [
      "an entity that reads a file",
      "broken",
      () => makeZip(docxParts([{ text: "&f;" }], '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>')),
    ],
  ])("%s", async (_, problem, make) => {
    const started = Date.now();
    expect(await problemOf(make())).toBe(problem);
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  test("scripts and actions in a PDF are not run", async () => {
    const pdf = makePdf(["Terms"], {
      catalog: "/OpenAction 6 0 R /AA << /WC 6 0 R >>",
      objects: [
        "<< /S /JavaScript /JS (require\\('fs'\\).writeFileSync\\('/tmp/caramel-pwned', 'x'\\); while\\(true\\){}) >>",
      ],
    });
    expect(await read(pdf)).toMatchObject({ text: "Terms\f" });
    expect(existsSync("/tmp/caramel-pwned")).toBe(false);
  });

  test("a PDF whose pages unpack to far too much is given up, and the process stays responsive", async () => {
    const content = deflateSync(
      Buffer.concat([Buffer.from("BT /F1 12 Tf "), Buffer.alloc(250 * 1024 * 1024, "(a) Tj ")]),
      { level: 1 },
    );
    const bomb = Buffer.concat([
      Buffer.from(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>\nendobj\n",
      ),
      Buffer.from(`4 0 obj\n<< /Length ${content.length} /Filter /FlateDecode >>\nstream\n`),
      content,
      Buffer.from("\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"),
    ]);
    let isOver = false;
    let longest = 0;
    const watch = (async () => {
      while (!isOver) {
        const from = performance.now();
        await sleep(5);
        longest = Math.max(longest, performance.now() - from);
      }
    })();
    expect(["too_costly", "too_long"]).toContain(await problemOf(bomb, { timeoutMs: 5_000 }));
    isOver = true;
    await watch;
    expect(longest).toBeLessThan(4_000);
  }, 60_000);

  test("HTML nested without end is given up", async () => {
    const html = `<html><body>${"<div>".repeat(200_000)}text`;
    expect(["too_deep", "too_costly", "broken"]).toContain(await problemOf(html, { timeoutMs: 3_000 }));
  }, 60_000);

  test("a reader that is no longer wanted is killed", async () => {
    await expect(read("text", "a.txt", { signal: AbortSignal.abort(new Error("gone")) })).rejects.toThrow(
      "gone",
    );
  });

  test("many at once take turns, and each gets its own text", async () => {
    const texts = await Promise.all(Array.from({ length: 8 }, (_, index) => read(`Text ${index}`)));
    expect(texts.map(({ text }) => text)).toEqual(Array.from({ length: 8 }, (_, index) => `Text ${index}`));
  });
});
