import type { Metadata } from "next";
import Link from "next/link";
import { AuthShell } from "@/components/shell/auth-shell";
import { MessagePage } from "@/components/shell/message-page";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { isResetOpen } from "@/lib/auth/reset-link";
import { canAskLink } from "@/lib/people/can-ask-link";
import { ResetForm } from "./reset-form";

export const metadata: Metadata = { title: "Choose a new password", referrer: "no-referrer" };

export default async function ResetPasswordPage({ searchParams }: PageProps<"/reset-password">) {
  const { token } = await searchParams;
  if (typeof token === "string" && (await isResetOpen(token))) {
    return (
      <AuthShell
        title="Choose a new password"
        description="You are signed out everywhere, and sign in with it from now on."
      >
        <ResetForm token={token} />
      </AuthShell>
    );
  }
  return (
    <MessagePage
      title="This link does not work any more"
      actions={
        <Button asChild>
          <Link href={routes.signIn}>Go to sign-in</Link>
        </Button>
      }
    >
      It works once and for an hour.{" "}
      {canAskLink()
        ? "Ask for a new one on the sign-in page."
        : "Ask the person who runs this installation for a new one."}
    </MessagePage>
  );
}
