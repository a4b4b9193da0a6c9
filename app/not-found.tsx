import type { Metadata } from "next";
import Link from "next/link";
import { MessagePage } from "@/components/shell/message-page";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <MessagePage
      title="Page not found"
      actions={
        <Button asChild>
          <Link href={routes.home}>Go to your dashboard</Link>
        </Button>
      }
    >
      This page does not exist, or your account has no access to it. If someone sent you the link, ask them to
      check it or to invite you.
    </MessagePage>
  );
}
