import "server-only";
import { FetchIncomingMessage, toReqRes } from "fetch-to-node";
import { env } from "@/lib/core/env";
import { clientAddress } from "./request-address";

/** The provider looks at the socket for https and the address; a web request has none. */
class IncomingMessage extends FetchIncomingMessage {
  readonly #socket: { encrypted: boolean; remoteAddress: string };

  constructor(remoteAddress: string) {
    super();
    this.#socket = { encrypted: env.isHttps, remoteAddress };
  }

  override get socket() {
    return this.#socket as never;
  }
}

/**
 * A web request as the Node request and response the provider works with.
 * @param body replaces the request's own
 */
export function toNode(request: Request, url: URL, body?: string): ReturnType<typeof toReqRes> {
  const headers = new Headers(request.headers);
  // Addresses are built from the host; ours is known from the configuration, never from the request.
  headers.set("host", url.host);
  headers.delete("transfer-encoding");
  // Without a length the provider takes a request for one without a body.
  if (body === undefined) headers.delete("content-length");
  else headers.set("content-length", String(Buffer.byteLength(body)));
  return toReqRes(new Request(url, { method: request.method, headers, body }), {
    createIncomingMessage: () => new IncomingMessage(clientAddress(request)),
  });
}
