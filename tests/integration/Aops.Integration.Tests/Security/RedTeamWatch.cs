using System.Security.Cryptography;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests.Security;

/// <summary>Looks at the hosts while they are attacked: what runs on them, and what it costs.</summary>
internal sealed class RedTeamWatch(RedTeamWorld world)
{
    // What a signed script is run by, and what it starts.
    private static readonly string[] Interpreters = [.. new[] { "/bin/sh", "/bin/bash", "/bin/sleep" }.Select(Resolve)];

    private readonly Dictionary<ProcessIdentity, double> _processor = [];
    private readonly Dictionary<(string, DateTime, long), string> _hashes = [];

    /// <summary>The most resident memory that an spm was seen with, in MiB.</summary>
    public double ResidentMebibytes { get; private set; }

    /// <summary>Processor time of all spm since the watch began, in seconds.</summary>
    public double ProcessorSeconds => _processor.Values.Sum() - Before;

    private double Before { get; set; }

    /// <summary>Looks once, and takes what was used so far as not used.</summary>
    public void Begin()
    {
        foreach (var _ in Look().ToList())
        {
            // Faults are for the looks that follow.
        }
        Before = _processor.Values.Sum();
    }

    /// <summary>Looks once.</summary>
    /// <returns>What must not be.</returns>
    public IEnumerable<string> Look()
    {
        foreach (var fault in world.Harm()) yield return fault;
        foreach (var (host, _, _) in world.Hosts)
        {
            foreach (var process in ProcessesWithin.Find(host.Layout.Root))
            {
                Measure(process);
                if (TryFind(() => FaultOf(host.Layout.Root, process)) is { } fault && process.IsAlive)
                    yield return $"{ProcessesWithin.Describe(process)}: {fault}";
            }
        }
    }

    /// <summary>Programs below the hosts' folders of releases that nobody signed.</summary>
    public IEnumerable<string> UnsignedPrograms() => world.Hosts
        .SelectMany(h => new[] { h.Host.Layout.Opt, h.Host.Layout.SubAgents })
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        .Select(file => TryFind(() => FaultOf(file)))
        .OfType<string>();

    /// <summary>Bytes of all logs of the host that has most of them.</summary>
    public long LogBytes() => world.Hosts.Max(h =>
        new DirectoryInfo(h.Host.Layout.Log).EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(log => TryFind(() => log.Length)));

    /// <summary>SHA-256 of a file.</summary>
    public static string HashOf(string file)
    {
        using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private string? FaultOf(string file) =>
        (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) == 0 || world.Signed.Contains(HashOf(file))
            ? null : $"{file} was not signed";

    private string? FaultOf(string root, ProcessIdentity process)
    {
        var environment = File.ReadAllText($"/proc/{process.Pid}/environ");
        if (environment.Contains(world.Loot, StringComparison.Ordinal)) return $"has {world.Loot} in its environment";
        if (File.ReadAllText($"/proc/{process.Pid}/maps").Contains(world.Loot, StringComparison.Ordinal))
            return "has loaded the attacker's library";
        if (ProcessesWithin.ProgramOf(process) is not { } program) return null;
        if (program.Contains($"/releases/{PublishedPrograms.First}/", StringComparison.Ordinal)) return "is an older release";
        if (program.StartsWith(root, StringComparison.Ordinal))
            return world.Signed.Contains(HashOfProgram(process, program)) ? null : "was not signed";
        if (!Interpreters.Contains(program)) return "is no program of a release";
        var words = File.ReadAllText($"/proc/{process.Pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return words.Contains("--evil") ? "has arguments of the attacker"
            : words.FirstOrDefault(w => w.StartsWith('/') && w.EndsWith("run.sh", StringComparison.Ordinal)) is { } script
                && !world.Signed.Contains(HashOf(script)) ? $"runs {script}, which was not signed" : null;
    }

    private string HashOfProgram(ProcessIdentity process, string program)
    {
        var file = new FileInfo(program);
        if (!file.Exists) return HashOf($"/proc/{process.Pid}/exe");
        var key = (program, file.LastWriteTimeUtc, file.Length);
        return _hashes.TryGetValue(key, out var hash) ? hash : _hashes[key] = HashOf($"/proc/{process.Pid}/exe");
    }

    private void Measure(ProcessIdentity process)
    {
        if (ProcessesWithin.ProgramOf(process)?.Contains("/aops-spm", StringComparison.Ordinal) != true) return;
        if (ProcStat.TryRead(process.Pid) is not { } stat) return;
        _processor[process] = stat.CpuMilliseconds / 1000.0;
        ResidentMebibytes = Math.Max(ResidentMebibytes, stat.RssBytes / (1024.0 * 1024));
    }

    // A process or a file may be gone since it was listed.
    private static T? TryFind<T>(Func<T?> look)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static string Resolve(string program) =>
        new FileInfo(Path.GetFullPath(program)).ResolveLinkTarget(returnFinalTarget: true)?.FullName is { } target
            ? Canonical(target) : Canonical(program);

    // Where /bin is a link to usr/bin.
    private static string Canonical(string path) =>
        Directory.ResolveLinkTarget("/bin", true) is not null && path.StartsWith("/bin/", StringComparison.Ordinal) ? "/usr" + path : path;
}
