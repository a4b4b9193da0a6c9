import http from "node:http";

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

export interface Sending {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Public address of the installation: sent as Host, as a load balancer in front of several instances does. */
  publicUrl?: string;
}

/** Enough connections that 200 requests are really under way at once. */
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** One HTTP request to exactly this instance. No redirect is followed; rejects when the connection breaks. */
export function send(address: string, sending: Sending = {}): Promise<Answer> {
  const { method = "GET", body, publicUrl } = sending;
  const headers: Record<string, string | number> = { ...sending.headers };
  if (publicUrl) headers.host = new URL(publicUrl).host;
  if (body !== undefined) headers["content-length"] = Buffer.byteLength(body);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = http.request(address, { method, headers, agent, family: 4 }, (response) => {
    const parts: Buffer[] = [];
    response.on("data", (part: Buffer) => parts.push(part));
    response.on("error", reject);
    response.on("close", () => {
      if (!response.complete) reject(new Error("The answer was cut off."));
    });
    response.on("end", () => {
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: Buffer.concat(parts).toString("utf8"),
      });
    });
  });
  request.on("error", reject);
  request.end(body);
  return promise;
}
