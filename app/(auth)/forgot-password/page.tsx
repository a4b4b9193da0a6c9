import type { Metadata } from "next";
import Link from "next/link";
import { AuthShell } from "@/components/shell/auth-shell";
import { routes } from "@/components/shell/routes";
import { AskLinkForm } from "@/components/sign-in/ask-link-form";
import { NoMail } from "@/components/sign-in/no-mail";
import { canAskLink } from "@/lib/people/can-ask-link";
import { askResetLinkAction } from "./actions";

export const metadata: Metadata = { title: "Forgot your password?" };

export default function ForgotPasswordPage() {
  return (
    <AuthShell
      title="Forgot your password?"
      description="We send you a link with which you choose a new one."
      footer={
        <Link href={routes.signIn} className="link">
          Back to sign-in
        </Link>
      }
    >
      {canAskLink() ? (
        <AskLinkForm action={askResetLinkAction} submitLabel="Send link" lifetime="an hour" />
      ) : (
        <NoMail />
      )}
    </AuthShell>
  );
}
