import { answerWidgetDownload } from "@/lib/web/widget-download";

/** The chat widget, for `<script src="<base-url>/widget.js" data-chatbot="bot_…" async>`. */
export function GET(request: Request): Response {
  return answerWidgetDownload(request);
}
