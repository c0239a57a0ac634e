import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import type { User } from "../api/types.ts";
import type { Grant } from "../app/session.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, Dialog } from "../ui/dialog.tsx";
import { Field, ReasonField, valueOf } from "../ui/form.tsx";
import { Fault, Text } from "../ui/parts.tsx";
import { GrantsEditor, grantOptions, grantsBody } from "./grants.tsx";

/** Adds a user, or changes one as a whole. */
export function UserDialog({ user, close }: { user?: User | undefined; close: () => void }) {
  const [name, setName] = useState(user?.name ?? "");
  const [fullName, setFullName] = useState(user?.fullName ?? "");
  const [grants, setGrants] = useState<Grant[]>(user?.grants ?? [{ role: "viewer" }]);
  const [password, setPassword] = useState("");
  const [reason, setReason] = useState("");
  const [fault, attempt] = useAttempt();
  const body = {
    ...(!user && { name }),
    fullName,
    grants: grantsBody(grants),
    ...(user?.disabled && { disabled: true }),
  };
  const path = user ? `/api/v1/users/${encodeURIComponent(user.name)}` : "/api/v1/users";
  const method = user ? "PUT" : "POST";
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const isDone = await attempt(async () => {
      await ask(method, path, {
        body: { ...body, ...(password && { password }) },
        reason,
        ...(user && { ifMatch: `"${user.revision}"` }),
      });
    });
    if (isDone) close();
  };
  return (
    <Dialog
      title={
        user ? (
          <>
            Change <Text of={user.name} max={80} />
          </>
        ) : (
          "New user"
        )
      }
      close={close}
      wide>
      <form onSubmit={event => void save(event)}>
        <div class="fields">
          {!user && (
            <Field label="Name" id="user-name" hint="to sign in with; it never changes">
              <input
                id="user-name"
                value={name}
                required
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
                onInput={event => setName(valueOf(event).trim())}
              />
            </Field>
          )}
          <Field label="Full name" id="user-full-name">
            <input
              id="user-full-name"
              value={fullName}
              maxLength={200}
              autocomplete="off"
              onInput={event => setFullName(valueOf(event))}
            />
          </Field>
          <Field
            label={user ? "New password" : "Password"}
            id="user-password"
            hint={
              user?.hasPassword
                ? "12 characters at least; empty to leave it. A new one ends the user's sessions."
                : "12 characters at least; without one the user cannot sign in yet."
            }>
            <input
              id="user-password"
              type="password"
              value={password}
              autocomplete="new-password"
              onInput={event => setPassword(valueOf(event))}
            />
          </Field>
        </div>
        <GrantsEditor grants={grants} change={setGrants} />
        <ReasonField id="user-reason" value={reason} change={setReason} />
        <Fault of={fault} />
        <AskingFoot close={close}>
          <button type="submit" class="primary">
            {user ? "Change the user" : "Add the user"}
          </button>
        </AskingFoot>
      </form>
      <Lines
        of={{
          cli: line(
            "aops",
            "user",
            user ? "set" : "create",
            name || "NAME",
            ...grantOptions(grantsBody(grants)),
            ...(fullName ? ["--full-name", fullName] : []),
            ...(password ? ["--password-file", "-"] : []),
          ),
          method,
          path,
          body,
        }}
      />
    </Dialog>
  );
}
