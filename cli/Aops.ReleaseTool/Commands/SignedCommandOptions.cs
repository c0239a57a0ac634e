using System.CommandLine;
using System.Text;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Commands;

/// <summary>Options of <c>sign-command</c> that say what is run, where and until when.</summary>
internal sealed class SignedCommandOptions
{
    private const long Mebibyte = 1024 * 1024;
    private const long OutputMebibytesMax = RunLimits.OutputBytesMax / Mebibyte;

    private readonly Argument<string[]> _program = new("PROGRAM")
        { Description = "After --: the program and its arguments; no shell reads them.", Arity = ArgumentArity.ZeroOrMore };

    private readonly Option<FileInfo?> _script = new("--script")
        { Description = "In place of a program: a script.", HelpName = "FILE" };

    private readonly Option<string[]> _interpreter = new("--interpreter")
    {
        Description = "What runs the script; again for arguments before its path [default: /bin/sh].",
        HelpName = "PROGRAM",
    };

    private readonly Option<string?> _runbook = new("--runbook")
        { Description = "In place of a program: a signed runbook.", HelpName = "NAME@VERSION" };

    private readonly Option<string[]> _parameters = new("--parameter")
        { Description = "Value of a parameter of the runbook; may be given again.", HelpName = "NAME=VALUE" };

    private readonly Option<string[]> _hosts = new("--host")
    {
        Description = "A host: its name with * and ?, or its identity or machine id; may be given again.",
        HelpName = "PATTERN",
    };

    private readonly Option<string> _expires = new("--expires")
    {
        Description = "How long hosts may start it, up to 7d.", HelpName = "TIME", DefaultValueFactory = _ => "1h",
    };

    private readonly Option<string?> _user = new("--user")
        { Description = "User to run as [default: spm's, root on most hosts].", HelpName = "NAME" };

    private readonly Option<string[]> _env = new("--env")
        { Description = "A variable of its environment; may be given again.", HelpName = "NAME=VALUE" };

    private readonly Option<string[]> _secrets = new("--secret")
    {
        Description = "A variable whose value each host has as a secret of this name; may be given again.",
        HelpName = "VARIABLE=SECRET",
    };

    private readonly Option<string?> _directory = new("--directory")
        { Description = "Working directory [default: a folder of the run].", HelpName = "DIR" };

    private readonly Option<string> _timeout = new("--timeout")
    {
        Description = "Longest time that it may run.", HelpName = "TIME",
        DefaultValueFactory = _ => $"{RunLimits.SecondsDefault}s",
    };

    private readonly Option<int?> _output = new("--max-output-mib")
        { Description = "Output that is retained of it, in MiB, up to 4096 [default: 64].", HelpName = "N" };

    private readonly Option<bool> _isExclusive = new("--exclusive")
        { Description = "Neither another exclusive run nor an upgrade happens beside it." };

    private readonly Option<bool> _isSafeToRepeat = new("--safe-to-repeat")
        { Description = "It may be started again where it is not known if it ran." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_program);
        foreach (var option in new Option[]
            {
                _script, _interpreter, _runbook, _parameters, _hosts, _expires, _user, _env, _secrets, _directory,
                _timeout, _output, _isExclusive, _isSafeToRepeat,
            })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether one of them was given.</summary>
    public bool AreGiven(ParseResult parsed) =>
        parsed.GetValue(_program) is { Length: > 0 }
        || new Option[] { _script, _runbook, _hosts, _expires, _user }.Any(option => IsGiven(parsed, option));

    /// <summary>What is signed.</summary>
    /// <exception cref="ToolException">The options contradict each other, or one cannot be read.</exception>
    public SignedCommand Read(ParseResult parsed, DateTimeOffset now)
    {
        var hosts = parsed.GetValue(_hosts) ?? [];
        if (hosts.Length == 0) throw new ToolException(ExitCodes.Usage, "--host is missing; --host '*' means every host");
        var program = parsed.GetValue(_program) ?? [];
        var (script, runbook) = (parsed.GetValue(_script), parsed.GetValue(_runbook));
        if (new[] { program.Length > 0, script is not null, runbook is not null }.Count(given => given) != 1)
            throw new ToolException(ExitCodes.Usage, "give one of: -- PROGRAM ARGUMENTS, --script FILE, --runbook NAME@VERSION");
        Option[] ofCommands =
        [
            _user, _env, _secrets, _directory, _timeout, _output, _isExclusive, _isSafeToRepeat, _interpreter,
        ];
        if (runbook is not null && ofCommands.FirstOrDefault(option => IsGiven(parsed, option)) is { } given)
            throw new ToolException(ExitCodes.Usage, $"{given.Name} has no meaning with --runbook, which says it itself");
        var seconds = ShortTime.ReadSeconds(
            "--expires", parsed.GetRequiredValue(_expires), 1, RunLimits.EnvelopeSecondsMax);
        return new SignedCommand
        {
            Nonce = CommandSigner.NewNonce(),
            Hosts = hosts,
            Expires = now.AddSeconds(seconds),
            Command = runbook is null ? ReadCommand(parsed, program, script) : null,
            Runbook = runbook is null ? null : ReadReference(runbook),
            Parameters = ReadPairs(parsed, _parameters),
        };
    }

    private static bool IsGiven(ParseResult parsed, Option option) =>
        parsed.GetResult(option) is { Implicit: false };

    private RunCommand ReadCommand(ParseResult parsed, string[] program, FileInfo? script) => new()
    {
        Args = program.Length > 0 ? program : null,
        Script = script is null ? null : ReadScript(script),
        Interpreter = parsed.GetValue(_interpreter) is { Length: > 0 } interpreter ? interpreter : null,
        Env = ReadPairs(parsed, _env),
        Secrets = ReadPairs(parsed, _secrets) is { Count: > 0 } secrets ? secrets : null,
        User = parsed.GetValue(_user),
        WorkingDirectory = parsed.GetValue(_directory),
        TimeoutSeconds = ShortTime.ReadSeconds("--timeout", parsed.GetRequiredValue(_timeout), 1, RunLimits.SecondsMax),
        OutputBytesMax = ReadOutput(parsed.GetValue(_output)),
        IsExclusive = parsed.GetValue(_isExclusive),
        IsSafeToRepeat = parsed.GetValue(_isSafeToRepeat),
    };

    private static long ReadOutput(int? mebibytes) => mebibytes switch
    {
        null => RunLimits.OutputBytesDefault,
        >= 1 and <= (int)OutputMebibytesMax => mebibytes.Value * Mebibyte,
        _ => throw new ToolException(ExitCodes.Usage, $"--max-output-mib {mebibytes} is not within 1 to {OutputMebibytesMax}"),
    };

    private static string ReadScript(FileInfo script)
    {
        if (!script.Exists) throw new ToolException(ExitCodes.NoInput, $"the script {script} is not there");
        if (script.Length > RunLimits.ScriptBytesMax)
            throw new ToolException(ExitCodes.BadData, $"{script} has more than {RunLimits.ScriptBytesMax} bytes, which no host takes");
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(script.FullName));
        }
        catch (DecoderFallbackException e)
        {
            throw new ToolException(ExitCodes.BadData, $"{script} is not UTF-8", e);
        }
    }

    private static RunbookReference ReadReference(string text) =>
        text.Split('@') is [var name, var version] && Names.IsValid(name) && Names.IsValid(version)
            ? new RunbookReference(name, version)
            : throw new ToolException(ExitCodes.Usage, $"--runbook '{text}' is not NAME@VERSION");

    private static Dictionary<string, string> ReadPairs(ParseResult parsed, Option<string[]> option)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var text in parsed.GetValue(option) ?? [])
        {
            var split = text.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0 || !pairs.TryAdd(text[..split], text[(split + 1)..]))
                throw new ToolException(ExitCodes.Usage, $"{option.Name} '{text}' is not NAME=VALUE, or is there twice");
        }
        return pairs;
    }
}
