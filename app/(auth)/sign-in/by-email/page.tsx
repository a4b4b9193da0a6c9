import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthShell } from "@/components/shell/auth-shell";
import { routes } from "@/components/shell/routes";
import { AskLinkForm } from "@/components/sign-in/ask-link-form";
import { NoMail } from "@/components/sign-in/no-mail";
import { currentPerson } from "@/lib/auth/session";
import { canAskLink } from "@/lib/people/can-ask-link";
import { safePath } from "@/lib/web/safe-path";
import { askSignInLinkAction } from "./actions";

export const metadata: Metadata = { title: "Sign in by e-mail" };

export default async function SignInByEmailPage({ searchParams }: PageProps<"/sign-in/by-email">) {
  const { callbackUrl } = await searchParams;
  const next = safePath(Array.isArray(callbackUrl) ? callbackUrl[0] : callbackUrl);
  if (await currentPerson()) redirect(next);
  return (
    <AuthShell
      title="Sign in by e-mail"
      description="We send you a link that signs you in, without a password."
      footer={
        <Link href={routes.signIn} className="link">
          Sign in with a password
        </Link>
      }
    >
      {canAskLink() ? (
        <AskLinkForm
          action={askSignInLinkAction}
          submitLabel="Send sign-in link"
          lifetime="15 minutes"
          next={next}
        />
      ) : (
        <NoMail />
      )}
    </AuthShell>
  );
}
