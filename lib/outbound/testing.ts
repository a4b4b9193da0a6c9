import "server-only";
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { env } from "@/lib/core/env";

/** What arrived, as it was sent and as a mail program reads it. */
export interface Received {
  from: string;
  to: string[];
  raw: string;
  mail: Email;
}

/**
 * A mail server on this machine that the process under test uses from now on.
 * @param options.refuse SMTP answer to a recipient, such as 550; undefined takes it
 */
export async function startMailServer(
  options: { refuse?: (address: string) => number | undefined; refuseData?: () => number | undefined } = {},
) {
  const received: Received[] = [];
  const fail = (code: number) =>
    Object.assign(new Error("<secret@elsewhere.example> said no"), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    onRcptTo({ address }, _session, callback) {
      const code = options.refuse?.(address);
      callback(code === undefined ? null : fail(code));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const code = options.refuseData?.();
        if (code !== undefined) return callback(fail(code));
        const raw = Buffer.concat(chunks).toString("utf8");
        const { mailFrom, rcptTo } = session.envelope;
        PostalMime.parse(raw).then((mail) => {
          received.push({
            from: mailFrom === false ? "" : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            raw,
            mail,
          });
          callback();
        }, callback);
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const before = env.mail;
  setMail({ url: `smtp://127.0.0.1:${port}`, from: "Caramel <hello@caramel.example>" });
  return {
    received,
    port,
    async stop() {
      setMail(before);
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What the environment says about mail, for as long as a test needs it. */
export function setMail(mail: { url: string; from: string } | undefined): void {
  (env as { mail: typeof mail }).mail = mail;
}
