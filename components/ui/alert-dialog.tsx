"use client";

import { Modal, ModalClose, ModalContent, type ModalContentProps, ModalTrigger } from "@/components/ui/modal";
import { veilStyles, windowStyles } from "@/components/ui/overlay-styles";
import { cn } from "@/lib/core/cn";

/** A question that must be answered: a press outside does not close it. Most pages want `ConfirmDialog`. */
export const AlertDialog = Modal;
export const AlertDialogTrigger = ModalTrigger;
export const AlertDialogCancel = ModalClose;
export {
  DialogDescription as AlertDialogDescription,
  DialogFooter as AlertDialogFooter,
  DialogTitle as AlertDialogTitle,
} from "@/components/ui/dialog";

export function AlertDialogContent({ className, ...props }: ModalContentProps) {
  return (
    <ModalContent
      role="alertdialog"
      data-slot="alert-dialog-content"
      staysOpen
      className={cn(windowStyles, veilStyles, className)}
      {...props}
    />
  );
}
