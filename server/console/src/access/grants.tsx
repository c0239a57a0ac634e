// Roles on scopes, as they are shown and written.
import { hostsOf } from "../app/router.ts";
import type { Grant } from "../app/session.ts";
import { valueOf } from "../ui/form.tsx";
import { Text } from "../ui/parts.tsx";

const roles: Record<string, string> = {
  viewer: "reads",
  operator: "reads and changes hosts",
  releaser: "reads and publishes releases",
  admin: "everything, on the whole fleet",
};

/** Grants, each scope with the hosts that it has. */
export const Grants = ({ of }: { of: readonly Grant[] }) =>
  of.length === 0 ? (
    <span class="soft">no role: may do nothing</span>
  ) : (
    <ul class="plain">
      {of.map(grant => (
        <li key={`${grant.role} ${grant.scope}`}>
          <span title={roles[grant.role]}>{grant.role}</span>
          {grant.scope && (
            <>
              {" on "}
              <a class="mono" href={hostsOf(grant.scope)}>
                <Text of={grant.scope} max={200} />
              </a>
            </>
          )}
        </li>
      ))}
    </ul>
  );

/** Words of `--grant`. */
export const grantOptions = (grants: readonly Grant[]): string[] =>
  grants.flatMap(grant => ["--grant", grant.scope ? `${grant.role}:${grant.scope}` : grant.role]);

/** Lets grants be added, changed and taken away. */
export function GrantsEditor({
  grants,
  change,
}: {
  grants: readonly Grant[];
  change: (grants: Grant[]) => void;
}) {
  const set = (at: number, next: Grant) =>
    change(grants.map((grant, index) => (index === at ? next : grant)));
  return (
    <fieldset>
      <legend>Roles, each on a scope</legend>
      {grants.map((grant, at) => (
        <div class="grant" key={at}>
          <select
            aria-label={`Role ${at + 1}`}
            value={grant.role}
            onChange={event => set(at, { ...grant, role: valueOf(event) })}>
            {Object.keys(roles).map(role => (
              <option key={role}>{role}</option>
            ))}
          </select>
          <input
            aria-label={`Scope of role ${at + 1}`}
            value={grant.role === "admin" ? "" : (grant.scope ?? "")}
            disabled={grant.role === "admin"}
            placeholder="the whole fleet; env=prod for a part"
            autocomplete="off"
            spellcheck={false}
            onInput={event => set(at, { ...grant, scope: valueOf(event) })}
          />
          <button
            type="button"
            class="quiet"
            aria-label={`Take role ${at + 1} away`}
            onClick={() => change(grants.filter((_, index) => index !== at))}>
            ✕
          </button>
          <span class="soft">{roles[grant.role]}</span>
        </div>
      ))}
      <button type="button" class="small" onClick={() => change([...grants, { role: "viewer" }])}>
        Add a role
      </button>
    </fieldset>
  );
}

/** Grants as the API takes them. */
export const grantsBody = (grants: readonly Grant[]): Grant[] =>
  grants.map(({ role, scope }) => ({
    role,
    ...(role !== "admin" && scope?.trim() && { scope: scope.trim() }),
  }));
