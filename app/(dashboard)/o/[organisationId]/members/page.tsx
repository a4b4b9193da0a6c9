import type { Metadata } from "next";
import { Moment } from "@/components/format/moment";
import { ExportLink } from "@/components/lists/export-link";
import { ROLE_LABELS } from "@/components/people/role-labels";
import { HEADINGS } from "@/components/shell/headings";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Card, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { callerForOrganisation } from "@/lib/auth/session";
import { ROLES } from "@/lib/auth/values";
import { canAskLink } from "@/lib/people/can-ask-link";
import { listInvitations } from "@/lib/people/list-invitations";
import { listMembers } from "@/lib/people/list-members";
import { forPage } from "@/lib/web/for-page";
import { InviteDialog } from "./invite-dialog";
import { RemoveMember } from "./remove-member";
import { RevokeInvitation } from "./revoke-invitation";
import { RoleSelect } from "./role-select";

export const metadata: Metadata = { title: HEADINGS.members.title };

export default async function MembersPage({ params }: PageProps<"/o/[organisationId]/members">) {
  const { organisationId } = await params;
  const caller = await forPage(callerForOrganisation(organisationId));
  const mayManage = caller.permissions.has("members:manage");
  const [members, invitations] = await Promise.all([
    listMembers(caller),
    mayManage ? listInvitations(caller) : Promise.resolve([]),
  ]);
  const self = caller.actor.kind === "person" ? caller.actor : undefined;
  const isOwner = self?.role === "owner";
  const roles = ROLES.filter((role) => isOwner || role !== "owner");
  return (
    <>
      <PageHeader
        {...HEADINGS.members}
        actions={
          <>
            <ExportLink path={`organisations/${organisationId}/members.csv`} />
            {mayManage && (
              <InviteDialog organisationId={organisationId} roles={roles} canMail={canAskLink()} />
            )}
          </>
        }
      />
      <div className="grid gap-5">
        <Card>
          <Table label="Members" phone="cards">
            <TableHeader>
              <TableRow>
                <TableHead>Name</TableHead>
                <TableHead>Role</TableHead>
                <TableHead>Joined</TableHead>
                <TableHead>Last sign-in</TableHead>
                <TableHead>
                  <span className="sr-only">Actions</span>
                </TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {members.map((member) => {
                const isSelf = member.user_id === self?.userId;
                const mayChange = mayManage && (isOwner || member.role !== "owner");
                return (
                  <TableRow key={member.user_id}>
                    <TableCell>
                      <div className="flex min-w-0 items-center gap-2.5">
                        <Avatar name={member.name} />
                        <div className="grid min-w-0">
                          <span className="flex items-center gap-1.5 font-medium">
                            <span className="truncate">{member.name}</span>
                            {isSelf && <Badge>You</Badge>}
                            {member.is_disabled && <Badge variant="destructive">Disabled</Badge>}
                          </span>
                          <span className="truncate text-muted-foreground text-xs">{member.email}</span>
                        </div>
                      </div>
                    </TableCell>
                    <TableCell label="Role">
                      {mayChange ? (
                        <RoleSelect organisationId={organisationId} member={member} roles={roles} />
                      ) : (
                        ROLE_LABELS[member.role].title
                      )}
                    </TableCell>
                    <TableCell label="Joined" className="whitespace-nowrap">
                      <Moment at={member.joined_at} as="date" />
                    </TableCell>
                    <TableCell label="Last sign-in" className="whitespace-nowrap">
                      {member.last_sign_in_at ? <Moment at={member.last_sign_in_at} as="date" /> : "Never"}
                    </TableCell>
                    <TableCell className="text-right max-sm:justify-end!">
                      {(mayChange || isSelf) && (
                        <RemoveMember organisationId={organisationId} member={member} isSelf={isSelf} />
                      )}
                    </TableCell>
                  </TableRow>
                );
              })}
            </TableBody>
          </Table>
        </Card>
        {mayManage && invitations.length > 0 && (
          <Card>
            <CardHeader>
              <CardTitle>Pending invitations</CardTitle>
              <CardDescription>Links that nobody has used yet.</CardDescription>
            </CardHeader>
            <Table label="Pending invitations" phone="cards">
              <TableHeader>
                <TableRow>
                  <TableHead>For</TableHead>
                  <TableHead>Role</TableHead>
                  <TableHead>Created</TableHead>
                  <TableHead>Works until</TableHead>
                  <TableHead>
                    <span className="sr-only">Actions</span>
                  </TableHead>
                </TableRow>
              </TableHeader>
              <TableBody>
                {invitations.map((invitation) => (
                  <TableRow key={invitation.id}>
                    <TableCell>{invitation.email ?? "Whoever has the link"}</TableCell>
                    <TableCell label="Role">{ROLE_LABELS[invitation.role].title}</TableCell>
                    <TableCell label="Created" className="whitespace-nowrap">
                      <Moment at={invitation.created_at} as="date" />
                    </TableCell>
                    <TableCell label="Works until" className="whitespace-nowrap">
                      <Moment at={invitation.expires_at} as="date" />
                    </TableCell>
                    <TableCell className="text-right max-sm:justify-end!">
                      {(isOwner || invitation.role !== "owner") && (
                        <RevokeInvitation
                          organisationId={organisationId}
                          invitationId={invitation.id}
                          whom={invitation.email ?? "whoever has it"}
                        />
                      )}
                    </TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          </Card>
        )}
      </div>
    </>
  );
}
