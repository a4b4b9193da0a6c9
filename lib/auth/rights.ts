import "server-only";
import {
  type Access,
  isReading,
  mayGrantWriting,
  type Permission,
  ROLE_PERMISSIONS,
  type Role,
} from "./values";

/** What was approved, and what bounds it at the time of a request. */
interface Approved<Name extends Permission> {
  access: Access;
  permissions: readonly Name[];
  /** Of the person who approved it; null for a key, which is bound to nobody. */
  role: Role | null;
  /** Of the organisation: whether people below admin may let an assistant change anything. */
  membersMayWrite: boolean;
}

/**
 * What a connection or key may do in the end. A person who lost a right since the approval takes it from their
 * connections as well, and so does the organisation's policy.
 * @param onlyReads whether endpoint, URL or token leave reading only
 */
export function rightsOf<Name extends Permission>(
  approved: Approved<Name>,
  onlyReads: boolean,
): { isReadonly: boolean; permissions: Name[] } {
  const { role } = approved;
  const mayWrite = role === null || mayGrantWriting(role, approved.membersMayWrite);
  const isReadonly = onlyReads || approved.access === "readonly" || !mayWrite;
  const allowedByRole = role === null ? undefined : ROLE_PERMISSIONS[role];
  const permissions = approved.permissions.filter(
    (name) => (!isReadonly || isReading(name)) && (allowedByRole?.has(name) ?? true),
  );
  return { isReadonly, permissions };
}
