// The end of a log that comes in pieces of several hosts: whole lines, and what has no end yet, in bounded memory.
import type { MergedPiece } from "../api/run-types.ts";
import { bytes } from "../format/numbers.ts";
import { plainLog } from "../format/text.ts";

export interface LogLine {
  key: number;
  /** Id and name of the host. */
  host: string;
  hostname: string;
  kind: "stdout" | "stderr" | "note" | "head";
  text: string;
  /** The run that begins with it. */
  run?: string;
}

interface Part {
  line: LogLine;
  decoder: TextDecoder;
  /** Whether the decoder holds the first bytes of a character. */
  isPending: boolean;
}

export const linesMax = 2000;
const charsMax = 1024 * 1024;
const lineCharsMax = 8192;

export class LogBuffer {
  #lines: LogLine[] = [];
  #chars = 0;
  #added = 0;
  #dropped = 0;
  readonly #parts = new Map<string, Part>();

  /** Lines that made way for later ones. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Lines that came, those that made way included. */
  get added(): number {
    return this.#added;
  }

  /** What is held, the oldest first; at the end what has no new line yet, such as a question of a program. */
  lines(): LogLine[] {
    const open = [...this.#parts.values()].map(part => part.line).filter(line => line.text !== "");
    return [...this.#lines, ...open].map(line => ({ ...line, text: plainLog(line.text) }));
  }

  /** Takes a piece. */
  add(piece: MergedPiece): void {
    const { log_type: type, missing_bytes: missing = 0 } = piece;
    if (type === "gap") this.#note(piece, `${bytes(missing)} of its output are missing here`);
    else if (type === "earlier") this.#note(piece, `about ${bytes(missing)} before this are not shown here`);
    else if (type === "stdout" || type === "stderr") this.#text(piece, type);
  }

  /** Takes what begins here: a run of several that are shown one after the other. */
  head(text: string, run?: string): void {
    // What had no end before has none any more.
    for (const { line } of this.#parts.values()) if (line.text !== "") this.#pushCut(line);
    this.#parts.clear();
    this.#push({ key: 0, host: "", hostname: "", kind: "head", text, ...(run && { run }) });
  }

  #note(piece: MergedPiece, text: string): void {
    this.#push({ key: 0, host: piece.host, hostname: piece.hostname, kind: "note", text });
  }

  #text(piece: MergedPiece, kind: "stdout" | "stderr"): void {
    const name = `${piece.host} ${kind}`;
    const empty = { key: 0, host: piece.host, hostname: piece.hostname, kind, text: "" };
    let part = this.#parts.get(name);
    if (!part) this.#parts.set(name, (part = { line: empty, decoder: new TextDecoder(), isPending: false }));
    const lines = (part.line.text + decode(part, piece)).split("\n");
    const rest = lines.pop() ?? "";
    for (const text of lines) this.#pushCut({ ...empty, text: text.replace(/\r$/, "") });
    part.line = { ...empty, text: rest };
    if (rest.length <= lineCharsMax) return;
    this.#pushCut(part.line);
    part.line = empty;
  }

  #pushCut(line: LogLine): void {
    for (let at = 0; at === 0 || at < line.text.length; at += lineCharsMax)
      this.#push({ ...line, text: line.text.slice(at, at + lineCharsMax) });
  }

  #push(line: LogLine): void {
    line.key = ++this.#added;
    this.#lines.push(line);
    this.#chars += line.text.length;
    let from = 0;
    while (this.#lines.length - from > linesMax || (this.#chars > charsMax && this.#lines.length - from > 1))
      this.#chars -= this.#lines[from++]?.text.length ?? 0;
    if (from === 0) return;
    this.#dropped += from;
    this.#lines = this.#lines.slice(from);
  }
}

// A character may begin in one piece and end in the next one; pieces of text hold whole ones.
function decode(part: Part, piece: MergedPiece): string {
  if (piece.log_encoding !== "base64") {
    const before = part.isPending ? part.decoder.decode() : "";
    part.isPending = false;
    return before + piece.log_data;
  }
  part.isPending = true;
  const raw = Uint8Array.from(atob(piece.log_data), character => character.charCodeAt(0));
  return part.decoder.decode(raw, { stream: true });
}
