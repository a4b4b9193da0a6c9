import "server-only";
import { cookies } from "next/headers";
import { COOKIE_OPTIONS, cookieName } from "@/lib/auth/session-cookie";
import { HOUR_SECONDS } from "@/lib/core/clock";

const NAME = cookieName("self-test");

/** The sealed state of the self-test this browser is in the middle of, or has finished lately. */
export async function selfTestCookie(): Promise<string | undefined> {
  return (await cookies()).get(NAME)?.value;
}

/** Only in a route handler. */
export async function keepSelfTest(sealed: string): Promise<void> {
  (await cookies()).set(NAME, sealed, { ...COOKIE_OPTIONS, maxAge: HOUR_SECONDS });
}
