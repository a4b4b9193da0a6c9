import Link from "next/link";
import { formatPercent, formatSeconds } from "@/components/charts/chart-data";
import { formatCount } from "@/components/format/count";
import { addressWith } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ChatbotMetricsRow } from "@/lib/metrics/schema";

export interface ChatbotFiguresProps {
  projectId: string;
  chatbots: readonly ChatbotMetricsRow[];
}

/** The chatbots of a project side by side; a name leads to the same page for that one. */
export function ChatbotFigures({ projectId, chatbots }: ChatbotFiguresProps) {
  const path = routes.project(projectId).analytics;
  return (
    <Card aria-label="Chatbots">
      <CardHeader>
        <CardTitle>Chatbots</CardTitle>
      </CardHeader>
      <Table label="Chatbots" phone="cards">
        <TableHeader>
          <TableRow>
            <TableHead>Chatbot</TableHead>
            <TableHead numeric>Conversations</TableHead>
            <TableHead numeric>Messages</TableHead>
            <TableHead numeric>Response rate</TableHead>
            <TableHead numeric>Response time</TableHead>
            <TableHead numeric>Leads</TableHead>
            <TableHead numeric>Last 24 h</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {chatbots.map((row) => (
            <TableRow key={row.chatbot_id}>
              <TableCell>
                <Link
                  href={addressWith(path, { chatbot: row.chatbot_id })}
                  className="break-words font-medium hover:underline"
                >
                  {row.name}
                </Link>{" "}
                {row.is_primary && <Badge variant="default">Primary</Badge>}{" "}
                {!row.is_enabled && <Badge variant="neutral">Off</Badge>}
              </TableCell>
              <TableCell label="Conversations" numeric>
                {formatCount(row.conversations)}
              </TableCell>
              <TableCell label="Messages" numeric>
                {formatCount(row.user_messages + row.agent_messages)}
              </TableCell>
              <TableCell label="Response rate" numeric>
                {row.response_rate === null ? "–" : formatPercent(row.response_rate)}
              </TableCell>
              <TableCell label="Response time" numeric>
                {row.average_response_seconds === null ? "–" : formatSeconds(row.average_response_seconds)}
              </TableCell>
              <TableCell label="Leads" numeric>
                {formatCount(row.leads)}
              </TableCell>
              <TableCell label="Last 24 h" numeric>
                {formatCount(row.active_conversations)}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
