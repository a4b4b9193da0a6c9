import { z } from "zod";
import { defineJob } from "./define-job";

/** What is to be sent; everything else is read when it goes out. */
const mailPayload = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("ticket_reply"),
    projectId: z.string(),
    ticketId: z.string(),
    entryId: z.string(),
  }),
  z.strictObject({
    kind: z.literal("ticket_notice"),
    what: z.enum(["assigned", "answered"]),
    projectId: z.string(),
    ticketId: z.string(),
    userId: z.string(),
  }),
  /** An invitation, sealed: it holds the link's secret, which nothing else stores. */
  z.strictObject({ kind: z.literal("invitation"), invitationId: z.string(), sealed: z.string() }),
  /** A link that somebody asked for with an address, which may be nobody's: whose it is is found out here. */
  z.strictObject({ kind: z.enum(["sign_in_link", "reset_link"]), sealed: z.string() }),
]);
export type MailPayload = z.infer<typeof mailPayload>;

/** Sends one message. Safe to run twice: what went out is marked, and a second copy has the same Message-ID. */
export const mailJob = defineJob<MailPayload>({
  name: "mail",
  payload: mailPayload,
  // With the waits below, about three hours.
  retryLimit: 20,
  retryDelayMaxSeconds: 900,
  heartbeatSeconds: 60,
});
