using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Server.Problems;

namespace Aops.Server.People;

/// <summary>What a client is told whose request for an approval was refused.</summary>
internal static class ApprovalProblems
{
    public static RequestFault NoSuchApproval(string id) => new(ProblemKinds.NotFound(
        "no-such-approval", $"No request has the id {id}.", "GET /api/v1/approvals lists them."));

    public static RequestFault NoSuchRule(string name) => new(ProblemKinds.NotFound(
        "no-such-rule", $"No rule of approval is called {name}.", "GET /api/v1/approval-rules lists them."));

    public static RequestFault Decided(ApprovalRecord record) => new(ProblemKinds.Conflict(
        "already-decided", $"The request {record.Id} does not wait any more: it is {Contracts.KebabName.Of(record.State)}.",
        "Send the request itself again if it is still meant."));

    public static RequestFault SamePerson { get; } = new(ProblemKinds.Make(
        403, "another-person", "Another person decides this",
        "Who sent a request does not approve it, nor does a key of the same person, nor a program's key. Nothing was changed.",
        "Another user approves it, by a session or by a key of one's own."));

    public static RequestFault OutsideScope(long count, QueryNode scope) => RightsProblems.OutsideScope(
        $"{count} of the hosts that the request reaches are outside of it", scope);

    public static Problem NoAsker(string name) => ProblemKinds.Make(
        403, "no-right", "This may not be done by this user or key",
        $"{name}, who sent the request, is not there any more, or its route is not. Nothing was changed.",
        "Send the request itself again.");
}
