import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { HpcError } from "../../clients/typescript/src/errors.js";

/** Why something failed, and what to do next. */
export function Failure({ error }: { error: HpcError | undefined }) {
  return error === undefined ? null : (
    <p class="failure" role="alert">
      {error.message}
      {error.advice === "retry" ? " It may work in a moment." : ""}
    </p>
  );
}

/** A list that has nothing says so, and what would change that. */
export const Empty = ({ children }: { children: ComponentChildren }) => <p class="empty">{children}</p>;

export const Loading = () => <p class="empty" role="status">Loading…</p>;

const STEPS: [number, Intl.RelativeTimeFormatUnit][] = [[60, "second"], [60, "minute"], [24, "hour"], [Infinity, "day"]];
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function ago(at: string, now: number = Date.now()): string {
  let left = (Date.parse(at) - now) / 1000;
  for (const [size, unit] of STEPS) {
    if (Math.abs(left) < size) {
      return RELATIVE.format(Math.round(left), unit);
    }
    left /= size;
  }
  return at;
}

/** A time as people say it; the exact one is its title. */
export const Time = ({ at }: { at: string | undefined }) =>
  at === undefined ? <>–</> : <time dateTime={at} title={EXACT.format(Date.parse(at))}>{ago(at)}</time>;

/** A word with a colour; the word alone says it all. */
export const Badge = ({ kind, children }: { kind: "good" | "bad" | "busy" | "plain"; children: ComponentChildren }) => (
  <span class={`badge ${kind}`}>{children}</span>
);

/** Text that a program or an agent chose: shown as it is, in its own direction. */
export const Foreign = ({ children }: { children: string }) => <bdi>{children}</bdi>;

/** A button whose act is asked about first. */
export function Confirm(props: {
  label: string; question: string; yes: string; danger?: boolean; disabled?: boolean; onYes(): void; children?: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open) {
      dialog.current?.showModal();
    }
  }, [open]);
  const close = (): void => {
    dialog.current?.close();
    setOpen(false);
  };
  return (
    <>
      <button type="button" class={props.danger ? "danger" : ""} disabled={props.disabled ?? false} onClick={() => setOpen(true)}>
        {props.label}
      </button>
      {open && (
        <dialog ref={dialog} aria-label={props.label} onClose={() => setOpen(false)}>
          <p>{props.question}</p>
          {props.children}
          <div class="row end">
            <button type="button" onClick={close}>Cancel</button>
            <button type="button" class={props.danger ? "danger" : "primary"} onClick={() => { close(); props.onYes(); }}>{props.yes}</button>
          </div>
        </dialog>
      )}
    </>
  );
}

/** A line to copy. It is selected as a whole where the clipboard cannot be written. */
export function CopyLine({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const code = useRef<HTMLElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      getSelection()?.selectAllChildren(code.current!);
    }
  };
  return (
    <div class="copy">
      <span class="label">{label}</span>
      <code ref={code} tabIndex={0} aria-label={label}>{text}</code>
      <button type="button" aria-label={`Copy: ${label}`} onClick={copy}>{copied ? "Copied" : "Copy"}</button>
    </div>
  );
}
