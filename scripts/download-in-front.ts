// What the server answers in front of Next, which takes the content coding off whatever a route answers.
import { createHash } from "node:crypto";
import type http from "node:http";
import type { Download } from "@/lib/web/download";

/** What the answer depends on. */
const HEADERS = ["accept-encoding", "if-none-match"] as const;

/** Sends what a download answers to a GET or HEAD. */
export async function sendAnswer(
  { method, headers }: http.IncomingMessage,
  response: http.ServerResponse,
  answer: (request: Request) => Response,
): Promise<void> {
  const asked = new Headers(HEADERS.map((name): [string, string] => [name, String(headers[name] ?? "")]));
  const answered = answer(new Request("http://localhost/", { headers: asked }));
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(method === "HEAD" ? undefined : Buffer.from(await answered.arrayBuffer()));
}

/** A download with the validators of its forms. */
export function downloadOf(
  body: Buffer,
  encoded?: readonly { coding: "br" | "gzip"; body: Buffer }[],
): Download {
  const hash = createHash("sha256").update(body).digest("base64url");
  return {
    body,
    etag: `"${hash}"`,
    ...(encoded && { encoded: encoded.map((form) => ({ ...form, etag: `"${hash}-${form.coding}"` })) }),
  };
}
