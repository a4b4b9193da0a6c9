import "server-only";
import { answerDownload, type Download } from "./download";

declare global {
  /** The chat widget's script; the server process reads it when it starts. */
  var caramelWidget: Download | undefined;
}

/** Any page may load it, also one that isolates itself (COEP) or checks it (`crossorigin`). */
const FOR_EVERY_PAGE = {
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

/** The script that shops put on their pages. It holds nothing secret and is the same for everybody. */
export function answerWidgetDownload(request: Request): Response {
  return answerDownload(
    request,
    globalThis.caramelWidget,
    { "content-type": "text/javascript; charset=utf-8" },
    FOR_EVERY_PAGE,
  );
}
