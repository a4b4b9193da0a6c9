import "server-only";

const SENDER_CREDENTIALS =
  "Each organisation needs sender credentials of its own, which can't be set up yet.";

/** Tools whose names are published before they work: never listed, and called by name they answer why. */
export const NOT_LIVE_YET = [
  { name: "caramel.v1.email.send", title: "Send e-mail", blocked_by: SENDER_CREDENTIALS },
  { name: "caramel.v1.sms.send", title: "Send SMS", blocked_by: SENDER_CREDENTIALS },
  {
    name: "caramel.v1.whatsapp.send",
    title: "Send WhatsApp message",
    blocked_by: "Meta has not approved this platform as a Tech Provider yet.",
  },
  { name: "caramel.v1.push.send", title: "Send push notification", blocked_by: SENDER_CREDENTIALS },
] as const;
