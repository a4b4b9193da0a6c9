import Link from "next/link";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardHeader, CardTitle } from "@/components/ui/card";
import type { ListedConnection } from "@/lib/connections/schema";

export interface RecentConnectionsProps {
  connections: readonly ListedConnection[];
  href: string;
}

/** The assistants connected last, shortly. */
export function RecentConnections({ connections, href }: RecentConnectionsProps) {
  return (
    <Card aria-label="Connected assistants">
      <CardHeader>
        <CardTitle>Connected assistants</CardTitle>
        <CardAction>
          <Button variant="ghost" size="sm" asChild>
            <Link href={href}>
              Manage<span className="sr-only"> connections</span>
            </Link>
          </Button>
        </CardAction>
      </CardHeader>
      {connections.length === 0 ? (
        <p className="px-4 pb-4 text-muted-foreground text-sm">
          None yet.{" "}
          <Link href={href} className="link">
            Connect Claude, ChatGPT or another assistant
          </Link>
          .
        </p>
      ) : (
        <ul className="border-t">
          {connections.map((connection) => (
            <li
              key={connection.id}
              className="flex items-center justify-between gap-4 border-b px-4 py-2.5 text-sm last:border-b-0"
            >
              <div className="flex min-w-0 items-center gap-2.5">
                <Avatar name={connection.client_name} shape="square" />
                <div className="grid min-w-0">
                  <span className="truncate font-medium">{connection.label}</span>
                  <span className="text-muted-foreground text-xs">
                    {connection.last_used_at ? (
                      <>
                        Used <Moment at={connection.last_used_at} />, {formatCount(connection.calls_7_days)}{" "}
                        calls in 7 days
                      </>
                    ) : (
                      "Not used yet"
                    )}
                  </span>
                </div>
              </div>
              <Badge variant={connection.access === "full" ? "default" : "neutral"}>
                {connection.access === "full" ? "Full access" : "Read-only"}
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
