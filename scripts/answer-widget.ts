// The widget's script, answered in front of Next.
import type http from "node:http";
import { answerWidgetDownload } from "@/lib/web/widget-download";
import { sendAnswer } from "./download-in-front";

/** For `<script src="<base-url>/widget.js" data-chatbot="bot_…" async>`. */
const PATH = "/widget.js";

/** Answers a request for the widget's script. @returns false when it is for something else */
export async function answerWidget(
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<boolean> {
  const { method = "GET", url = "" } = request;
  if (url.split("?")[0] !== PATH) return false;
  if (method !== "GET" && method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD" }).end();
    return true;
  }
  await sendAnswer(request, response, answerWidgetDownload);
  return true;
}
