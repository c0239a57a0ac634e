using Aops.Contracts.Wire;
using Aops.Releases.Tuf;
using Aops.Server.Problems;

namespace Aops.Server.Repository;

/// <summary>What the server says of metadata that a host would refuse.</summary>
internal static class RepositoryProblems
{
    /// <summary>The problem of a refusal.</summary>
    public static Problem Of(TufRefresh refusal) => refusal switch
    {
        TufRefresh.Rollback => ProblemKinds.Conflict("rollback", $"{refusal.Sentence}. Nothing was stored."),
        TufRefresh.Unreachable unreachable => Incomplete(unreachable.Detail),
        _ => Bad(refusal.Sentence),
    };

    public static Problem Bad(string sentence) => ProblemKinds.Make(
        400, "bad-metadata", "Hosts would refuse this metadata", $"Nothing was stored: {sentence}.");

    public static Problem Incomplete(string detail) => ProblemKinds.Conflict("incomplete",
        $"Something is not there yet: {detail}. Publish targets first, then metadata from the root on, timestamp.json last.");

    public static Problem Immutable { get; } = ProblemKinds.Conflict("immutable",
        "This file is there with other bytes, and one with a version or a hash in its name never changes.");

    public static Problem OtherRoot { get; } = ProblemKinds.Conflict("immutable",
        "This server trusts another first root. Nothing was stored; if this one is right, start the server once with " +
        "--trust-root FILE.");

    public static Problem NotVerified(string fault) => ProblemKinds.Make(
        503, "not-verified", "The release repository is not verified", $"{fault}. Nothing is installed from it.");
}
