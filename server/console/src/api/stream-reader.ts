// Server-sent events out of the pieces of a stream.

/** One message of a stream. */
export interface StreamMessage {
  id?: string;
  event?: string;
  data: string;
}

/** Reads messages out of pieces of a stream; a piece may end anywhere. */
export class StreamReader {
  #rest = "";

  /** Adds a piece and returns the messages that are complete by it. */
  read(piece: string): StreamMessage[] {
    this.#rest += piece;
    const blocks = this.#rest.split("\n\n");
    this.#rest = blocks.pop() ?? "";
    return blocks.map(parse).filter(message => message.data !== "");
  }
}

/** The messages of an answer, as they come, until it ends or breaks. */
export async function* messagesOf(response: Response): AsyncGenerator<StreamMessage[]> {
  const reader = response.body?.getReader();
  const [decoder, messages] = [new TextDecoder(), new StreamReader()];
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) return;
    yield messages.read(decoder.decode(next.value, { stream: true }));
  }
}

function parse(block: string): StreamMessage {
  const message: StreamMessage = { data: "" };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, "");
    switch (line.slice(0, colon)) {
      case "id":
        message.id = value;
        break;
      case "event":
        message.event = value;
        break;
      case "data":
        message.data += message.data ? `\n${value}` : value;
        break;
    }
  }
  return message;
}
