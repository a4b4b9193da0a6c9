/** Stands for every website. */
export const ANY_ORIGIN = "*";

/** Names that are this computer's, where websites are tried out without encryption. */
export const LOCAL_HOST = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The origin (RFC 6454 §6.2) of what a person writes for a website: `shop.example`, or the address of one of its pages.
 * What is none stays as it is.
 */
export function canonicalOrigin(text: string): string {
  const wanted = text.trim();
  if (wanted === "" || wanted === ANY_ORIGIN) return wanted;
  try {
    const hasScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(wanted);
    const url = new URL(hasScheme ? wanted : `https://${wanted}`);
    if (url.username !== "" || url.password !== "") return wanted;
    if (!hasScheme && LOCAL_HOST.test(url.hostname)) url.protocol = "http:";
    return url.origin === "null" ? wanted : url.origin;
  } catch {
    return wanted;
  }
}

/** Whether a text is the origin of a website, written the one way browsers write it. */
export function isWebsiteOrigin(text: string): boolean {
  try {
    const { protocol, hostname, origin } = new URL(text);
    const isWebsite =
      /^[^.*\s]+(\.[^.*\s]+)+$/.test(hostname) || LOCAL_HOST.test(hostname) || hostname.startsWith("[");
    return origin === text && ["https:", "http:"].includes(protocol) && isWebsite;
  } catch {
    return false;
  }
}
