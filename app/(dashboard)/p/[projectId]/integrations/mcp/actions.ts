"use server";

import { renameConnection } from "@/lib/connections/rename";
import { revokeConnection } from "@/lib/connections/revoke";
import { renameConnectionInput, revokeConnectionInput } from "@/lib/connections/schema";
import { defineProjectAction } from "@/lib/web/define-action";

export const revokeConnectionAction = defineProjectAction(revokeConnectionInput, revokeConnection);
export const renameConnectionAction = defineProjectAction(renameConnectionInput, renameConnection);
