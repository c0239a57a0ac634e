using System.Globalization;
using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Native;
using Aops.Native.Processes;
using Aops.Releases.Runbooks;
using Aops.Supervision.Launching;
using Aops.Upgrade.Launching;

namespace Aops.Spm.Playbooks;

/// <summary>Looks whether this host has what a playbook requires. All that is missing is told at once.</summary>
internal static class PlaybookPreflight
{
    private const int FirstLineCharsMax = 256;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(30);

    /// <summary>Looks.</summary>
    /// <param name="requires">What is signed.</param>
    /// <param name="command">The command of the runbook, whose <c>PATH</c> counts.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A sentence that names what is missing and how to get it; null if all is here.</returns>
    public static async Task<string?> FindFaultAsync(
        PlaybookRequirements requires, RunCommand command, CancellationToken cancellationToken)
    {
        var path = command.Env.GetValueOrDefault("PATH") ?? LoginEnvironment.SearchPath;
        var missing = new List<string>();
        if (ProgramPath.TryFind(Playbook.ProgramName, path) is not { } program)
        {
            missing.Add($"{Playbook.ProgramName} in PATH ({path}; {HowToInstall("ansible-core")})");
        }
        else if (PythonOf(program) is { } python)
        {
            var (answer, fault) = await AskAsync(python, requires, cancellationToken);
            if (answer is null) missing.Add(fault!);
            else missing.AddRange(MissingIn(answer, requires));
        }
        missing.AddRange(requires.Commands.Where(name => ProgramPath.TryFind(name, path) is null)
            .Select(name => $"the command {name} in PATH"));
        cancellationToken.ThrowIfCancellationRequested();
        return missing.Count == 0 ? null : $"this host lacks what the playbook requires: {string.Join("; ", missing)}";
    }

    /// <summary>The Python that runs a program: the interpreter of its first line; null for a program that is none of Python.</summary>
    public static string? PythonOf(string program)
    {
        using var file = new StreamReader(program, Encoding.Latin1);
        var buffer = new char[FirstLineCharsMax];
        var line = new string(buffer, 0, file.ReadBlock(buffer)).Split('\n')[0];
        if (!line.StartsWith("#!", StringComparison.Ordinal)) return null;
        var words = line[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words is [var env, var name, ..] && Path.GetFileName(env) == "env")
            return ProgramPath.TryFind(name, LoginEnvironment.SearchPath);
        return words is [var interpreter, ..] && IsPython(Path.GetFileName(interpreter)) ? interpreter : null;
    }

    /// <summary>What of the requirements an answer lacks, a clause each.</summary>
    public static IEnumerable<string> MissingIn(PreflightAnswer answer, PlaybookRequirements requires)
    {
        if (answer.Ansible.Length == 0) yield return $"ansible-core for {answer.Python} ({HowToInstall("ansible-core")})";
        else if (requires.Ansible is { } version && IsOlder(answer.Ansible, version))
            yield return $"ansible-core {version} or newer ({answer.Ansible} is here)";
        foreach (var entry in requires.Collections)
        {
            var (name, wanted) = entry.Split(' ') is [var first, var second] ? (first, second) : (entry, null);
            var how = $"ansible-galaxy collection install {name}{(wanted is null ? "" : $":>={wanted}")} -p /usr/share/ansible/collections";
            if (!answer.Collections.TryGetValue(name, out var present)) yield return $"the collection {name} ({how})";
            else if (wanted is not null && IsOlder(present, wanted))
                yield return $"the collection {name} {wanted} or newer ({(present.Length == 0 ? "one without a version" : present)} is here; {how})";
        }
        foreach (var module in answer.MissingModules) yield return $"the Python module {module} for {answer.Python}";
    }

    /// <summary>Whether a version, without what follows its numbers, is older than another.</summary>
    public static bool IsOlder(string present, string wanted)
    {
        var (a, b) = (NumbersOf(present), NumbersOf(wanted));
        for (var i = 0; i < b.Count; i++)
        {
            var number = i < a.Count ? a[i] : 0;
            if (number != b[i]) return number < b[i];
        }
        return false;
    }

    private static bool IsPython(string name) => name.StartsWith("python", StringComparison.Ordinal);

    private static List<int> NumbersOf(string version) => [.. version.Split('.')
        .Select(part => new string([.. part.TakeWhile(char.IsAsciiDigit)]))
        .Select(digits => int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : 0)];

    private static async Task<(PreflightAnswer? Answer, string? Fault)> AskAsync(
        string python, PlaybookRequirements requires, CancellationToken cancellationToken)
    {
        var question = new PreflightQuestion(
            requires.PythonModules, [.. requires.Collections.Select(entry => entry.Split(' ')[0])]);
        try
        {
            // Not a line of its output is of Python's own settings: -I ignores those of the environment and the user.
            var run = await ProgramRun.ToEndAsync(
                new SpawnRequest
                {
                    Path = python,
                    Arguments =
                    [
                        python, "-I", "-c", PlaybookResource.Text("preflight.py"),
                        JsonSerializer.Serialize(question, PlaybookJson.Default.PreflightQuestion),
                    ],
                    Environment = StartEnvironment.Clean(),
                    WorkingDirectory = "/",
                },
                TimeMax, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var last = run.Output.TrimEnd().Split('\n')[^1];
            if (run.Exit is { IsSuccess: true })
                return (JsonSerializer.Deserialize(last, PlaybookJson.Default.PreflightAnswer), null);
            var how = run.Exit is null ? $"does not answer within {TimeMax.TotalSeconds:0} s" : $"says: {ShownText.Of(last, 200)}";
            return (null, $"an Ansible that works ({python} {how})");
        }
        catch (JsonException)
        {
            return (null, $"an Ansible that works ({python} answers something else than was asked)");
        }
        catch (PosixException e)
        {
            return (null, $"an Ansible that works ({python}: {e.Message})");
        }
    }

    private static string HowToInstall(string package) =>
        File.Exists("/usr/bin/apt-get") ? $"get it by: apt-get install {package}"
        : File.Exists("/usr/bin/dnf") ? $"get it by: dnf install {package}"
        : $"install {package}";
}
