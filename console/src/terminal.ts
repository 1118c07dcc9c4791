import { FitAddon } from "@xterm/addon-fit";
import { Terminal as Screen, type ITheme } from "@xterm/xterm";
import type { Shell, Terminal } from "../../clients/typescript/src/live.js";
import type { ShellInfo } from "../../clients/typescript/src/records.js";

/** Replayed of what was printed before: some screens, and less than a second of a slow line. */
const REPLAYED = 256 << 10;

const TITLE_CHARS = 200;

const LOOK_MS = 500;

export interface Watcher {
  titled(title: string): void;
  connected(now: boolean): void;
  /** The person wants the focus elsewhere. */
  leave(): void;
}

/** A `<style>` whose text becomes a sheet of the document. */
function styleElement(): HTMLElement {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const element = Document.prototype.createElement.call(document, "span");
  element.hidden = true;
  Object.defineProperty(element, "textContent", { get: () => "", set: (css: string) => sheet.replaceSync(css) });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}

/**
 * xterm.js sets styles in two ways that the page's policy (`style-src 'self'`) forbids, elements and attributes. Here both become what it
 * allows, style sheets and properties that a script sets.
 */
function keepToThePolicy(): void {
  const { setAttribute } = Element.prototype;
  document.createElement = ((tag: string, options?: ElementCreationOptions) =>
    tag === "style" ? styleElement() : Document.prototype.createElement.call(document, tag, options)) as typeof document.createElement;
  Element.prototype.setAttribute = function (name: string, value: string): void {
    if (name === "style" && this instanceof HTMLElement) {
      this.style.cssText = value;
    } else {
      setAttribute.call(this, name, value);
    }
  };
}

keepToThePolicy();

function theme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  return { background: color("--terminal"), foreground: color("--terminal-text"), cursor: color("--terminal-text") };
}

/** A shell on the screen: what it prints is shown, what is typed is sent, across cuts. */
export class LiveTerminal {
  private readonly screen: Screen;
  private readonly fit = new FitAddon();
  private readonly resizes: ResizeObserver;
  private terminal: Terminal | undefined;
  private typing = false;
  private over = false;

  constructor(box: HTMLElement, private readonly shell: Shell, private readonly info: ShellInfo, private readonly watcher: Watcher) {
    this.screen = new Screen({
      rows: info.rows, cols: info.cols, fontSize: 14, scrollback: 5000, theme: theme(),
      fontFamily: "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace", minimumContrastRatio: 4.5, screenReaderMode: true,
    });
    this.screen.loadAddon(this.fit);
    this.screen.open(box);
    // Links that a program made (OSC 8) are its text and nothing to follow.
    this.screen.parser.registerOscHandler(8, () => true);
    this.screen.onTitleChange((title) => watcher.titled(title.slice(0, TITLE_CHARS)));
    this.screen.onData((text) => this.send(new TextEncoder().encode(text)));
    this.screen.onBinary((text) => this.send(Uint8Array.from(text, (char) => char.charCodeAt(0))));
    this.screen.attachCustomKeyEventHandler((event) => {
      if (event.ctrlKey && event.key === "F6") {
        if (event.type === "keydown") {
          watcher.leave();
        }
        return false;
      }
      return true;
    });
    this.resizes = new ResizeObserver(() => this.size());
    this.resizes.observe(box);
  }

  /** Whether the person types, and the terminal has the size of their window. */
  type(now: boolean): void {
    this.typing = now;
    this.screen.options.disableStdin = !now;
    if (now) {
      this.size();
      this.screen.focus();
    } else {
      this.screen.resize(this.info.cols, this.info.rows);
    }
  }

  private size(): void {
    const fitting = this.typing && !this.over ? this.fit.proposeDimensions() : undefined;
    if (fitting && fitting.cols > 1 && (fitting.cols !== this.screen.cols || fitting.rows !== this.screen.rows)) {
      this.screen.resize(fitting.cols, fitting.rows);
    }
    if (fitting) {
      // The next one has a later size; a shell that has ended needs none.
      this.shell.resize(this.screen.rows, this.screen.cols).catch(() => {});
    }
  }

  private send(bytes: Uint8Array): void {
    if (this.typing && !this.over) {
      this.terminal?.write(bytes).catch(() => {}); // Why it failed, the reading tells.
    }
  }

  /** Shows what is printed, until the shell's end. */
  async run(): Promise<void> {
    const terminal = await this.shell.attach(Math.max(this.info.oldest, this.info.end - REPLAYED));
    if (this.over) {
      await terminal.close();
      return;
    }
    this.terminal = terminal;
    const look = setInterval(() => this.watcher.connected(terminal.connected), LOOK_MS);
    this.watcher.connected(true);
    try {
      for await (const { data, gap } of terminal) {
        if (gap) {
          this.screen.write(`\r\n[${gap} bytes are gone]\r\n`);
        }
        await new Promise<void>((resolve) => this.screen.write(data, resolve)); // The screen sets the pace.
      }
    } catch (e) {
      if (!this.over) {
        throw e;
      }
    } finally {
      clearInterval(look);
      this.screen.options.disableStdin = true;
    }
  }

  /** The shell lives on. */
  dispose(): void {
    this.over = true;
    this.resizes.disconnect();
    void this.terminal?.close();
    this.screen.dispose();
  }
}
