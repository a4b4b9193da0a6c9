"use server";

import { narrowConnection } from "@/lib/connections/narrow";
import { pauseConnection } from "@/lib/connections/pause";
import { renameConnection } from "@/lib/connections/rename";
import { resumeConnection } from "@/lib/connections/resume";
import { revokeConnection } from "@/lib/connections/revoke";
import { revokeConnections } from "@/lib/connections/revoke-many";
import {
  narrowConnectionInput,
  pauseConnectionInput,
  renameConnectionInput,
  resumeConnectionInput,
  revokeConnectionInput,
  revokeConnectionsInput,
  setAsksFirstInput,
  setEndDateInput,
} from "@/lib/connections/schema";
import { setAsksFirst } from "@/lib/connections/set-asks-first";
import { setEndDate } from "@/lib/connections/set-end-date";
import { defineOrganisationAction } from "@/lib/web/define-action";

export const revokeConnectionAction = defineOrganisationAction(revokeConnectionInput, revokeConnection);
export const revokeConnectionsAction = defineOrganisationAction(revokeConnectionsInput, revokeConnections);
export const renameConnectionAction = defineOrganisationAction(renameConnectionInput, renameConnection);
export const narrowConnectionAction = defineOrganisationAction(narrowConnectionInput, narrowConnection);
export const pauseConnectionAction = defineOrganisationAction(pauseConnectionInput, pauseConnection);
export const resumeConnectionAction = defineOrganisationAction(resumeConnectionInput, resumeConnection);
export const setEndDateAction = defineOrganisationAction(setEndDateInput, setEndDate);
export const setAsksFirstAction = defineOrganisationAction(setAsksFirstInput, setAsksFirst);
