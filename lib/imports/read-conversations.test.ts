import { createReadStream } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { realFile } from "@/scripts/real-file";
import { ImportFileError } from "./file-error";
import { MAX_TEXT_BYTES, openFile } from "./open-file";
import { readConversations } from "./read-conversations";
import { MAX_LINE_BYTES } from "./read-lines";
import { pieces } from "./testing";

/** Reads a file that arrives in pieces of a few bytes. */
async function read(content: string | Uint8Array, size = 7) {
  const values = [];
  const rejections = [];
  for await (const record of readConversations(() => pieces(content, size))) {
    if ("rejection" in record) rejections.push(record.rejection);
    else values.push({ line: record.line, ...record.value });
  }
  return { values, rejections };
}

async function failure(content: string | Uint8Array, size?: number): Promise<ImportFileError> {
  const error = await read(content, size).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ImportFileError);
  return error as ImportFileError;
}

const good = (id: string) => JSON.stringify({ id, turns: [{ role: "user", content: `Hello from ${id}` }] });

describe("JSONL", () => {
  test("the real history: 6,000 conversations and 71,686 messages, none rejected", async () => {
    const source = () => createReadStream(realFile("support-conversations.jsonl.gz"));
    let conversations = 0;
    let messages = 0;
    const roles = new Set<string>();
    for await (const record of readConversations(source)) {
      if ("rejection" in record) throw new Error(JSON.stringify(record.rejection));
      conversations += 1;
      messages += record.value.turns.length;
      for (const turn of record.value.turns) {
        roles.add(turn.role);
        expect(Object.keys(turn).sort()).toEqual(["at", "content", "role"]);
      }
    }
    expect({ conversations, messages, roles: [...roles].sort() }).toEqual({
      conversations: 6_000,
      messages: 71_686,
      roles: ["agent", "user"],
    });
  });

  test("a byte-order mark, CRLF, blank lines and a missing last newline change nothing", async () => {
    const plain = await read(`${good("a")}\n${good("b")}\n`);
    const odd = await read(`\uFEFF${good("a")}\r\n\r\n${good("b")}`);
    expect(plain.values.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(odd.values.map(({ line: _, ...value }) => value)).toEqual(
      plain.values.map(({ line: _, ...value }) => value),
    );
    expect(odd.values.map(({ line }) => line)).toEqual([1, 3]);
  });

  test("characters that are cut between two pieces stay whole", async () => {
    const text = JSON.stringify({ id: "é", turns: [{ role: "USER", content: "Grüße 🎉 “quoted”" }] });
    for (const size of [1, 2, 3]) {
      const { values } = await read(text, size);
      expect(values[0]?.turns[0]).toEqual({ role: "user", content: "Grüße 🎉 “quoted”", at: null });
    }
  });

  test("platform, visitor and times are kept; a visitor may be a bare name", async () => {
    const turns = [{ role: "user", content: "Hi", at: "2026-05-01T09:30:00+02:00" }];
    const { values } = await read(
      [
        JSON.stringify({ id: 7, turns, platform: "WhatsApp", visitor: { id: "v1", email: " a@b.example " } }),
        JSON.stringify({ id: "b", turns, visitor: "Ada" }),
      ].join("\n"),
    );
    expect(values).toMatchObject([
      {
        id: "7",
        platform: "whatsapp",
        visitor: { id: "v1", name: null, email: "a@b.example", phone: null },
        turns: [{ at: new Date("2026-05-01T07:30:00Z") }],
      },
      { id: "b", platform: "web", visitor: { id: null, name: "Ada" } },
    ]);
  });

  const bad: [name: string, line: string, field: string, rule: RegExp][] = [
    ["no JSON", "{nope", "", /not valid JSON/],
    ["a list", "[1]", "", /must be an object|expected object/i],
    ["no id", '{"turns":[{"role":"user","content":"x"}]}', "id", /id is missing/],
    ["an empty id", '{"id":" ","turns":[{"role":"user","content":"x"}]}', "id", /must not be empty/],
    ["no turns", '{"id":"a"}', "turns", /turns is missing/],
    ["an empty list", '{"id":"a","turns":[]}', "turns", /at least one message/],
    ["turns of another type", '{"id":"a","turns":"x"}', "turns", /must be a list/],
    [
      "an unknown role",
      '{"id":"a","turns":[{"role":"system","content":"x"}]}',
      "turns.0.role",
      /user or agent, not “system”/,
    ],
    [
      "a role of another type",
      '{"id":"a","turns":[{"role":1,"content":"x"}]}',
      "turns.0.role",
      /user or agent/,
    ],
    [
      "an empty message",
      '{"id":"a","turns":[{"role":"user","content":"  "}]}',
      "turns.0.content",
      /must not be empty/,
    ],
    ["no content", '{"id":"a","turns":[{"role":"user"}]}', "turns.0.content", /content is missing/],
    ["NUL", '{"id":"a","turns":[{"role":"user","content":"x\\u0000y"}]}', "turns.0.content", /NUL/],
    [
      "a time without zone",
      '{"id":"a","turns":[{"role":"user","content":"x","at":"2026-05-01T09:30:00"}]}',
      "turns.0.at",
      /with its zone/,
    ],
    [
      "a future time",
      '{"id":"a","turns":[{"role":"user","content":"x","at":"2126-05-01T09:30:00Z"}]}',
      "turns.0.at",
      /future/,
    ],
    [
      "times out of order",
      '{"id":"a","turns":[{"role":"user","content":"x","at":"2026-05-02T00:00:00Z"},{"role":"agent","content":"y","at":"2026-05-01T00:00:00Z"}]}',
      "turns.1.at",
      /in order/,
    ],
    ["an unknown key", '{"id":"a","turns":[{"role":"user","content":"x"}],"platfrom":"web"}', "", /platfrom/],
    [
      "an unknown platform",
      '{"id":"a","turns":[{"role":"user","content":"x"}],"platform":"fax"}',
      "platform",
      /web or whatsapp or messenger/,
    ],
    [
      "an unknown visitor key",
      '{"id":"a","turns":[{"role":"user","content":"x"}],"visitor":{"mail":"x"}}',
      "visitor",
      /mail/,
    ],
  ];
  test.each(bad)("a line with %s is rejected, the lines around it are read", async (_, line, field, rule) => {
    // The good line stands first: the beginning of the file tells its format.
    const { values, rejections } = await read(`${good("before")}\n${line}\n${good("after")}\n`);
    expect(values.map(({ id }) => id)).toEqual(["before", "after"]);
    expect(rejections).toHaveLength(1);
    expect(rejections[0]).toMatchObject({ line: 2, field });
    expect(rejections[0]?.reason).toMatch(rule);
    expect(rejections[0]?.excerpt.length).toBeLessThanOrEqual(121);
    expect(rejections[0]?.excerpt).not.toMatch(/\p{Cc}/u);
  });

  test("a line that is not UTF-8 is rejected alone", async () => {
    const broken = Buffer.from(`${good("a")}\n{"id":"\xff\n${good("b")}`, "latin1");
    const { values, rejections } = await read(broken);
    expect(values.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(rejections[0]).toMatchObject({ line: 2, reason: expect.stringMatching(/UTF-8/) });
  });

  test("a line that is too long is rejected without being kept in memory", async () => {
    const long = `{"id":"long","turns":[{"role":"user","content":"${"x".repeat(MAX_LINE_BYTES)}"}]}`;
    const { values, rejections } = await read(`${good("a")}\n${long}\n${good("b")}`, 65_536);
    expect(values.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(rejections[0]).toMatchObject({ line: 2, reason: expect.stringMatching(/longer than 4096 KB/) });
  });
});

describe("files that can't be read say why", () => {
  test("gzip is recognised by its content, in several members too", async () => {
    const packed = Buffer.concat([gzipSync(`${good("a")}\n`), gzipSync(good("b"))]);
    expect((await read(packed)).values.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("damaged and cut-off gzip", async () => {
    const packed = gzipSync(Array.from({ length: 500 }, (_, index) => good(`c${index}`)).join("\n"));
    expect((await failure(packed.subarray(0, packed.length - 20), 500)).message).toMatch(
      /damaged or incomplete/,
    );
    expect((await failure(Buffer.concat([packed.subarray(0, 10), Buffer.alloc(200, 0xee)]))).message).toMatch(
      /damaged/,
    );
  });

  test("a bomb stops at the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(MAX_TEXT_BYTES / 16, 0x20));
    let unpacked = 0;
    const reading = (async () => {
      for await (const chunk of openFile(() => pieces(bomb, 4_096), 1024 * 1024)) unpacked += chunk.length;
    })();
    await expect(reading).rejects.toThrow(/unpacks to more than 1 MB/);
    expect(unpacked).toBeLessThanOrEqual(1024 * 1024);
  });

  test.each([
    ["nothing", "", /empty/],
    ["white space", "\n \n", /empty|columns/],
    ["a JSON list", `[${good("a")}]`, /one JSON list/],
    ["a ZIP or workbook", Buffer.from("PK\u0003\u0004rest", "latin1"), /Excel/],
    ["a packed workbook", gzipSync(Buffer.from("PK\u0003\u0004rest", "latin1")), /Excel/],
    ["a PDF", "%PDF-1.7", /PDF/],
    ["UTF-16", Buffer.from("\uFEFFid", "utf16le"), /UTF-16/],
    ["twice packed", gzipSync(gzipSync(good("a"))), /packed twice/],
    ["no columns", "hello\nworld", /conversation_id, role, content/],
    ["a product file", "Handle,Title\na,b", /columns/],
    ["an open quote", 'conversation_id,role,content\na,user,"never closed\n', /never closed/],
    ["Latin-1 in a CSV", Buffer.from("conversation_id,role,content\na,user,caf\xe9\n", "latin1"), /UTF-8/],
  ])("%s", async (_, content, rule) => {
    const error = await failure(content as string | Buffer);
    expect(error.message).toMatch(rule);
    expect(error.nextStep).toMatch(/^[A-Z].*\.$/);
  });

  test("a product file names the way out", async () => {
    expect((await failure("Handle,Title,Variant Price\na,b,1")).nextStep).toMatch(/import it as products/);
  });
});

describe("CSV", () => {
  test("rows are grouped by conversation, wherever they stand, with quotes and line breaks", async () => {
    const { values, rejections } = await read(
      [
        "\uFEFFConversation_ID,Role,Content,at,platform,visitor_name,visitor_email",
        'c1,User,"Hello, ""friend""",,,Ada,ada@b.example',
        'c2,user,"line one\r\nline two",,messenger,,',
        "c1,Agent,Hi Ada,,,,",
      ].join("\r\n"),
    );
    expect(rejections).toEqual([]);
    expect(values).toMatchObject([
      {
        line: 2,
        id: "c1",
        turns: [
          { role: "user", content: 'Hello, "friend"' },
          { role: "agent", content: "Hi Ada" },
        ],
        visitor: { name: "Ada", email: "ada@b.example" },
      },
      {
        line: 3,
        id: "c2",
        platform: "messenger",
        turns: [{ content: "line one\r\nline two" }],
        visitor: null,
      },
    ]);
  });

  test("semicolons and tabs separate too, and commas in a text stay", async () => {
    for (const separator of [";", "\t"]) {
      const rows = [
        ["conversation_id", "role", "content"],
        ["a", "user", "one, two"],
      ];
      const { values } = await read(rows.map((row) => row.join(separator)).join("\n"));
      expect(values[0]?.turns[0]?.content).toBe("one, two");
    }
  });

  test("where every row has a time, the times give the order", async () => {
    const { values } = await read(
      "conversation_id,role,content,at\na,agent,second,2026-05-01T10:00:00Z\na,user,first,2026-05-01T09:00:00Z",
    );
    expect(values[0]?.turns.map(({ content }) => content)).toEqual(["first", "second"]);
  });

  test("bad rows are told with their line, good ones are read", async () => {
    const { values, rejections } = await read(
      [
        "conversation_id,role,content",
        "a,user,fine",
        "b,user,too,many",
        ",user,no id",
        "c,robot,who",
        'd,user,a "stray quote',
        "e,user,fine too",
      ].join("\n"),
    );
    expect(values.map(({ id }) => id).sort()).toEqual(["a", "e"]);
    expect(rejections.map(({ line, field }) => [line, field]).sort()).toEqual([
      [3, ""],
      [4, "conversation_id"],
      [5, "turns.0.role"],
      [6, ""],
    ]);
  });

  test("what was packed reads like what was not", async () => {
    const text = "conversation_id,role,content\na,user,hi";
    expect(await read(gzipSync(text))).toEqual(await read(text));
    expect(gunzipSync(gzipSync(text)).toString()).toBe(text);
  });
});
