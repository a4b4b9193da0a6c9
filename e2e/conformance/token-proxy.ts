// The official suite can't send a token. This proxy adds one and changes nothing else, so that the suite meets the real
// gate in front of the endpoint.
import http from "node:http";

export interface TokenProxy {
  /** Host and port the suite talks to; has to be an allowed host of the server. */
  host: string;
  close(): Promise<void>;
}

/** Starts a proxy on `port` in front of `target` (an origin) that adds `token` to every request. */
export async function startTokenProxy(target: string, port: number, token: string): Promise<TokenProxy> {
  const { hostname, port: targetPort } = new URL(target);
  const server = http.createServer((request, response) => {
    const forwarded = http.request(
      {
        hostname,
        port: targetPort,
        method: request.method,
        path: request.url,
        headers: { ...request.headers, authorization: `Bearer ${token}` },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    forwarded.on("error", () => response.destroy());
    // A reader that leaves has to be seen by the server behind.
    response.on("close", () => forwarded.destroy());
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    host: `localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
