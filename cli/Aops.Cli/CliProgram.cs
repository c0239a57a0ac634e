using System.CommandLine;
using System.CommandLine.Parsing;
using Aops.Cli.Faults;
using Aops.Cli.Terminals;
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
            foreach (var error in parsed.Errors) terminal.Say($"{Name}: {error.Message}");
            terminal.Say($"see: {PathOf(parsed)} --help");
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

    private static string PathOf(ParseResult parsed)
    {
        var words = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            words.Insert(0, result.Command is RootCommand ? Name : result.Command.Name);
        return string.Join(' ', words);
    }
}
