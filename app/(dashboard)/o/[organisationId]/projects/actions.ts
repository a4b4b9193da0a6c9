"use server";

import { createProject } from "@/lib/projects/create";
import { renameProject } from "@/lib/projects/rename";
import { createProjectInput, renameProjectInput } from "@/lib/projects/schema";
import { defineOrganisationAction } from "@/lib/web/define-action";

export const createProjectAction = defineOrganisationAction(createProjectInput, createProject);

export const renameProjectAction = defineOrganisationAction(renameProjectInput, renameProject);
