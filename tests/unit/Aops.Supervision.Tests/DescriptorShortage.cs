using System.Diagnostics;
using System.Globalization;

namespace Aops.Supervision.Tests;

/// <summary>
/// No file can be opened by this process until it is disposed: for tests that run alone
/// (<see cref="DescriptorShortageTests"/>).
/// </summary>
internal sealed class DescriptorShortage : IDisposable
{
    private const string Script = """
        soft=$(prlimit --pid $1 --nofile --output SOFT --noheadings) || exit
        prlimit --pid $1 --nofile=${2:-$soft}: && echo short
        read -r end
        prlimit --pid $1 --nofile=$soft:
        """;

    // Both directions: what ends the shortage must open nothing here.
    private readonly Process _script;

    // A runtime that compiles as it goes reads files for that, and starts threads: all is done once without a shortage.
    static DescriptorShortage()
    {
        new DescriptorShortage("").Dispose();
        Thread.Sleep(TimeSpan.FromMilliseconds(1));
        using var timer = new Timer(_ => { }, null, 0, Timeout.Infinite);
    }

    public DescriptorShortage()
        : this("3")
    {
    }

    private DescriptorShortage(string limit)
    {
        var pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        _script = Process.Start(new ProcessStartInfo("sh", ["-c", Script, "sh", pid, limit])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        if (_script.StandardOutput.ReadLine() == "short") return;
        Dispose();
        throw new InvalidOperationException("prlimit does not limit this process");
    }

    public void Dispose()
    {
        _script.StandardInput.Close();
        _script.WaitForExit();
        _script.Dispose();
    }
}
