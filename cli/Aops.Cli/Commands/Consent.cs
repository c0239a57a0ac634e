using System.Globalization;
using Aops.Cli.Faults;
using Aops.Cli.Terminals;

namespace Aops.Cli.Commands;

/// <summary>Asks before many hosts are changed. The answer is the number of hosts, so that none is given without being read.</summary>
internal static class Consent
{
    /// <summary>Asks where it has to.</summary>
    /// <param name="deed">What would be done: <c>12 hosts would be removed</c>.</param>
    /// <exception cref="CliException">The operator says no, or there is no terminal to ask at.</exception>
    public static void Ask(CliTerminal terminal, string deed, long hosts, bool isGiven)
    {
        if (isGiven || hosts <= 1) return;
        if (!terminal.MayAsk) throw CliException.Usage($"{deed}, and there is no terminal to ask at; nothing was changed", "give --yes");
        terminal.Error.Write($"{deed}. Type {hosts} to go on: ");
        var answer = terminal.Input.ReadLine()?.Trim();
        if (answer != hosts.ToString(CultureInfo.InvariantCulture))
            throw new CliException(CliExitCodes.Error, "nothing was changed");
    }
}
