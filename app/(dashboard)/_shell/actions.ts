"use server";

import { redirect } from "next/navigation";
import { endSession } from "@/lib/auth/session";

/** Takes the session from this browser; needs none to do so. */
export async function signOutAction(): Promise<void> {
  await endSession();
  redirect("/sign-in");
}
