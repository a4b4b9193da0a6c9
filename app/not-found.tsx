import type { Metadata } from "next";
import { MessagePage } from "@/components/shell/message-page";
import { routes } from "@/components/shell/routes";
import { buttonVariants } from "@/components/ui/button";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <MessagePage
      title="Page not found"
      actions={
        <a href={routes.home} className={buttonVariants()}>
          Go to your dashboard
        </a>
      }
    >
      This page does not exist, or your account has no access to it. If someone sent you the link, ask them to
      check it or to invite you.
    </MessagePage>
  );
}
