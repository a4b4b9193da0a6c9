import "server-only";
import { isJsonContentType } from "@modelcontextprotocol/server";
import { BodyReader } from "@/lib/core/read-body";

/** Largest request body in bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Bodies up to this are read before the database has told whether the credential is alive; larger ones after. */
const SMALL_BODY_BYTES = 64 * 1024;

type PostBody = { kind: "none" | "refused" | "too_large" | "no_json" } | { kind: "json"; json: unknown };

/** Reads the body of a POST. A large one is read on only once `isAlive` says that its sender may speak at all. */
export async function readBody(request: Request, isAlive: () => Promise<boolean>): Promise<PostBody> {
  // A wrong content type is the SDK's to refuse.
  if (request.method !== "POST" || !isJsonContentType(request.headers.get("content-type")))
    return { kind: "none" };
  const reader = new BodyReader(request);
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > SMALL_BODY_BYTES || (await reader.readUpTo(SMALL_BODY_BYTES)) === "longer") {
    const isRefused = !(await isAlive());
    if (isRefused || declared > MAX_BODY_BYTES || (await reader.readUpTo(MAX_BODY_BYTES)) === "longer") {
      await reader.cancel();
      return { kind: isRefused ? "refused" : "too_large" };
    }
  }
  const json = reader.json();
  return json === undefined ? { kind: "no_json" } : { kind: "json", json };
}
