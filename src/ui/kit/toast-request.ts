/** A toast to show until it is closed. */
export type ToastRequest = {
  id: number;
  text: string;
  urgent: boolean;
  action: { label: string; onSelect: () => void } | undefined;
};
