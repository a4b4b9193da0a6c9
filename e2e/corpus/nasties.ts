// Requests that no client sends by mistake, with the one status that each must get. 0: closed without an answer.
import { gzipSync } from "node:zlib";

export interface Nasty {
  name: string;
  bytes: Buffer;
  status: number;
}

type Headers = [string, string][];

interface Parts {
  method?: string;
  target?: string;
  version?: string;
  headers: Headers;
  body?: Buffer | string;
}

function http({ method = "POST", target = "/mcp", version = "HTTP/1.1", headers, body }: Parts): Buffer {
  const head = [`${method} ${target} ${version}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), Buffer.from(body ?? "")]);
}

/** @param token a key with every right, so that nothing is refused for want of one */
export function nasties(host: string, token: string): Nasty[] {
  const list: Nasty[] = [];
  const envelope = (era: string) => ({
    "io.modelcontextprotocol/protocolVersion": era,
    "io.modelcontextprotocol/clientInfo": { name: "nasty", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  });
  const right = (era: "2025-11-25" | "2026-07-28"): Headers => [
    ["Host", host],
    ["Authorization", `Bearer ${token}`],
    ["Content-Type", "application/json"],
    ["Accept", "application/json, text/event-stream"],
    ["MCP-Protocol-Version", era],
    ["Connection", "close"],
    ...(era === "2026-07-28"
      ? ([
          ["Mcp-Method", "tools/call"],
          ["Mcp-Name", "get_capabilities"],
        ] as Headers)
      : []),
  ];
  const rightBody = (era: "2025-11-25" | "2026-07-28") =>
    JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: {
        name: "get_capabilities",
        arguments: {},
        ...(era === "2026-07-28" && { _meta: envelope(era) }),
      },
    });
  const withLength = (headers: Headers, body: Buffer | string): Headers => [
    ...headers,
    ["Content-Length", String(Buffer.byteLength(body))],
  ];

  // Bodies, as each era would send them.
  const call = (params: string, more = "") =>
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}${more}}`;
  const bodies: [string, Buffer | string, number, number][] = [
    ["nothing", "", 400, 400],
    ["white space", " \r\n\t", 400, 400],
    ["null", "null", 400, 400],
    ["true", "true", 400, 400],
    ["a number", "1", 400, 400],
    ["a text", '"tools/list"', 400, 400],
    ["an empty object", "{}", 400, 400],
    ["an empty batch", "[]", 400, 400],
    [
      "a batch of 1,000",
      `[${Array(1_000).fill('{"jsonrpc":"2.0","id":1,"method":"ping"}').join()}]`,
      400,
      400,
    ],
    ["a batch of batches", "[[[]]]", 400, 400],
    ["200,000 arrays deep", `${"[".repeat(200_000)}${"]".repeat(200_000)}`, 400, 400],
    ["200,000 objects deep", `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`, 400, 400],
    [
      "deep in its arguments",
      call(`{"name":"search","arguments":{"query":${"[".repeat(50_000)}${"]".repeat(50_000)}}}`),
      200,
      400,
    ],
    ["cut off", '{"jsonrpc":"2.0","id":1,"method":"tools/l', 400, 400],
    ["a comma too many", '{"jsonrpc":"2.0","id":1,"method":"ping",}', 400, 400],
    ["single quotes", "{'jsonrpc':'2.0'}", 400, 400],
    ["a comment", '{"jsonrpc":"2.0","id":1,"method":"ping"} // x', 400, 400],
    ["NaN", '{"jsonrpc":"2.0","id":NaN,"method":"ping"}', 400, 400],
    ["1e400 as its id", '{"jsonrpc":"2.0","id":1e400,"method":"ping"}', 400, 400],
    ["a number of 100,000 digits", `{"jsonrpc":"2.0","id":${"9".repeat(100_000)},"method":"ping"}`, 400, 400],
    ["an id that is an object", '{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, 400],
    ["an id of null", '{"jsonrpc":"2.0","id":null,"method":"ping"}', 400, 400],
    [
      "duplicate keys",
      '{"jsonrpc":"1.0","jsonrpc":"2.0","id":1,"id":2,"method":"x","method":"ping"}',
      200,
      400,
    ],
    ["__proto__ at its top", '{"__proto__":{"method":"ping"},"jsonrpc":"2.0","id":1}', 400, 400],
    [
      "__proto__ in its arguments",
      call('{"name":"search","arguments":{"__proto__":{"query":"x"}}}'),
      200,
      400,
    ],
    ["constructor as a tool", call('{"name":"constructor","arguments":{}}'), 200, 400],
    ["a lone surrogate", call('{"name":"search","arguments":{"query":"\\ud800"}}'), 200, 400],
    ["NUL in a text", call('{"name":"search","arguments":{"query":"a\\u0000b"}}'), 200, 400],
    ["NUL between", Buffer.from('{"jsonrpc":"2.0",\0"id":1}'), 400, 400],
    ["a byte order mark", Buffer.from('\ufeff{"jsonrpc":"2.0","id":1,"method":"ping"}'), 200, 400],
    ["broken UTF-8", Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), 400, 400],
    ["UTF-16", Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping"}', "utf16le"), 400, 400],
    ["gzip that nobody announced", gzipSync('{"jsonrpc":"2.0","id":1,"method":"ping"}'), 400, 400],
    ["4 MB and a byte", `"${"x".repeat(4 * 1024 * 1024 - 1)}"`, 413, 413],
    ["10 MB", "x".repeat(10 * 1024 * 1024), 413, 413],
    ["a key of 1 MB", `{"${"k".repeat(1_000_000)}":1}`, 400, 400],
    [
      "100,000 keys",
      JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [index, 0]))),
      400,
      400,
    ],
    ["jsonrpc 1.0", '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, 400],
    ["a method that is a number", '{"jsonrpc":"2.0","id":1,"method":1}', 400, 400],
    ["a method of 1 MB", `{"jsonrpc":"2.0","id":1,"method":"${"m".repeat(1_000_000)}"}`, 200, 400],
    ["parameters as a list", '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["search"]}', 400, 400],
    ["a name that is a list", call('{"name":["search"],"arguments":{}}'), 200, 400],
    ["arguments as a text", call('{"name":"search","arguments":"query"}'), 200, 400],
  ];
  for (const [name, body, old, modern] of bodies) {
    for (const [era, status] of [
      ["2025-11-25", old],
      ["2026-07-28", modern],
    ] as const) {
      list.push({
        name: `${name}, ${era}`,
        status,
        bytes: http({ headers: withLength(right(era), body), body }),
      });
    }
  }

  // What surrounds the body.
  const old = "2025-11-25";
  const modern = "2026-07-28";
  const add = (
    name: string,
    status: number,
    parts: Partial<Parts> & { era?: typeof old | typeof modern },
  ) => {
    const era = parts.era ?? old;
    const body = parts.body ?? rightBody(era);
    const headers = parts.headers ?? withLength(right(era), body);
    list.push({ name, status, bytes: http({ ...parts, headers, body }) });
  };
  const changed = (era: typeof old | typeof modern, name: string, values: string[]): Headers => [
    ...withLength(right(era), rightBody(era)).filter(([key]) => key.toLowerCase() !== name.toLowerCase()),
    ...values.map((value): [string, string] => [name, value]),
  ];
  add("two Authorization headers", 400, {
    headers: changed(old, "Authorization", [`Bearer ${token}`, "Bearer x"]),
  });
  add("two credentials in one header", 401, {
    headers: changed(old, "Authorization", [`Bearer ${token}, Bearer ${token}`]),
  });
  add("a key as basic credentials", 401, {
    headers: changed(old, "Authorization", [`Basic ${Buffer.from(`${token}:`).toString("base64")}`]),
  });
  add("a key of 15 KB", 401, { headers: changed(old, "Authorization", [`Bearer ${"x".repeat(15_000)}`]) });
  add("two Mcp-Name headers", 400, {
    era: modern,
    headers: changed(modern, "Mcp-Name", ["get_capabilities", "update_chatbot_model"]),
  });
  add("another name in Mcp-Name", 400, { era: modern, headers: changed(modern, "Mcp-Name", ["search"]) });
  add("the name in base64", 200, {
    era: modern,
    headers: changed(modern, "Mcp-Name", [
      `=?base64?${Buffer.from("get_capabilities").toString("base64")}?=`,
    ]),
  });
  add("another name in base64", 400, {
    era: modern,
    headers: changed(modern, "Mcp-Name", [`=?base64?${Buffer.from("search").toString("base64")}?=`]),
  });
  add("no base64 in its sentinel", 400, {
    era: modern,
    headers: changed(modern, "Mcp-Name", ["=?base64?%%%?="]),
  });
  add("no Mcp-Name", 400, { era: modern, headers: changed(modern, "Mcp-Name", []) });
  add("another method in Mcp-Method", 400, {
    era: modern,
    headers: changed(modern, "Mcp-Method", ["tools/list"]),
  });
  add("no Mcp-Method", 400, { era: modern, headers: changed(modern, "Mcp-Method", []) });
  add("another revision than in its body", 400, {
    era: modern,
    headers: changed(modern, "MCP-Protocol-Version", [old]),
  });
  add("a revision that never was", 400, { headers: changed(old, "MCP-Protocol-Version", ["1999-01-01"]) });
  add("a text type", 415, { headers: changed(old, "Content-Type", ["text/plain"]) });
  add("a form", 415, { headers: changed(old, "Content-Type", ["application/x-www-form-urlencoded"]) });
  add("accepts HTML", 406, { headers: changed(old, "Accept", ["text/html"]) });
  const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
  add("a gzip bomb", 400, {
    body: bomb,
    headers: withLength([...right(old), ["Content-Encoding", "gzip"]], bomb),
  });
  add("a length that is no number", 400, { headers: [...right(old), ["Content-Length", "-1"]] });
  add("two lengths", 400, { headers: [...right(old), ["Content-Length", "5"], ["Content-Length", "6"]] });
  add("a length and chunks", 400, {
    headers: [...right(old), ["Content-Length", "5"], ["Transfer-Encoding", "chunked"]],
    body: "0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
  });
  add("a chunk of no length", 400, {
    headers: [...right(old), ["Transfer-Encoding", "chunked"]],
    body: "zz\r\n\r\n",
  });
  add("an encoding nobody has", 400, {
    headers: [...right(old), ["Transfer-Encoding", "chunked, x"]],
    body: "0\r\n\r\n",
  });
  add("a line break in a header", 400, { headers: [...right(old), ["X-A", "a\nSet-Cookie: b"]] });
  add("NUL in a header", 400, { headers: [...right(old), ["X-A", "a\0b"]] });
  add("a space in a header's name", 400, { headers: [...right(old), ["X A", "b"]] });
  add("a header of 100 KB", 431, { headers: [...right(old), ["X-A", "a".repeat(100_000)]] });
  add("3,000 headers", 431, {
    headers: [
      ...right(old),
      ...Array.from({ length: 3_000 }, (_, index): [string, string] => [`X-${index}`, "a".repeat(20)]),
    ],
  });
  add("no Host", 400, { headers: right(old).filter(([name]) => name !== "Host") });
  add("two Hosts", 400, { headers: changed(old, "Host", [host, "evil.example"]) });
  add("another host", 403, { headers: changed(old, "Host", ["evil.example"]) });
  add("another site's origin", 403, {
    headers: [...withLength(right(old), rightBody(old)), ["Origin", "https://evil.example"]],
  });
  add("a null origin", 403, { headers: [...withLength(right(old), rightBody(old)), ["Origin", "null"]] });
  for (const method of ["PUT", "PATCH"]) add(`${method} there`, 405, { method });
  add("DELETE there", 405, { method: "DELETE" });
  add("a method of nobody", 400, { method: "MCP" });
  // The parser takes it for an early HTTP/1.
  add("HTTP/0.9", 200, { version: "HTTP/0.9" });
  add("HTTP/2 unannounced", 400, { method: "PRI", target: "*", version: "HTTP/2.0" });
  add("an address of 20 KB", 431, { target: `/mcp?${"x".repeat(20_000)}` });
  add("a project of NUL", 400, { target: "/mcp/projects/%00" });
  add("a project outside", 401, { target: "/mcp/projects/..%2f..%2f..%2fetc%2fpasswd" });
  add("half a percent sign", 400, { target: "/mcp/projects/%" });
  return list;
}
