"use server";

import { createProject } from "@/lib/projects/create";
import { createProjectInput } from "@/lib/projects/schema";
import { defineOrganisationAction } from "@/lib/web/define-action";

export const createProjectAction = defineOrganisationAction(createProjectInput, createProject);
