using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Access;

/// <summary>Does one thing for each of several ids; a fault of one leaves the others.</summary>
internal static class EachId
{
    /// <param name="thing">What an id is of, for faults.</param>
    /// <param name="act">Does it for one id; returns the sentence that is told.</param>
    /// <returns>The exit code: that of the fault where none succeeded.</returns>
    internal static async Task<int> DoAsync(CliShell shell, string[] ids, string thing, Func<string, Task<string>> act)
    {
        var all = ids.Distinct().ToList();
        var faults = new List<CliException>();
        foreach (var id in all)
        {
            try
            {
                shell.Terminal.Say(await act(id));
            }
            catch (CliException e) when (all.Count > 1 && e.ExitCode != CliExitCodes.Authentication)
            {
                shell.Terminal.Say($"{thing} {id}: {e.Message}");
                faults.Add(e);
            }
        }
        if (faults.Count == 0) return CliExitCodes.Ok;
        return faults.Count == all.Count ? faults[0].ExitCode : CliExitCodes.PartlyFailed;
    }
}
