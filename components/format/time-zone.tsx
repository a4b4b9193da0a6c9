"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { isTimeZone, TIME_ZONE_COOKIE, UTC } from "@/lib/core/time-zone";

const TimeZone = createContext(UTC);

/** The zone in which the person reads times: the one of their account, else that of the browser. */
export function useTimeZone(): string {
  return useContext(TimeZone);
}

export interface TimeZoneProviderProps {
  zone: string;
  children: ReactNode;
}

/** Server and browser tell times in the same zone, so that nothing moves when a page comes to life. */
export function TimeZoneProvider({ zone, children }: TimeZoneProviderProps) {
  return <TimeZone value={zone}>{children}</TimeZone>;
}

/** One year. */
const COOKIE_SECONDS = 31_536_000;

export interface BrowserTimeZoneProps {
  /** What the server took the browser's zone for; undefined when it did not know. */
  known: string | undefined;
  /** Whether the page shows times in it, and must be read anew when it was another one. */
  isUsed?: boolean;
}

/** Tells the server the browser's time zone. Sign-in pages have it as well, so that the first page after knows it. */
export function BrowserTimeZone({ known, isUsed = false }: BrowserTimeZoneProps) {
  const router = useRouter();
  useEffect(() => {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || zone === known || !isTimeZone(zone)) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is missing without HTTPS
    document.cookie = `${TIME_ZONE_COOKIE}=${encodeURIComponent(zone)};path=/;max-age=${COOKIE_SECONDS};samesite=lax`;
    if (isUsed && zone !== (known ?? UTC)) router.refresh();
  }, [known, isUsed, router]);
  return null;
}
