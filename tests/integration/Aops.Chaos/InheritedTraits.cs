using System.Globalization;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Chaos;

/// <summary>
/// Attributes that a process must not inherit from the process that started it; compared with those of the
/// first pair.
/// </summary>
internal sealed class InheritedTraits
{
    // Of /proc/PID/status (proc_pid_status(5)).
    private const string Mask = "Umask:";
    private const string Ignored = "SigIgn:";
    private const ulong SigTerm = 1UL << (Signal.SIGTERM - 1);

    private string? _mask;

    /// <summary>Looks at the processes of the pair.</summary>
    /// <exception cref="ChaosException">One has something of a shell's.</exception>
    public void Check(IEnumerable<ProcessIdentity> pair)
    {
        foreach (var process in pair)
        {
            var status = Lines($"/proc/{process.Pid}/status");
            if (Field(status, Mask) is not { } mask) continue;
            _mask ??= mask;
            if (mask != _mask) throw Fault(process, $"the mask {mask} and not {_mask}");
            if (Field(status, Ignored) is { } ignored
                && (ulong.Parse(ignored, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & SigTerm) != 0)
                throw Fault(process, "SIGTERM ignored");
            if (OpenFiles.Of(process.Pid).FirstOrDefault(f => f.Contains(ShellFaults.HeldFile, StringComparison.Ordinal))
                is { } held)
                throw Fault(process, $"{held} open");
        }
    }

    private static ChaosException Fault(ProcessIdentity process, string what) =>
        new($"{ProcessesWithin.Describe(process)} has {what}, as a shell had that started it");

    private static string? Field(string[] lines, string name) =>
        lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            // It has just ended.
            return [];
        }
    }
}
