// The files of a build, answered in front of Next, which would pack them anew for every visitor.
import { readdirSync, readFileSync } from "node:fs";
import type http from "node:http";
import path from "node:path";
import { answerDownload, type Download } from "@/lib/web/download";
import { downloadOf, sendAnswer } from "./download-in-front";
import { CONTENT_TYPES, isPacked, staticFolder } from "./pack-static";

const PREFIX = "/_next/static/";

interface StaticFile {
  download: Download;
  contentType: string;
}

/**
 * Answers requests for the files of a build, in the smallest form the visitor takes. They are read once, so that a server goes on
 * serving its own build while a newer one takes its place on the disk.
 * @returns a function that tells false when a request is for something else, or for no file of this build
 */
export function answerStatic(buildFolder: string) {
  const files = readFiles(staticFolder(buildFolder));
  return async (request: http.IncomingMessage, response: http.ServerResponse): Promise<boolean> => {
    const { method, url = "" } = request;
    const file = files.get(url.split("?")[0] ?? "");
    if (!file || (method !== "GET" && method !== "HEAD")) return false;
    await sendAnswer(request, response, (asked) =>
      answerDownload(
        asked,
        file.download,
        { "content-type": file.contentType },
        { "x-content-type-options": "nosniff" },
      ),
    );
    return true;
  };
}

/** By the address each has. What is of no known type is left to the application. */
function readFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const contentType = CONTENT_TYPES[path.extname(name)];
    if (contentType === undefined) continue;
    const read = (ending: string) => readFileSync(path.join(folder, `${name}${ending}`));
    const encoded = isPacked(name)
      ? [{ coding: "br", body: read(".br") } as const, { coding: "gzip", body: read(".gz") } as const]
      : undefined;
    files.set(PREFIX + name.split(path.sep).join("/"), {
      contentType,
      // A file's name changes with what it holds.
      download: { ...downloadOf(read(""), encoded), isImmutable: true },
    });
  }
  return files;
}
