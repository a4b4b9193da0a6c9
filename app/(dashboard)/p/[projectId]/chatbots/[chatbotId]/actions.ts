"use server";

import { previewInstructions } from "@/lib/chatbots/preview-instructions";
import {
  updateChatbotAppearanceInput,
  updateChatbotInstructionsInput,
  updateChatbotLabelsInput,
  updateChatbotLanguageInput,
  updateChatbotModelInput,
  updateChatbotSettingsInput,
  updateChatbotWidgetInput,
} from "@/lib/chatbots/schema";
import { updateChatbotAppearance } from "@/lib/chatbots/update-appearance";
import { updateChatbotInstructions } from "@/lib/chatbots/update-instructions";
import { updateChatbotLabels } from "@/lib/chatbots/update-labels";
import { updateChatbotLanguage } from "@/lib/chatbots/update-language";
import { updateChatbotModel } from "@/lib/chatbots/update-model";
import { updateChatbotSettings } from "@/lib/chatbots/update-settings";
import { updateChatbotWidget } from "@/lib/chatbots/update-widget";
import { defineProjectAction } from "@/lib/web/define-action";

export const updateInstructionsAction = defineProjectAction(
  updateChatbotInstructionsInput,
  updateChatbotInstructions,
);
export const updateModelAction = defineProjectAction(updateChatbotModelInput, updateChatbotModel);
export const updateLanguageAction = defineProjectAction(updateChatbotLanguageInput, updateChatbotLanguage);
export const updateSettingsAction = defineProjectAction(updateChatbotSettingsInput, updateChatbotSettings);
export const updateAppearanceAction = defineProjectAction(
  updateChatbotAppearanceInput,
  updateChatbotAppearance,
);
export const updateLabelsAction = defineProjectAction(updateChatbotLabelsInput, updateChatbotLabels);
export const updateWidgetAction = defineProjectAction(updateChatbotWidgetInput, updateChatbotWidget);
export const previewInstructionsAction = defineProjectAction(
  updateChatbotInstructionsInput,
  previewInstructions,
  { isQuiet: true },
);
