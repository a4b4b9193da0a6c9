import type { Metadata } from "next";
import Link from "next/link";
import { AuthShell } from "@/components/shell/auth-shell";
import { MessagePage } from "@/components/shell/message-page";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { findSignInLink } from "@/lib/auth/sign-in-link";
import { safePath } from "@/lib/web/safe-path";
import { ContinueForm } from "./continue-form";

export const metadata: Metadata = { title: "Sign in", referrer: "no-referrer" };

export default async function SignInLinkPage({ searchParams }: PageProps<"/sign-in/link">) {
  const { token, callbackUrl } = await searchParams;
  const found = typeof token === "string" ? await findSignInLink(token) : null;
  if (found && typeof token === "string") {
    return (
      <AuthShell
        title="Sign in"
        description={
          <>
            as <b className="break-words font-medium text-foreground">{found.email}</b>
          </>
        }
        footer="Not your address? Then close this page: somebody sent you their link."
      >
        <ContinueForm token={token} next={safePath(typeof callbackUrl === "string" ? callbackUrl : null)} />
      </AuthShell>
    );
  }
  return (
    <MessagePage
      title="This link does not work any more"
      actions={
        <Button asChild>
          <Link href={routes.signInByEmail}>Ask for a new link</Link>
        </Button>
      }
    >
      It works once and for 15 minutes, and a newer link replaces it.
    </MessagePage>
  );
}
