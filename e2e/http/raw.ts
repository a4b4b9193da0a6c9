import net from "node:net";

export interface RawAnswer {
  /** Of the first answer; 0 when the connection ended without one. */
  status: number;
  text: string;
  milliseconds: number;
}

/** Sends bytes as they are, over a connection of their own, and reads until the other side closes it or is silent. */
export function sendRaw(port: number, bytes: Buffer, silenceMs = 4_000): Promise<RawAnswer> {
  const { promise, resolve } = Promise.withResolvers<RawAnswer>();
  const started = performance.now();
  const parts: Buffer[] = [];
  const socket = net.connect(port, "127.0.0.1");
  const end = () => {
    socket.destroy();
    const text = Buffer.concat(parts).toString("latin1");
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0);
    resolve({ status, text, milliseconds: performance.now() - started });
  };
  socket.setTimeout(silenceMs, end);
  socket.on("error", end);
  socket.on("close", end);
  socket.on("data", (part) => {
    parts.push(part);
    const text = Buffer.concat(parts).toString("latin1");
    const [head = "", body] = text.split("\r\n\r\n");
    const length = /^content-length: (\d+)$/im.exec(head)?.[1];
    if (length !== undefined && body !== undefined && body.length >= Number(length)) end();
    if (/^transfer-encoding: chunked$/im.test(head) && text.endsWith("0\r\n\r\n")) end();
  });
  socket.write(bytes);
  return promise;
}
