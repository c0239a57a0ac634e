using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Access;

/// <summary>Does one thing for each of several ids; a fault of one leaves the others.</summary>
internal static class EachId
{
    /// <summary>Makes the verb.</summary>
    /// <param name="thing">What an id is of, for faults.</param>
    /// <param name="act">Does it for one id; returns the sentence that is told.</param>
    internal static Command Create(
        CliShell shell, string verb, string description, string thing, Argument<string[]> ids,
        Func<OperatorApi, string, CancellationToken, Task<string>> act)
    {
        ids.Arity = ArgumentArity.OneOrMore;
        var command = new Command(verb, description) { ids };
        shell.Does(command, (parsed, api, cancellationToken) =>
            DoAsync(shell, parsed.GetRequiredValue(ids), thing, id => act(api, id, cancellationToken)));
        return command;
    }

    // Returns the exit code: that of the fault where none succeeded.
    private static async Task<int> DoAsync(CliShell shell, string[] ids, string thing, Func<string, Task<string>> act)
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
