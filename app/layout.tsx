import type { Metadata, Viewport } from "next";
import "./globals.css";
import localFont from "next/font/local";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { ThemeProvider } from "@/components/theme-provider";
import { NonceProvider } from "@/components/ui/nonce";
import { ToastProvider } from "@/components/ui/toast";

// Not geist/font/sans, which swaps the font under text that is being read and moves it.
const geistSans = localFont({
  src: "../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2",
  variable: "--font-geist-sans",
  weight: "100 900",
  // Where it does not come at once, the page stays as it is and the next one has it.
  display: "optional",
});

export const metadata: Metadata = {
  title: { default: "Caramel", template: "%s · Caramel" },
  description: "Customer conversations, products and chatbots, open to your AI assistants on your terms.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#0f0f10" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const incoming = await headers();
  const nonce = incoming.get("x-nonce") ?? undefined;
  return (
    // The theme's class is set before React starts, hence the suppressed warning.
    <html
      lang="en"
      className={geistSans.variable}
      data-request-id={incoming.get("x-request-id") ?? undefined}
      suppressHydrationWarning
    >
      <body>
        <NonceProvider nonce={nonce}>
          <ThemeProvider nonce={nonce}>
            <ToastProvider>{children}</ToastProvider>
          </ThemeProvider>
        </NonceProvider>
      </body>
    </html>
  );
}
