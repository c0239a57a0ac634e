using System.Buffers.Text;
using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// What a service starts with, whoever starts it: nice value, <c>oom_score_adj</c>, scheduling class, processors, resource
/// limits and session. systemd gives a unit these by itself; a shell, a cron job or an init script leaves its own, which would
/// go on to everything that is started from there.
/// </summary>
public static unsafe class ServiceDefaults
{
    /// <summary>Open files that a program may have unless it asks for more, which old ones take for granted (1024).</summary>
    public const ulong OpenFilesSoft = 1024;

    /// <summary>Most that it may ask for; systemd's <c>DefaultLimitNOFILE</c>.</summary>
    public const ulong OpenFilesHard = 524_288;

    private const int Init = 1;
    private const int NormalNice = 0;
    private const int ResourcesMax = 16;
    private const ulong Unlimited = ulong.MaxValue;

    // asm-generic/resource.h. The rest (processes, pending signals, stack and so on) is what init has.
    private const int RLIMIT_CORE = 4;
    private const int RLIMIT_NOFILE = 7;

    private const int DescribedMax = 3 + (2 * ResourcesMax) + ProcessCalls.ProcessorSet.WordsMax;

    private static readonly Lazy<long[]> AtStart = new(Describe);

    /// <summary>
    /// Takes them on, as far as this user may. What may not be taken on stays: a limit that only root raises is no reason
    /// not to start.
    /// </summary>
    public static void Apply()
    {
        _ = ProcessCalls.SetSession();
        // Ordinary time sharing first: the nice value has no meaning in a real-time class.
        var parameter = 0;
        _ = ProcessCalls.SetScheduler(0, ProcessCalls.SCHED_OTHER, &parameter);
        _ = ProcessCalls.SetPriority(ProcessCalls.PRIO_PROCESS, 0, NormalNice);
        _ = ProcessCalls.SetIoPriority(ProcessCalls.SYS_ioprio_set, ProcessCalls.IOPRIO_WHO_PROCESS, 0, 0);
        TakeProcessorsOfInit();
        SetOomScore();
        for (var resource = 0; resource < ResourcesMax; resource++) SetLimit(resource);
    }

    /// <summary>
    /// Whether this process still has what it started with, so that a child of it inherits the same. Otherwise somebody has
    /// changed them since (prlimit(1), renice(1), choom(1)), and meant this process alone.
    /// </summary>
    public static bool AreUnchanged
    {
        get
        {
            Span<long> now = stackalloc long[DescribedMax];
            Describe(now);
            return now.SequenceEqual(AtStart.Value);
        }
    }

    /// <summary>Notes what this process has now, as what it started with.</summary>
    public static void Note() => _ = AtStart.Value;

    private static void TakeProcessorsOfInit()
    {
        // Not all there are: a host may have kept some from everybody (isolcpus=), and init goes without them, too.
        var processors = default(ProcessCalls.ProcessorSet);
        if (ProcessCalls.GetAffinity(Init, (nuint)sizeof(ProcessCalls.ProcessorSet), &processors) == 0)
            _ = ProcessCalls.SetAffinity(0, (nuint)sizeof(ProcessCalls.ProcessorSet), &processors);
    }

    private static void SetOomScore()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "0");
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // Only root lowers it.
        }
    }

    private static void SetLimit(int resource)
    {
        if (LimitOf(resource) is not { } wanted) return;
        if (ProcessCalls.SetResourceLimit(resource, &wanted) == 0) return;
        // The hard limit stays where it may not be raised.
        ProcessCalls.ResourceLimits own;
        if (ProcessCalls.GetResourceLimit(resource, &own) != 0) return;
        own.Soft = Math.Min(wanted.Soft, own.Hard);
        _ = ProcessCalls.SetResourceLimit(resource, &own);
    }

    private static ProcessCalls.ResourceLimits? LimitOf(int resource)
    {
        switch (resource)
        {
            case RLIMIT_CORE:
                return new() { Soft = 0, Hard = Unlimited };
            case RLIMIT_NOFILE:
                return new() { Soft = OpenFilesSoft, Hard = OpenFilesHard };
            default:
                ProcessCalls.ResourceLimits ofInit;
                return ProcessCalls.ProcessLimit(Init, resource, null, &ofInit) == 0 ? ofInit : null;
        }
    }

    private static long[] Describe()
    {
        var found = new long[DescribedMax];
        Describe(found);
        return found;
    }

    private static void Describe(Span<long> found)
    {
        var at = 0;
        found[at++] = ProcessCalls.GetPriority(ProcessCalls.PRIO_PROCESS, 0);
        found[at++] = ProcessCalls.GetScheduler(0);
        Span<byte> text = stackalloc byte[16];
        Utf8Parser.TryParse(ProcFile.Read(Environment.ProcessId, "oom_score_adj", text), out long score, out _);
        found[at++] = score;
        for (var resource = 0; resource < ResourcesMax; resource++)
        {
            var limit = default(ProcessCalls.ResourceLimits);
            _ = ProcessCalls.GetResourceLimit(resource, &limit);
            (found[at], found[at + 1]) = ((long)limit.Soft, (long)limit.Hard);
            at += 2;
        }
        var processors = default(ProcessCalls.ProcessorSet);
        _ = ProcessCalls.GetAffinity(0, (nuint)sizeof(ProcessCalls.ProcessorSet), &processors);
        for (var i = 0; i < ProcessCalls.ProcessorSet.WordsMax; i++) found[at++] = (long)processors.Words[i];
    }
}
