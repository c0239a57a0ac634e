using Aops.Contracts.Wire.Inventory;
using Aops.Native;
using Aops.Native.Processes;
using Aops.Upgrade.Launching;

namespace Aops.Spm.Inventory.Sources;

/// <summary>Asks rpm for its packages.</summary>
internal static class RpmQuery
{
    private const string RpmPath = "/usr/bin/rpm";
    private const string Format = "%{NAME}\\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\t%{ARCH}\\n";
    private const int OutputBytesMax = 2 * InventoryLimits.SectionBytesMax;

    /// <summary>The lines that rpm prints, one for each package.</summary>
    /// <param name="time">Longest run; then rpm is killed, since it may wait for the lock of another rpm.</param>
    /// <returns>Null if rpm failed, or is not here.</returns>
    public static IEnumerable<string>? List(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            var request = new SpawnRequest
            {
                Path = RpmPath, Arguments = ["rpm", "-qa", "--qf", Format], Environment = StartEnvironment.Clean(),
            };
            var run = ProgramRun.ToEndAsync(request, time, cancellationToken, OutputBytesMax).GetAwaiter().GetResult();
            return run.Exit is { IsSuccess: true } ? run.Output.Split('\n') : null;
        }
        catch (PosixException)
        {
            return null;
        }
    }

    /// <summary>Reads its output; lines of another form, such as warnings, are skipped.</summary>
    public static IEnumerable<InstalledPackage> Parse(IEnumerable<string> lines) => lines
        .Select(line => line.Split('\t'))
        // The keys of publishers are listed as packages without an architecture.
        .Where(words => words.Length == 3 && words[0] != "gpg-pubkey")
        .Select(words => new InstalledPackage
        {
            Name = HostTree.Fit(words[0]),
            Version = HostTree.Fit(words[1].StartsWith("0:", StringComparison.Ordinal) ? words[1][2..] : words[1]),
            Architecture = HostTree.Fit(words[2]),
        });
}
