import { href, layerAt } from "../app/router.ts";

/** The address of the page of an object; undefined where there is none. */
export function pageOf(object: string): string | undefined {
  const [kind = "", name = ""] = object.split(/:(.*)/s);
  switch (kind) {
    case "group":
      return layerAt(object);
    case "layer":
      return layerAt(name);
    case "host":
      return href(["hosts", name]);
    case "hosts":
      return href(["hosts"]);
    case "token":
    case "enrolment":
    case "clone":
      return href(["tokens"]);
    case "user":
      return href(["access", "users"]);
    case "key":
      return href(["access", "keys"]);
    case "approval":
      return href(["access", "approvals"], { id: name });
    case "approval-rule":
      return href(["access", "approvals"]);
    case "operation":
      return href(["operations"], { id: name });
    case "alert-rule":
      return href(["alerts", "rules"], { rule: name });
    case "silence":
      return href(["alerts", "silences"]);
    case "webhook":
      return href(["alerts", "webhooks"]);
    case "rollout":
      return href(["rollouts", name]);
    case "deployment":
      return href(["deployments", name]);
    case "run":
      return href(["runs", name]);
    case "repository":
      return href(["releases"]);
    default:
      return undefined;
  }
}
