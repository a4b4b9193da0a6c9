import { authorizationServerMetadata, metadataResponse } from "@/lib/oauth/metadata";
import { preflight } from "@/lib/oauth/responses";

/** The same document with and without an endpoint's path behind it, because clients try both. */
export function GET(): Response {
  return metadataResponse(authorizationServerMetadata());
}

export function OPTIONS(): Response {
  return preflight("GET");
}
