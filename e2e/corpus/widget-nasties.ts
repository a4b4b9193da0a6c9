// Requests to the chat's routes that no widget sends, with the statuses that they may get.
import { gzipSync } from "node:zlib";

export interface WidgetNasty {
  name: string;
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Which of them depends on the route. */
  statuses: number[];
}

/** Every route of the chat; a ticket and a rule are named that are not there. */
export const WIDGET_PATHS = [
  "session",
  "messages",
  "history",
  "events",
  "leads",
  "tickets",
  `tickets/tkt_${"0".repeat(26)}/messages`,
  `rules/rul_${"0".repeat(26)}/shown`,
];

const deep = (open: string, close: string, middle = "1") =>
  open.repeat(10_000) + middle + close.repeat(10_000);

/** None of these is what a route takes. */
const BODIES: Record<string, string | Buffer> = {
  nothing: "",
  null: "null",
  "a list": "[]",
  "a text": '"hello"',
  "a number": "1e400",
  "arrays in arrays": deep("[", "]"),
  "objects in objects": deep('{"a":', "}"),
  "cut off": '{"text":"x',
  "a comma too many": '{"text":"x",}',
  NaN: '{"before":NaN}',
  "an unknown key": '{"admin":true}',
  "a key twice": '{"nonsense":1,"nonsense":2}',
  __proto__: '{"__proto__":{"text":"x"},"constructor":{"prototype":{}}}',
  "huge numbers": `{"before":1e400,"after":${"9".repeat(400)},"position":-1e400}`,
  "numbers as texts": '{"before":"1","after":"0","consent":"true","message_id":1,"text":2}',
  operators: '{"text":{"not":""},"email":{"contains":""},"message":["x"],"subject":{"$ne":1}}',
  "NUL in texts":
    '{"text":"a\\u0000","email":"a\\u0000@b.c","subject":"\\u0000","message":"\\u0000","before":1.5,"after":"\\u0000","admin":1}',
  "half a character": '{"text":"\\ud800","subject":"\\udc00","message":"\\ud800","admin":1}',
  "broken UTF-8": Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  "UTF-16": Buffer.from('{"text":"x"}', "utf16le"),
  gzip: gzipSync('{"text":"x"}'),
  "64 KB and more": JSON.stringify({ text: "x".repeat(70_000) }),
};

export function widgetNasties(): WidgetNasty[] {
  const list: WidgetNasty[] = [];
  for (const path of WIDGET_PATHS) {
    for (const [name, body] of Object.entries(BODIES)) {
      list.push({ name: `${name} to ${path}`, path, body, statuses: [400] });
    }
    for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
      list.push({ name: `${method} ${path}`, path, method, statuses: [405] });
    }
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
    ]) {
      const headers = { "content-type": type };
      list.push({ name: `${type} to ${path}`, path, headers, body: "{}", statuses: [400] });
    }
    list.push(
      { name: `no origin to ${path}`, path, headers: { origin: "" }, body: "{}", statuses: [400, 403] },
      { name: `a null origin to ${path}`, path, headers: { origin: "null" }, body: "{}", statuses: [403] },
      {
        name: `an origin that begins alike to ${path}`,
        path,
        headers: { origin: "https://shop.example.evil.example" },
        body: "{}",
        statuses: [403],
      },
      {
        name: `a token that is none to ${path}`,
        path,
        headers: { authorization: `Bearer cvt_${"'".repeat(43)}` },
        body: '{"admin":true}',
        statuses: [400, 401],
      },
    );
  }
  return list;
}
