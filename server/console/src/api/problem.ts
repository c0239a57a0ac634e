import type { Approval } from "./access-types.ts";

/** A request that the server refused (RFC 9457), or that had no answer (`status` 0). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly fix?: string,
    readonly errors?: Record<string, string[]>,
    /** The character of the query that it is about, from 1. */
    readonly position?: number,
  ) {
    super(detail);
  }

  /** Makes one of the body of an answer, whatever that is. */
  static of(status: number, body: unknown): ApiProblem {
    const problem = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
    const text = (name: string) =>
      typeof problem[name] === "string" ? (problem[name] as string) : undefined;
    const position = problem["position"];
    return new ApiProblem(
      status,
      text("code") ?? "",
      text("detail") ?? text("title") ?? `The server answered ${status}.`,
      text("fix"),
      problem["errors"] as Record<string, string[]> | undefined,
      typeof position === "number" ? position : undefined,
    );
  }

  /** The problem as one of the query that was written, which is told of beside it; undefined where it is another. */
  static ofQuery(fault: Error | undefined): ApiProblem | undefined {
    return fault instanceof ApiProblem && fault.code === "bad-query-language" ? fault : undefined;
  }

  static unreachable(): ApiProblem {
    return new ApiProblem(0, "unreachable", "The server cannot be reached.", "It is tried again by itself.");
  }
}

/** A request that was stored instead of being done, until another person approves it. */
export class AwaitingApproval extends Error {
  constructor(readonly approval: Approval) {
    super("Nothing is changed yet: another person approves this first.");
  }
}
