using Aops.Contracts.Wire;

namespace Aops.Server.Problems;

/// <summary>What a person is told whose sign-in is refused: the same whatever was wrong.</summary>
internal static class SignInProblems
{
    public static Problem Refusal { get; } = ProblemKinds.Make(
        401, "bad-credentials", "The name or the password is not taken",
        "The name or the password is wrong, or wrong ones were tried so often that none is taken for up to 15 minutes.",
        "An admin sets another password by PUT /api/v1/users/NAME.");
}
