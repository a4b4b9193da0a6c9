import "server-only";
import { cookies } from "next/headers";
import { requirePerson } from "@/lib/auth/session";
import { isTimeZone, startOfDay, TIME_ZONE_COOKIE, UTC } from "@/lib/core/time-zone";

const DAY_MS = 86_400_000;

/**
 * The zone in which whoever asks for the page reads times: that of their account, else that of the browser.
 * @throws UnauthenticatedError nobody is signed in
 */
export async function readerZone(): Promise<string> {
  const { timeZone } = await requirePerson();
  const ofBrowser = (await cookies()).get(TIME_ZONE_COOKIE)?.value;
  return [timeZone, ofBrowser].find((zone) => zone && isTimeZone(zone)) ?? UTC;
}

/** The days of a filter as instants, in a zone; what is no day stays as it is, for the list to refuse. */
export function instantsOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  zone: string,
): { from: string | undefined; to: string | undefined } {
  return {
    from: isDay(from) ? startOfDay(zone, from).toJSON() : from,
    to: isDay(to) ? new Date(startOfDay(zone, dayAfter(to)).getTime() - 1).toJSON() : to,
  };
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^(19|20|21)\d\d-\d\d-\d\d$/.test(text) && dayAfter(text, 0) === text;
}

function dayAfter(day: string, days = 1): string {
  const at = Date.parse(day) + days * DAY_MS;
  return Number.isNaN(at) ? "" : new Date(at).toJSON().slice(0, 10);
}
