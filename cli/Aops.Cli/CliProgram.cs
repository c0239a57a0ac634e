using System.CommandLine;
using Aops.Cli.Faults;
using Aops.Cli.Terminals;
using Aops.CommandLine;
using Aops.Layout;
using Aops.Native.Crypto;

namespace Aops.Cli;

/// <summary>Runs one verb and makes its exit code; tests call it in their own process.</summary>
internal static class CliProgram
{
    public const string Name = "aops";

    /// <summary>Runs a command line.</summary>
    /// <returns>One of <see cref="CliExitCodes"/>. A bug throws.</returns>
    public static async Task<int> RunAsync(
        string[] arguments, CliTerminal terminal, CancellationToken cancellationToken)
    {
        if (arguments is ["--version"])
        {
            terminal.Output.Write(Product.Describe(Name) + "\n");
            return CliExitCodes.Ok;
        }
        if (OpenSsl.FindFault() is { } missing)
        {
            terminal.Say($"{Name}: {missing}");
            return CliExitCodes.Error;
        }
        var parsed = CommandTree.Create(terminal).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var sentence in ParseFaults.Describe(parsed)) terminal.Say($"{Name}: {sentence}");
            terminal.Say($"see: {ParseFaults.PathOf(parsed, Name)} --help");
            return CliExitCodes.Usage;
        }
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (CliException e)
        {
            terminal.Say($"{Name}: {e.Message}");
            if (e.Fix is { } fix) terminal.Say($"  fix: {fix}");
            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return CliExitCodes.Interrupted;
        }
    }
}
