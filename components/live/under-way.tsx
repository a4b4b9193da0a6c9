import Link from "next/link";
import { formatCount } from "@/components/format/count";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent } from "@/components/ui/card";
import { ProgressRow } from "@/components/ui/progress-row";
import type { LiveView } from "@/lib/live/schema";

export interface UnderWayProps {
  projectId: string;
  view: LiveView;
}

/** What waits for the person, and long work that is running; nothing when there is none. */
export function UnderWay({ projectId, view: { waiting_approvals: waiting, trainings } }: UnderWayProps) {
  return (
    <>
      {waiting > 0 && (
        <Alert
          variant="warning"
          live
          title={
            waiting === 1 ? "A change waits for your approval" : `${waiting} changes wait for your approval`
          }
          action={
            <Button variant="outline" size="sm" asChild>
              <Link href={routes.project(projectId).approvals}>Review</Link>
            </Button>
          }
        />
      )}
      {trainings.length > 0 && (
        <Card aria-label="Retrainings">
          <CardContent className="grid gap-4">
            {trainings.map(({ chatbot_id, chatbot_name, processed, total }) => (
              <ProgressRow
                key={chatbot_id}
                label={`${chatbot_name} is learning`}
                value={total ? (processed / total) * 100 : undefined}
                detail={
                  total === null
                    ? `${formatCount(processed)} sources so far`
                    : `${formatCount(processed)} of ${formatCount(total)} sources`
                }
              />
            ))}
          </CardContent>
        </Card>
      )}
    </>
  );
}
