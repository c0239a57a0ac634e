// Who acts, what that one may do, from where, and another password.
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { ask } from "../api/client.ts";
import { hostsOf, href } from "../app/router.ts";
import { endHere, me, type Right } from "../app/session.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { Field, valueOf } from "../ui/form.tsx";
import { Card, Facts, Fault, Head, Text } from "../ui/parts.tsx";
import { Grants } from "./grants.tsx";
import { Sessions } from "./sessions.tsx";

const rights: [Right, string][] = [
  ["read", "Read"],
  ["change", "Change hosts"],
  ["publish", "Publish releases"],
  ["administer", "Users, keys, rules"],
];

export function Account() {
  const actor = me.value;
  if (!actor) return null;
  const isUser = actor.kind === "user";
  return (
    <>
      <Head title={<Text of={actor.name} max={80} />} sub={isUser ? "signed in" : "by a key"} />
      <div class="columns">
        <Card title="What you may do">
          <Facts
            rows={[
              ["Roles", <Grants key="roles" of={actor.grants} />],
              ...rights.map(([right, title]): [string, ComponentChildren] => {
                const scope = actor.rights[right];
                return [
                  title,
                  scope === undefined ? (
                    <span class="soft">no</span>
                  ) : scope === "" ? (
                    "on the whole fleet"
                  ) : (
                    <>
                      on{" "}
                      <a class="mono" href={hostsOf(scope)}>
                        <Text of={scope} max={300} />
                      </a>
                    </>
                  ),
                ];
              }),
            ]}
          />
          <p class="soft">
            An admin changes it. Programs and the command line take{" "}
            <a href={href(["access", "keys"])}>keys</a>.
          </p>
          <Lines of={{ cli: "aops whoami", method: "GET", path: "/api/v1/me" }} />
        </Card>
        {isUser && <Password />}
      </div>
      {isUser && (
        <Card title="Your sessions">
          <Sessions user={actor.name} />
        </Card>
      )}
    </>
  );
}

function Password() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [fault, attempt] = useAttempt();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const isDone = await attempt(async () => {
      if (next !== again) throw new Error("The new password was written in two ways. Nothing was changed.");
      await ask("POST", "/api/v1/me/password", { body: { current, next } });
    });
    if (isDone) endHere("The password is changed, and your sessions are over. Sign in with the new one.");
  };
  const field = (label: string, id: string, value: string, set: (text: string) => void) => (
    <Field label={label} id={id}>
      <input
        id={id}
        type="password"
        required
        value={value}
        autocomplete={id === "password-now" ? "current-password" : "new-password"}
        onInput={event => set(valueOf(event))}
      />
    </Field>
  );
  return (
    <Card title="Another password">
      <form class="stack" onSubmit={event => void save(event)}>
        {field("Password of now", "password-now", current, setCurrent)}
        {field("New password, 12 characters at least", "password-next", next, setNext)}
        {field("The new password again", "password-again", again, setAgain)}
        <Fault of={fault} />
        <p class="soft">All your sessions end with it, this one as well. Your keys stay.</p>
        <p>
          <button type="submit" class="primary">
            Change the password
          </button>
        </p>
      </form>
    </Card>
  );
}
