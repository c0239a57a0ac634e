using System.CommandLine;
using Aops.CommandLine;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;
using Aops.ReleaseTool.Output;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary>Options that several verbs share; each verb gets options of its own.</summary>
internal static class SharedOptions
{
    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(30);

    public static Option<DirectoryInfo> Repository() => new("--repo")
    {
        Description = "The repository on this machine.",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<string[]> Keys() => new("--keys")
    {
        Description = "Private keys: files, or folders with *.pem.",
        HelpName = "FILE|DIR",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<FileInfo?> PassphraseFile() => new("--passphrase-file")
    {
        Description = "A file whose first line opens the keys.",
        HelpName = "FILE",
    };

    /// <summary>The longest life of what is signed, in days.</summary>
    public const int DaysMax = 36_500;

    public static Option<int?> Expires() => new Option<int?>("--expires")
    {
        Description = "Days until what is signed now expires [default: 3650 root, 365 targets, 30 snapshot, 7 timestamp].",
        HelpName = "DAYS",
    }.Within(0, DaysMax);

    public static Option<string> Architecture()
    {
        var option = new Option<string>("--architecture")
        {
            Description = "Processor that it runs on: x64 or arm64.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "x64",
        };
        option.AcceptOnlyFromAmong("x64", "arm64");
        return option;
    }

    public static ReleaseRepository Open(this ParseResult parsed, Option<DirectoryInfo> repository) =>
        new(parsed.GetRequiredValue(repository).FullName);

    /// <summary>
    /// Keeps other runs of this tool from the repository until it is disposed. Taken before anything is read: what two
    /// runs had both read, one of them would sign away.
    /// </summary>
    /// <exception cref="ToolException">Another run does not end.</exception>
    public static IDisposable Hold(this ParseResult parsed, Option<DirectoryInfo> repository)
    {
        var directory = parsed.GetRequiredValue(repository).FullName;
        if (!Directory.Exists(directory)) throw new ToolException(ExitCodes.NoInput, $"the repository {directory} is not there");
        try
        {
            return FileLock.Acquire(Path.Combine(directory, ".lock"), HoldTime);
        }
        catch (TimeoutException e)
        {
            throw new ToolException(ExitCodes.Unavailable,
                $"another aops-release works on this repository: {e.Message}; nothing was changed, try again", e);
        }
    }

    public static KeyRing LoadKeys(
        this ParseResult parsed, Option<string[]> keys, Option<FileInfo?> passphraseFile) =>
        KeyRing.Load(parsed.GetRequiredValue(keys), TerminalPassphrase.Of(parsed.GetValue(passphraseFile)));

    public static Expiry ReadExpiry(this ParseResult parsed, Option<int?> expires) =>
        new(parsed.GetValue(expires), TimeProvider.System);

    /// <summary>Where a verb prints.</summary>
    public static TextWriter Output(this ParseResult parsed) => parsed.InvocationConfiguration.Output;

    /// <summary>What a verb reports with <c>--json</c>.</summary>
    public static ToolReport Report(this ParseResult parsed) => ((ToolInvocation)parsed.InvocationConfiguration).Report;

    /// <summary>How a verb shows that it takes long.</summary>
    public static WorkProgress Progress(this ParseResult parsed) =>
        ((ToolInvocation)parsed.InvocationConfiguration).Progress;

    /// <summary>Says on standard error, and in the report, what should be known although the verb succeeds.</summary>
    public static void Note(this ParseResult parsed, string sentence)
    {
        parsed.Report().Note(sentence);
        parsed.InvocationConfiguration.Error.WriteLine($"note: {sentence}");
    }
}
