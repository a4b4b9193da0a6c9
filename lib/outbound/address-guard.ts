import "server-only";
import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import ipaddr from "ipaddr.js";
import { Agent, buildConnector } from "undici";

/** The address a request was about to be sent to is not on the public internet. */
export class ForbiddenAddressError extends Error {
  constructor(host: string) {
    super(`${host} is not an address on the public internet.`);
    this.name = "ForbiddenAddressError";
  }
}

/** Whether an IP address is ordinary public unicast; everything RFC 6890 sets apart is not, also inside IPv6. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === "ipv4") return parsed.range() === "unicast";
  const six = parsed as ipaddr.IPv6;
  if (six.isIPv4MappedAddress()) return isPublicAddress(six.toIPv4Address().toString());
  // Only 2000::/3 is given out as global unicast; NAT64, 6to4 and Teredo reach IPv4 addresses and have ranges of their own.
  return six.range() === "unicast" && (six.parts[0] as number) >> 13 === 1;
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * Resolves like `dns.lookup` and fails when any of the addresses is not public. The connection goes to exactly the
 * address that was checked, so a name that answers differently the second time (DNS rebinding) gains nothing.
 */
export function guardedLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address))) {
      return callback(new ForbiddenAddressError(hostname), []);
    }
    const [first] = addresses as [LookupAddress];
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
}

const CONNECT_TIMEOUT_MS = 5_000;
const connectAnywhere = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
const connectOutside = buildConnector({ lookup: guardedLookup, timeout: CONNECT_TIMEOUT_MS });

/** Connects to public addresses only, and to those that `isAllowed` names. Every hop of a redirect passes it. */
export function guardedConnector(
  isAllowed: (host: string, port: string) => boolean = () => false,
): buildConnector.connector {
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, "").toLowerCase();
    const port = options.port || (options.protocol === "https:" ? "443" : "80");
    if (isAllowed(host, port)) connectAnywhere(options, callback);
    // A literal address never reaches the resolver, so it is checked here.
    else if (ipaddr.isValid(host) && !isPublicAddress(host)) callback(new ForbiddenAddressError(host), null);
    else connectOutside(options, callback);
  };
}

/** Connects to public addresses only, whatever the operator allows integrations: anybody may name what it fetches. */
export const guardedAgent = new Agent({
  connect: guardedConnector(),
  connections: 4,
  keepAliveTimeout: 1_000,
});
