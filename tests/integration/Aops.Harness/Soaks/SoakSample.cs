using System.Globalization;
using Aops.Native.Processes;

namespace Aops.Harness.Soaks;

/// <summary>What /proc says of one program at one moment: a line of the file that a soak writes as it goes.</summary>
/// <param name="Seconds">Since the load began.</param>
/// <param name="Heartbeats">Heartbeats until then.</param>
/// <param name="Program">Its name.</param>
/// <param name="Pid">Its process: another one means that it was restarted.</param>
/// <param name="PrivateKib">Pages that only it has, of files too (Private_Clean and Private_Dirty).</param>
/// <param name="AnonymousKib">Its heaps and stacks (RssAnon): what it has allocated, whatever code it has touched.</param>
/// <param name="Descriptors">Open files.</param>
/// <param name="Threads">Threads.</param>
/// <param name="CpuMilliseconds">Processor time since its start, without its children.</param>
public sealed record SoakSample(
    double Seconds, long Heartbeats, string Program, int Pid, long PrivateKib, long AnonymousKib, int Descriptors, int Threads,
    long CpuMilliseconds)
{
    /// <summary>First line of the file.</summary>
    public const string Header =
        "seconds\theartbeats\tprogram\tpid\tprivate_kib\tanonymous_kib\tdescriptors\tthreads\tcpu_ms";

    private const int Columns = 9;
    private const double KibInMegabyte = 1024;

    /// <summary>All of its private pages, in MB.</summary>
    public double PrivateMegabytes => PrivateKib / KibInMegabyte;

    /// <summary>Its heaps and stacks, in MB.</summary>
    public double AnonymousMegabytes => AnonymousKib / KibInMegabyte;

    /// <summary>Reads a process.</summary>
    /// <returns>The sample; null if the process is gone.</returns>
    public static SoakSample? TryTake(string program, int pid, double seconds, long heartbeats)
    {
        try
        {
            var (rollup, status) = ($"/proc/{pid}/smaps_rollup", $"/proc/{pid}/status");
            return new SoakSample(
                seconds, heartbeats, program, pid,
                ProcField.Read(rollup, "Private_Clean:") + ProcField.Read(rollup, "Private_Dirty:"),
                ProcField.Read(status, "RssAnon:"),
                Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count(),
                (int)ProcField.Read(status, "Threads:"),
                ProcStat.TryRead(pid)!.Value.CpuMilliseconds);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // Gone, or a zombie, which has no memory to tell of.
            return null;
        }
    }

    /// <summary>Reads a file of samples; a last line that was cut off is left out.</summary>
    public static IReadOnlyList<SoakSample> ReadAll(string file) =>
        [.. File.ReadLines(file).Skip(1).Select(TryParse).OfType<SoakSample>()];

    /// <summary>The sample as a line of the file.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"{Seconds:0.0}\t{Heartbeats}\t{Program}\t{Pid}\t{PrivateKib}\t{AnonymousKib}\t{Descriptors}\t{Threads}\t{CpuMilliseconds}");

    private static SoakSample? TryParse(string line)
    {
        var words = line.Split('\t');
        if (words.Length != Columns) return null;
        long Number(int column) => long.Parse(words[column], CultureInfo.InvariantCulture);
        return new SoakSample(
            double.Parse(words[0], CultureInfo.InvariantCulture), Number(1), words[2], (int)Number(3), Number(4), Number(5),
            (int)Number(6), (int)Number(7), Number(8));
    }
}
