// At the end of the header: whether events arrive, and who acts.
import { liveness } from "../api/stream.ts";
import { Menu } from "../ui/menu.tsx";
import { Text } from "../ui/parts.tsx";
import { helpShown } from "./keys.ts";
import { grantWords } from "./rights.tsx";
import { href } from "./router.ts";
import { me, signOut } from "./session.ts";
import { choose, theme, type Theme } from "./theme.ts";

const words = { live: "live", connecting: "connecting", lost: "not connected" };

export function Side() {
  const state = liveness.value;
  const actor = me.value;
  if (!actor) return null;
  return (
    <div class="side">
      <span class={`live ${state}`} role="status" title="Whether events arrive from the server">
        {words[state]}
      </span>
      <Menu title={<Text of={actor.name} max={24} />} label={`${actor.name}: account, colours, keys`}>
        <p>
          {actor.kind === "key" ? "By the key" : "Signed in as"}{" "}
          <strong>
            <Text of={actor.name} max={80} />
          </strong>
          <br />
          <span class="soft">
            <Text of={grantWords(actor.grants)} max={200} />
          </span>
        </p>
        <a class="button" href={href(["me"])}>
          Account and sessions
        </a>
        <label class="choice">
          Colours
          <select value={theme.value} onChange={event => choose(event.currentTarget.value as Theme)}>
            <option value="auto">auto</option>
            <option value="light">light</option>
            <option value="dark">dark</option>
          </select>
        </label>
        <button
          type="button"
          onClick={() => {
            helpShown.value = true;
          }}>
          Keys <kbd>?</kbd>
        </button>
        <button type="button" onClick={() => void signOut()}>
          Sign out
        </button>
      </Menu>
    </div>
  );
}
