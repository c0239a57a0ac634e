import { useEffect, useRef, useState } from "preact/hooks";
import { useAttempt } from "../ui/attempt.ts";
import { Fault, Text } from "../ui/parts.tsx";
import { lastUser, leaveLapsed, readWays, session, signIn, useKey, type SignInWays } from "./session.ts";

/** The page that asks who is there. */
export const SignIn = ({ why }: { why: string }) => (
  <main class="sign-in">
    <div class="card">
      <h1>
        <img src="/favicon.svg" alt="" width="28" height="28" />
        aops
      </h1>
      {why && (
        <p class="verdict" role="status">
          <Text of={why} />
        </p>
      )}
      <Credentials name={lastUser()} />
      <ByProvider />
    </div>
  </main>
);

/** The way by the identity provider, where the server has one; its page leads back to this one. */
function ByProvider() {
  const [ways, setWays] = useState<SignInWays>({});
  useEffect(() => {
    // Without an answer there is the name and the password.
    readWays().then(setWays, () => undefined);
  }, []);
  if (!ways.path) return null;
  const here = `/${location.hash}`;
  return (
    <a class="button" href={`${ways.path}?return=${encodeURIComponent(here)}`}>
      Sign in by <Text of={ways.provider ?? "the identity provider"} max={60} />
    </a>
  );
}

/**
 * Asks again, above a page whose session is over. The page is covered, and the same user finds it as it was. It is
 * above other dialogs, too, as it is opened after them.
 */
export function SignInAgain({ name, isKey, why }: { name: string; isKey: boolean; why: string }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class="cover"
      aria-labelledby="sign-in-title"
      onCancel={event => event.preventDefault()}
      onKeyDown={event => {
        if (event.key === "Escape") event.preventDefault();
      }}>
      <h2 id="sign-in-title">Sign in again</h2>
      <p>
        <Text of={why} /> The page waits for <Text of={name} max={80} />, as it was left.
      </p>
      <Credentials name={isKey ? "" : name} isKey={isKey} />
      <button type="button" class="quiet" onClick={leaveLapsed}>
        Leave the page
      </button>
    </dialog>
  );
}

function Credentials({ name, isKey = false }: { name: string; isKey?: boolean }) {
  const [byKey, setByKey] = useState(isKey);
  const [fault, attempt] = useAttempt();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = (field: string) => (form.elements.namedItem(field) as HTMLInputElement).value;
    setBusy(true);
    await attempt(() =>
      byKey ? useKey(text("token").trim()) : signIn(text("name").trim(), text("password")),
    );
    if (session.peek().state !== "in") setBusy(false);
  };
  return (
    <form onSubmit={event => void submit(event)}>
      {byKey ? (
        <div class="field">
          <label for="token">Operator token</label>
          <input
            id="token"
            name="token"
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            aria-describedby="token-hint"
          />
          <p class="hint" id="token-hint">
            A key, as <code>aops key create</code> makes it, or the one of the server's first start in{" "}
            <code>operator.token</code>. This tab alone remembers it.
          </p>
        </div>
      ) : (
        <>
          <div class="field">
            <label for="name">Name</label>
            <input
              id="name"
              name="name"
              autocomplete="username"
              spellcheck={false}
              autocapitalize="none"
              defaultValue={name}
              autofocus={!name}
              required
            />
          </div>
          <div class="field">
            <label for="password">Password</label>
            <input
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              autofocus={name !== ""}
              required
            />
          </div>
        </>
      )}
      <Fault of={fault} />
      <button type="submit" class="primary" disabled={isBusy}>
        Sign in
      </button>
      <button type="button" class="quiet" onClick={() => setByKey(!byKey)}>
        {byKey ? "With name and password" : "With a token"}
      </button>
    </form>
  );
}
