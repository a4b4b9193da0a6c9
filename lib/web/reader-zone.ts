import "server-only";
import { cookies } from "next/headers";
import { requirePerson } from "@/lib/auth/session";
import { isTimeZone, TIME_ZONE_COOKIE, UTC } from "@/lib/core/time-zone";

/**
 * The zone in which whoever asks for the page reads times: that of their account, else that of the browser.
 * @throws UnauthenticatedError nobody is signed in
 */
export async function readerZone(): Promise<string> {
  const { timeZone } = await requirePerson();
  const ofBrowser = (await cookies()).get(TIME_ZONE_COOKIE)?.value;
  return [timeZone, ofBrowser].find((zone) => zone && isTimeZone(zone)) ?? UTC;
}
