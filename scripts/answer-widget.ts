// The widget's script, answered in front of Next, which takes the content coding off whatever a route answers.
import type http from "node:http";
import { answerWidgetDownload } from "@/lib/web/widget-download";

/** For `<script src="<base-url>/widget.js" data-chatbot="bot_…" async>`. */
const PATH = "/widget.js";
/** What the answer depends on. */
const HEADERS = ["accept-encoding", "if-none-match"] as const;

/** Answers a request for the widget's script. @returns false when it is for something else */
export async function answerWidget(
  { method = "GET", url = "", headers }: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<boolean> {
  if (url.split("?")[0] !== PATH) return false;
  if (method !== "GET" && method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD" }).end();
    return true;
  }
  const asked = new Headers(HEADERS.map((name): [string, string] => [name, String(headers[name] ?? "")]));
  const answer = answerWidgetDownload(new Request(`http://localhost${PATH}`, { headers: asked }));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(method === "HEAD" ? undefined : Buffer.from(await answer.arrayBuffer()));
  return true;
}
