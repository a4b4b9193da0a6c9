"use client";

import { type ComponentType, lazy, type ReactNode, Suspense } from "react";

/**
 * A component that is fetched when it is first shown. Not `next/dynamic`, whose own weight every page would carry.
 * @param fallback shown until it is there
 */
export function onDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  fallback: ReactNode = null,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: (await load()) as ComponentType<object> }));
  return function OnDemand(props: Props) {
    return (
      <Suspense fallback={fallback}>
        <Part {...props} />
      </Suspense>
    );
  };
}
