import { answerServerMetadata } from "@/lib/oauth/metadata";
import { preflight } from "@/lib/oauth/responses";

/** The same document with and without an endpoint's path behind it, because clients try both. */
export function GET(request: Request): Response {
  return answerServerMetadata(request);
}

export function OPTIONS(): Response {
  return preflight("GET");
}
