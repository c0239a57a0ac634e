using System.CommandLine;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Crypto;
using Aops.Native.Processes;
using Aops.Native.Programs;
using Aops.Releases.Keys;
using Aops.ReleaseTool.Commands;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool;

/// <summary>
/// The operator's release tool: manages keys, packages and signed metadata on the operator's machine and
/// publishes them. Keys never leave this machine: only signed files are sent.
/// </summary>
internal static class Program
{
    private const string Name = "aops-release";

    public static Task<int> Main(string[] arguments)
    {
        ProcessImage.ResetInheritedSignals();
        // Every verb shows text from servers and publishers, so control characters are escaped.
        return ProgramEntry.RunAsync(Name, () => RunAsync(
            arguments, new PlainTextWriter(Console.Out), new PlainTextWriter(Console.Error)));
    }

    /// <summary>Runs one verb; tests call it in their own process.</summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        if (arguments is ["--version"])
        {
            await output.WriteLineAsync(Product.Describe(Name));
            return ExitCodes.Ok;
        }
        if (!AbsolutePath.HasCurrentFolder)
        {
            await error.WriteLineAsync($"{Name}: the current folder was deleted; change to another one and try again");
            return ExitCodes.NoInput;
        }
        if (OpenSsl.FindFault() is { } missing)
        {
            await error.WriteLineAsync($"{Name}: {missing}");
            return ExitCodes.Unavailable;
        }
        var parsed = MakeRoot().Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            var code = await parsed.InvokeAsync(configuration, CancellationToken.None);
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
        }
        catch (Exception e)
        {
            var code = Classify(e);
            await error.WriteLineAsync($"{Name}: {(code == ExitCodes.Software ? BugSentence.Of(e) : e.Message)}");
            return code;
        }
    }

    private static RootCommand MakeRoot() =>
        new("Packs, signs and publishes releases of aops. Keys and metadata stay on this machine.")
        {
            InitCommand.Create(),
            RootKeysCommand.CreateAdd(),
            RootKeysCommand.CreateRotate(),
            PublisherCommands.CreateDelegate(),
            PublisherCommands.CreateRevoke(),
            PackCommand.Create(),
            SignCommand.Create(),
            WithdrawCommand.Create(),
            PermitDowngradeCommand.Create(),
            AuthorityCommand.Create(),
            RunbookCommand.Create(),
            SignCommandCommand.Create(),
            RefreshCommand.Create(),
            PublishCommand.Create(),
            PromoteCommand.Create(),
            VerifyCommand.Create(),
            StageCommand.Create(),
            ListCommand.Create(),
            BundleCommand.Create(),
        };

    private static int Classify(Exception exception) => exception switch
    {
        ToolException fault => fault.ExitCode,
        KeyFileException { Fault: var fault } => fault switch
        {
            KeyFault.Missing => ExitCodes.NoInput,
            KeyFault.Locked => ExitCodes.NoPermission,
            KeyFault.Exists => ExitCodes.CannotWrite,
            _ => ExitCodes.BadData,
        },
        InvalidDataException => ExitCodes.BadData,
        FileNotFoundException or DirectoryNotFoundException => ExitCodes.NoInput,
        UnauthorizedAccessException => ExitCodes.NoPermission,
        IOException => ExitCodes.CannotWrite,
        OperationCanceledException => ExitCodes.Failure,
        _ => ExitCodes.Software,
    };
}
