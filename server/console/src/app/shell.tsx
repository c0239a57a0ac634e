import { useEffect, useErrorBoundary } from "preact/hooks";
import type { ComponentType } from "preact";
import { follow } from "../api/stream.ts";
import { HostPage } from "../host/host.tsx";
import { Empty, Fault, Text } from "../ui/parts.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { FreezeBanner } from "./freeze.tsx";
import { helpShown } from "./keys.ts";
import { pages, type Page } from "./pages.ts";
import { href, route } from "./router.ts";
import { may, whyNot, type RightNeed } from "./rights.tsx";
import { session } from "./session.ts";
import { Side } from "./side.tsx";
import { SignIn, SignInAgain } from "./sign-in.tsx";

/** The whole console. */
export function App() {
  const now = session.value;
  switch (now.state) {
    case "asking":
      return null;
    case "out":
      return <SignIn why={now.why} />;
    case "in":
    case "lapsed":
      // What one actor wrote is not there for another one who signs in.
      return (
        <div key={`${now.me.kind} ${now.me.name}`}>
          <Shell />
          {now.state === "lapsed" && (
            <SignInAgain name={now.me.name} isKey={now.me.kind === "key"} why={now.why} />
          )}
        </div>
      );
  }
}

function Shell() {
  const { state } = session.value;
  useEffect(() => {
    if (state !== "in") return;
    const stop = new AbortController();
    void follow(stop.signal);
    return () => stop.abort();
  }, [state]);
  const { path } = route.value;
  const page = pages.find(candidate => (candidate.path[0] ?? "") === (path[0] ?? ""));
  // `host` is what addresses of earlier versions say.
  const isHost = path.length > 1 && (path[0] === "hosts" || path[0] === "host");
  const title = isHost ? "Host" : (page?.title ?? "No such page");
  useEffect(() => {
    document.title = `${title} · aops`;
  }, [title]);
  useEffect(() => {
    // On a telephone the menu is wider than the page.
    document.querySelector("header nav [aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [path[0]]);
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
          {pages.filter(isShown).map(one => (
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
        <FreezeBanner />
        <Guarded key={path.join("/")} view={isHost ? HostPage : viewOf(page)} />
      </main>
      {helpShown.value && <Keys />}
    </>
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

// A page that shows nothing to the actor is not in the menu; whoever comes by its address is told why.
const isShown = (page: Page): boolean => !page.isAside && (!page.need || may(page.need));

function viewOf(page: Page | undefined): ComponentType {
  if (!page) return NoPage;
  const { need, title } = page;
  return need && !may(need) ? () => <Refused title={title} need={need} /> : page.view;
}

const Refused = ({ title, need }: { title: string; need: RightNeed }) => (
  <>
    <h1>{title}</h1>
    <Empty title="This page is not for you.">
      <p>
        <Text of={whyNot(need)} max={600} /> An admin changes that under Access.
      </p>
    </Empty>
  </>
);

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
        {[
          ...keys,
          ...pages.filter(isShown).map(page => [`g ${page.key}`, page.title] as [string, string]),
        ].map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
