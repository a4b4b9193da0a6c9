import "server-only";
import { setTimeZoneOf } from "@/lib/auth/users";
import type { SetTimeZoneInput } from "./schema";

/** Chooses the time zone in which the person reads times, in every organisation; null follows the browser. */
export async function setTimeZone(
  person: { userId: string },
  input: SetTimeZoneInput,
): Promise<{ time_zone: string | null }> {
  await setTimeZoneOf(person.userId, input.time_zone);
  return { time_zone: input.time_zone };
}
