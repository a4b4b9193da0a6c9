"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Numbers by which the operator finds this very failure in the log. */
export function RequestReference({ digest }: { digest?: string | undefined }) {
  const requestId = useSyncExternalStore(
    never,
    () => document.documentElement.dataset.requestId,
    () => undefined,
  );
  if (!digest && !requestId) return null;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
      {requestId && (
        <>
          <dt>Request id</dt>
          <dd className="select-all break-all font-mono">{requestId}</dd>
        </>
      )}
      {digest && (
        <>
          <dt>Error code</dt>
          <dd className="select-all break-all font-mono">{digest}</dd>
        </>
      )}
    </dl>
  );
}
