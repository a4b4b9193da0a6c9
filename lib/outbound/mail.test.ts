import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { canMail, MailFailedError, sendMail } from "./mail";
import { setMail, startMailServer } from "./testing";

let server: Awaited<ReturnType<typeof startMailServer>> | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
  setMail(undefined);
});

const mail = (fields = {}) => ({
  to: "ann@example.com",
  subject: "Your order",
  text: "It is on its way.\n",
  html: "<p>It is on its way.</p>",
  messageId: "<tke_1@caramel.example>",
  ...fields,
});

const failure = async (work: Promise<void>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MailFailedError)) throw new Error(`expected a MailFailedError, got ${error}`);
  return { message: error.message, isFinal: error.isFinal };
};

describe("a message", () => {
  test("arrives as text and HTML, from MAIL_FROM, marked as automatic, with its own id", async () => {
    server = await startMailServer();
    expect(canMail()).toBe(true);
    await sendMail(mail({ subject: "Größe — “ok”", text: "Zeile 1\n.\nübrig\n" }));
    const [arrived] = server.received;
    expect(arrived?.to).toEqual(["ann@example.com"]);
    expect(arrived?.from).toBe("hello@caramel.example");
    expect(arrived?.mail).toMatchObject({
      subject: "Größe — “ok”",
      messageId: "<tke_1@caramel.example>",
      from: { name: "Caramel", address: "hello@caramel.example" },
      to: [{ address: "ann@example.com" }],
    });
    expect(arrived?.mail.html?.trim()).toBe("<p>It is on its way.</p>");
    expect(arrived?.mail.text?.trim()).toBe("Zeile 1\n.\nübrig");
    expect(arrived?.mail.replyTo).toBeUndefined();
    const headers = Object.fromEntries((arrived?.mail.headers ?? []).map(({ key, value }) => [key, value]));
    expect(headers["auto-submitted"]).toBe("auto-generated");
  });

  test("takes no header from a subject, and no second recipient from an address", async () => {
    server = await startMailServer();
    await sendMail(mail({ subject: "Hi\r\nBcc: eve@example.com\r\n\r\nbody\u2028X: y" }));
    const [arrived] = server.received;
    expect(arrived?.mail.subject).toBe("Hi Bcc: eve@example.com body X: y");
    expect(arrived?.mail.bcc).toBeUndefined();
    expect(arrived?.to).toEqual(["ann@example.com"]);
    for (const to of [
      "ann@example.com, eve@example.com",
      "ann@example.com\r\nBcc: eve@example.com",
      "Ann <ann@example.com>",
      "<ann@example.com>",
      '"a b"@example.com',
      "ann@example.com (comment)",
      "group: ann@example.com;",
      "",
    ]) {
      expect(await failure(sendMail(mail({ to }))), to).toEqual({
        message: "the address is not valid",
        isFinal: true,
      });
    }
    expect(server.received).toHaveLength(1);
  });
});

describe("a failure is told in our own words", () => {
  test("of an address or a message that is refused for good, and of one that is refused for now", async () => {
    const codes = { rcpt: undefined as number | undefined, data: undefined as number | undefined };
    server = await startMailServer({ refuse: () => codes.rcpt, refuseData: () => codes.data });
    codes.rcpt = 550;
    expect(await failure(sendMail(mail()))).toEqual({
      message: "the mail server refused the address (550)",
      isFinal: true,
    });
    codes.rcpt = 450;
    expect(await failure(sendMail(mail()))).toEqual({
      message: "the mail server did not take the address (450)",
      isFinal: false,
    });
    codes.rcpt = undefined;
    codes.data = 554;
    expect(await failure(sendMail(mail()))).toMatchObject({ isFinal: true });
    expect(server.received).toEqual([]);
  });

  test("of a server that is not there, or is none", async () => {
    const unreachable = { message: "the mail server could not be reached", isFinal: false };
    setMail({ url: "smtp://127.0.0.1:1", from: "a@example.com" });
    expect(await failure(sendMail(mail()))).toEqual(unreachable);
    const hangup = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => hangup.listen(0, "127.0.0.1", resolve));
    const address = hangup.address();
    const port = typeof address === "object" && address ? address.port : 0;
    setMail({ url: `smtp://127.0.0.1:${port}`, from: "a@example.com" });
    expect((await failure(sendMail(mail()))).isFinal).toBe(false);
    hangup.close();
  });

  test("of an installation without one, or one that must be encrypted and is not", async () => {
    expect(canMail()).toBe(false);
    expect(await failure(sendMail(mail()))).toEqual({
      message: "no mail server is set up",
      isFinal: true,
    });
    server = await startMailServer();
    setMail({ url: `smtp://127.0.0.1:${server.port}/?requireTLS=true`, from: "a@example.com" });
    expect(await failure(sendMail(mail()))).toMatchObject({ isFinal: false });
    expect(server.received).toEqual([]);
  });
});
