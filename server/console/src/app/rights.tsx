// What the actor may do. The server decides: what it would refuse in any case is not offered, and it is said why.
import type { ComponentChildren } from "preact";
import { plain } from "../format/text.ts";
import { me, type Grant, type Right } from "./session.ts";

/** Something that an actor needs: a right on some host, or on the whole fleet. */
export interface RightNeed {
  right: Right;
  onFleet?: boolean;
}

const rolesOf: Record<Right, string> = {
  read: "Reading needs the role viewer",
  change: "A change needs the role operator",
  publish: "Publishing needs the role releaser",
  administer: "This needs the role admin",
};

/** Changes of hosts within a scope. */
export const changing: RightNeed = { right: "change" };
/** Changes of what is about all hosts, present and future. */
export const changingFleet: RightNeed = { right: "change", onFleet: true };
export const reading: RightNeed = { right: "read" };
export const readingFleet: RightNeed = { right: "read", onFleet: true };
export const administering: RightNeed = { right: "administer" };

/** Whether the actor has what is needed. */
export function may({ right, onFleet }: RightNeed): boolean {
  const scope = me.value?.rights[right];
  return scope !== undefined && (!onFleet || scope === "");
}

/** Grants as the command line writes them. */
export const grantWords = (grants: readonly Grant[]): string =>
  grants.map(grant => (grant.scope ? `${grant.role} on ${grant.scope}` : grant.role)).join(", ") || "no role";

/** Why the actor may not. */
export const whyNot = ({ right, onFleet }: RightNeed): string =>
  `${rolesOf[right]}${onFleet ? " on the whole fleet" : ""}; ` +
  `${me.value?.name ?? "nobody"} has ${grantWords(me.value?.grants ?? [])}.`;

/** What is offered to those who may; the others are told why not. */
export const Allowed = ({ to, children }: { to: RightNeed; children: ComponentChildren }) =>
  may(to) ? <>{children}</> : <span class="soft denied">{plain(whyNot(to), 400)}</span>;
