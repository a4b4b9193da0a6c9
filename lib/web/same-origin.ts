import "server-only";
import { env } from "@/lib/core/env";
import { InvalidInputError } from "@/lib/core/errors";

const READING_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a writing request that another site's page sent with this browser's cookies. Browsers always name the origin
 * of such a request (Fetch §3.1); requests without one come from outside a browser and carry no cookies by accident.
 * @throws InvalidInputError the request names another origin
 */
export function requireSameOrigin(request: Request): void {
  if (READING_METHODS.has(request.method)) return;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isForeign =
    origin === null ? site !== null && site !== "same-origin" && site !== "none" : origin !== env.baseUrl;
  if (isForeign) {
    throw new InvalidInputError("The request came from another site.", {
      reason: "foreign_origin",
      nextStep: `Open ${env.baseUrl} and try again.`,
    });
  }
}
