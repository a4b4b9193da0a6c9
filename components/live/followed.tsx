"use client";

import { type ReactNode, useState } from "react";
import { onDemand } from "@/components/ui/on-demand";

// TanStack Query comes with it, which a page that stands still does not need.
const Follow = onDemand(() => import("@/components/live/follow").then((file) => file.Follow));

export interface Look {
  /** Whether the last look failed; it goes on looking. */
  isFailing: boolean;
  /** Looks at once. */
  lookNow: () => void;
}

export interface FollowedProps<View> {
  /** Names what is looked at, apart from everything else in this tab. */
  name: string;
  /** As the server rendered it. What it renders anew begins anew. */
  rendered: View;
  read: () => Promise<View>;
  everyMs: number;
  /** Whether it changes by itself. */
  isMoving: (view: View) => boolean;
  children: (view: View, look: Look) => ReactNode;
}

/** What the server rendered, looked at again and again for as long as it changes by itself. */
export function Followed<View>(props: FollowedProps<View>) {
  const { rendered, isMoving, children } = props;
  const [seen, setSeen] = useState({ rendered, view: rendered });
  const [isFailing, setFailing] = useState(false);
  const [asked, setAsked] = useState(0);
  const view = seen.rendered === rendered ? seen.view : rendered;
  return (
    <>
      {isMoving(view) && (
        <Follow
          name={props.name}
          read={props.read}
          everyMs={props.everyMs}
          asked={asked}
          // The view that `read` promises, which the loaded component can't know.
          onView={(next) => setSeen({ rendered, view: next as View })}
          onFailing={setFailing}
        />
      )}
      {children(view, { isFailing, lookNow: () => setAsked((count) => count + 1) })}
    </>
  );
}
