using Aops.Cli.Terminals;
using Aops.Native.Processes;
using Aops.Native.Programs;

namespace Aops.Cli;

/// <summary>
/// The operators' command line: asks, selects, changes and follows a fleet over <c>/api/v1</c> of its server. Data goes to standard
/// output, talk to standard error.
/// </summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        ProcessImage.ResetInheritedSignals();
        return ProgramEntry.RunAsync(CliProgram.Name, async () =>
        {
            var code = await CliProgram.RunAsync(arguments, SystemTerminal.Open(), CancellationToken.None);
            // A reader that has enough, as head has, is no fault.
            if (StandardStreams.IsReaderGone) StandardStreams.Forgive();
            return code;
        });
    }
}
