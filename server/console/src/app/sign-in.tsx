import { useState } from "preact/hooks";
import { plain } from "../format/text.ts";
import { signIn } from "./session.ts";

/** Asks for the operator's token. */
export function SignIn({ fault }: { fault: string }) {
  const [problem, setProblem] = useState(fault);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const secret = (form.elements.namedItem("token") as HTMLInputElement).value.trim();
    setBusy(true);
    try {
      await signIn(secret);
    } catch (refusal) {
      setProblem((refusal as Error).message);
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <form class="card" onSubmit={event => void submit(event)}>
        <h1>
          <img src="/favicon.svg" alt="" width="28" height="28" />
          aops
        </h1>
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
          Printed on the server by <code>aops-server operator-token --data DIR</code>. This browser tab alone
          remembers it.
        </p>
        {problem && (
          <p class="fault" role="alert">
            {plain(problem)}
          </p>
        )}
        <button type="submit" class="primary" disabled={isBusy}>
          Sign in
        </button>
      </form>
    </main>
  );
}
