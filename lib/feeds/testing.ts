import "server-only";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { env } from "@/lib/core/env";

/** A shop's server on this machine. The outbound guard lets it through until it is closed, unless it is an inner one. */
export async function startShop(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  isInner = false,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const allowed = env.outboundAllowedHosts as Set<string>;
  if (!isInner) allowed.add(host);
  return {
    url: `http://${host}`,
    async close() {
      allowed.delete(host);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A feed in Google Merchant Center's form. */
export function feedOf(products: readonly { id: string; price?: string; availability?: string }[]): string {
  const items = products.map(
    ({ id, price = "10.00 USD", availability = "in_stock" }) =>
      `<item><g:id>${id}</g:id><title>Product ${id}</title><link>https://shop.example/${id}</link><g:price>${price}</g:price><g:availability>${availability}</g:availability></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>${items.join("\n")}</channel></rss>`;
}
