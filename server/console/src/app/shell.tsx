import { useEffect, useErrorBoundary } from "preact/hooks";
import type { ComponentType } from "preact";
import { follow, liveness } from "../api/stream.ts";
import { HostPage } from "../host/host.tsx";
import { Fault } from "../ui/parts.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { helpShown } from "./keys.ts";
import { pages } from "./pages.ts";
import { href, route } from "./router.ts";
import { lastFault, signedIn, signOut } from "./session.ts";
import { SignIn } from "./sign-in.tsx";
import { choose, theme, type Theme } from "./theme.ts";

/** The whole console. */
export const App = () => (signedIn.value ? <Shell /> : <SignIn fault={lastFault.value} />);

function Shell() {
  useEffect(() => {
    const stop = new AbortController();
    void follow(stop.signal);
    return () => stop.abort();
  }, []);
  const { path } = route.value;
  const page = pages.find(candidate => (candidate.path[0] ?? "") === (path[0] ?? ""));
  // `host` is what addresses of earlier versions say.
  const isHost = path.length > 1 && (path[0] === "hosts" || path[0] === "host");
  const title = isHost ? "Host" : (page?.title ?? "No such page");
  useEffect(() => {
    document.title = `${title} · aops`;
  }, [title]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={event => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}>
        Go to the content
      </a>
      <header>
        <a class="brand" href={href([])} aria-label="aops: overview">
          <img src="/favicon.svg" alt="" width="22" height="22" />
          aops
        </a>
        <nav aria-label="Pages">
          {pages.map(one => (
            <a
              key={one.title}
              href={href(one.path)}
              aria-current={one === page || (isHost && one.path[0] === "hosts") ? "page" : undefined}>
              {one.title}
            </a>
          ))}
        </nav>
        <Side />
      </header>
      <main id="main" tabIndex={-1}>
        <Guarded key={path.join("/")} view={isHost ? HostPage : (page?.view ?? NoPage)} />
      </main>
      {helpShown.value && <Keys />}
    </>
  );
}

function Side() {
  const state = liveness.value;
  const words = { live: "live", connecting: "connecting", lost: "not connected" };
  return (
    <div class="side">
      <span class={`live ${state}`} role="status" title="Whether events arrive from the server">
        {words[state]}
      </span>
      <select
        aria-label="Colours"
        value={theme.value}
        onChange={event => choose(event.currentTarget.value as Theme)}>
        <option value="auto">auto</option>
        <option value="light">light</option>
        <option value="dark">dark</option>
      </select>
      <button
        type="button"
        class="quiet"
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => {
          helpShown.value = true;
        }}>
        ?
      </button>
      <button type="button" class="quiet" onClick={signOut}>
        Sign out
      </button>
    </div>
  );
}

// What one page cannot show costs no other page.
function Guarded({ view: View }: { view: ComponentType }) {
  const [fault, reset] = useErrorBoundary();
  if (!fault) return <View />;
  return (
    <>
      <Fault of={new Error(`This page cannot be shown: ${String((fault as Error).message ?? fault)}`)} />
      <button type="button" onClick={reset}>
        Try again
      </button>
    </>
  );
}

const NoPage = () => <Fault of={new Error("There is no such page.")} />;

const keys: [string, string][] = [
  ["/", "to the query of hosts"],
  ["?", "this list"],
  ["↑ ↓", "through rows"],
  ["Enter", "open the row"],
  ["Space", "select the row"],
  ["Esc", "close what is open"],
];

function Keys() {
  const close = () => {
    helpShown.value = false;
  };
  return (
    <Dialog title="Keys" close={close}>
      <dl class="keys">
        {[...keys, ...pages.map(page => [`g ${page.key}`, page.title] as [string, string])].map(
          ([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ),
        )}
      </dl>
    </Dialog>
  );
}
