import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { NotFoundError, UnauthenticatedError } from "@/lib/core/errors";

/**
 * What a page does with the two failures that are pages themselves: "not found" shows that page, and without a session
 * the person goes to sign-in and comes back. `const caller = await forPage(callerForProject(projectId))`
 */
export async function forPage<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    if (error instanceof UnauthenticatedError) redirect(await signInAddress());
    throw error;
  }
}

/** Sign-in, leading back to the page that was asked for. */
export async function signInAddress(): Promise<string> {
  // Set by proxy.ts on every request for a page; it overwrites what a client sends.
  const path = (await headers()).get("x-caramel-path");
  return path && path !== "/" ? `/sign-in?callbackUrl=${encodeURIComponent(path)}` : "/sign-in";
}
