using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Http;

namespace Aops.Server.Commands;

/// <summary>What a command has to say, ordered by itself or by a run.</summary>
internal static class CommandRules
{
    private const int LinesMax = 10_000;

    /// <summary>Reports every fault at once.</summary>
    /// <param name="of">The member that has these; empty where the body itself does.</param>
    public static void Check(CommandKind kind, string? subAgent, int? lines, FieldErrors errors, string of = "")
    {
        if (!OpenEnum.IsDeclared(kind))
        {
            var known = string.Join(", ", Enum.GetValues<CommandKind>().Select(KebabName.Of));
            errors.Add($"{of}kind", $"'{KebabName.Of(kind)}' is none of {known}");
        }
        if (subAgent is not null && !Names.IsValid(subAgent)) errors.Add($"{of}subAgent", $"a name has {Names.Rule}");
        if (kind == CommandKind.RestartSubAgent && subAgent is null)
            errors.Add($"{of}subAgent", "restart-sub-agent must say which one");
        if (lines is < 1 or > LinesMax) errors.Add($"{of}lines", $"must be from 1 to {LinesMax}");
    }
}
