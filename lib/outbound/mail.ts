import "server-only";
import { createTransport } from "nodemailer";
import { z } from "zod";
import { env } from "@/lib/core/env";

/** A message to one person. */
export interface Mail {
  /** One address, without a name. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Stays the same however often it is tried, so that a mail program shows a second copy as the same message. */
  messageId: string;
}

/** Time for each step of the talk with the mail server, in milliseconds. */
const STEP_MS = 10_000;
/** Silence after which the mail server counts as gone, in milliseconds. */
const SILENCE_MS = 30_000;

/** Longest subject, in characters; RFC 5322 §2.1.1 bounds lines, and longer ones are cut by mail programs anyway. */
const MAX_SUBJECT_LENGTH = 200;

const address = z.email().max(254);

/** Why a message did not go out, in words that are ours: what a mail server says may hold anything. */
export class MailFailedError extends Error {
  /** Whether another try would end the same way. */
  readonly isFinal: boolean;

  constructor(message: string, options: { isFinal: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "MailFailedError";
    this.isFinal = options.isFinal;
  }
}

/** Whether this installation sends e-mail: the operator named a mail server. */
export function canMail(): boolean {
  return env.mail !== undefined;
}

/**
 * Hands a message to the mail server (`SMTP_URL`: `smtps://` speaks TLS from the start, `smtp://` goes over to it with
 * STARTTLS when the server offers it, `?requireTLS=true` insists). No name, address or text can add a header: the
 * recipient is one checked address, and control characters leave the subject.
 * @throws MailFailedError with what to tell the sender
 */
export async function sendMail(mail: Mail): Promise<void> {
  if (!env.mail) throw new MailFailedError("no mail server is set up", { isFinal: true });
  const to = address.safeParse(mail.to);
  if (!to.success) throw new MailFailedError("the address is not valid", { isFinal: true });
  const transport = createTransport({
    url: env.mail.url,
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    socketTimeout: SILENCE_MS,
    // What we write is all there is: no file and no address is ever read into a message.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { rejected } = await transport.sendMail({
      from: env.mail.from,
      to: [{ name: "", address: to.data }],
      subject: oneLine(mail.subject),
      text: mail.text,
      html: mail.html,
      messageId: mail.messageId,
      // RFC 3834 §5: nobody's holiday answer is wanted.
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    });
    if (rejected.length > 0) {
      throw new MailFailedError("the mail server refused the address", { isFinal: true });
    }
  } catch (error) {
    throw toFailure(error);
  } finally {
    transport.close();
  }
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MAX_SUBJECT_LENGTH)
    .toWellFormed();
}

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
}

/** RFC 5321 §4.2.1: 4yz may work later, 5yz will not. */
function toFailure(error: unknown): MailFailedError {
  if (error instanceof MailFailedError) return error;
  const { code, command, responseCode } = error as SmtpError;
  const say = (message: string, isFinal: boolean) => new MailFailedError(message, { isFinal, cause: error });
  if (code === "EAUTH") return say("the mail server did not accept our sign-in", false);
  if (code === "ETLS") return say("the connection to the mail server could not be encrypted", false);
  if (responseCode !== undefined) {
    const isFinal = responseCode >= 500;
    const what = command === "RCPT TO" ? "the address" : "the message";
    const kind = isFinal ? "refused" : "did not take";
    return say(`the mail server ${kind} ${what} (${responseCode})`, isFinal);
  }
  return say("the mail server could not be reached", false);
}
