using System.Buffers.Text;
using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// Sets the attributes of a service independent of its starter: nice value, <c>oom_score_adj</c>, scheduling class,
/// CPU affinity, resource limits and session. systemd sets these for a unit; a shell, a cron job or an init script
/// passes on its own, which all child processes would inherit.
/// </summary>
public static unsafe class ServiceDefaults
{
    /// <summary>Soft limit of open files, which old programs rely on (1024).</summary>
    public const ulong OpenFilesSoft = 1024;

    /// <summary>Hard limit of open files; systemd's <c>DefaultLimitNOFILE</c>.</summary>
    public const ulong OpenFilesHard = 524_288;

    private const int Init = 1;
    private const int NormalNice = 0;
    private const int ResourcesMax = 16;
    private const ulong Unlimited = ulong.MaxValue;

    // asm-generic/resource.h. The others (processes, pending signals, stack and so on) are those of init.
    private const int RLIMIT_CORE = 4;
    private const int RLIMIT_NOFILE = 7;

    private const int DescribedMax = 3 + (2 * ResourcesMax) + ProcessCalls.ProcessorSet.WordsMax;

    private static readonly Lazy<long[]> AtStart = new(Describe);

    /// <summary>
    /// Applies them as far as this user is permitted. A limit that only root can raise is not a reason not to
    /// start.
    /// </summary>
    public static void Apply()
    {
        _ = ProcessCalls.SetSession();
        // The scheduling class first: in a real-time class the nice value has no effect.
        var parameter = 0;
        _ = ProcessCalls.SetScheduler(0, ProcessCalls.SCHED_OTHER, &parameter);
        _ = ProcessCalls.SetPriority(ProcessCalls.PRIO_PROCESS, 0, NormalNice);
        _ = ProcessCalls.SetIoPriority(ProcessCalls.SYS_ioprio_set, ProcessCalls.IOPRIO_WHO_PROCESS, 0, 0);
        TakeProcessorsOfInit();
        SetOomScore();
        for (var resource = 0; resource < ResourcesMax; resource++) SetLimit(resource);
    }

    /// <summary>
    /// Whether this process still has the attributes that it started with, so that a child can inherit them.
    /// Otherwise an operator has changed them (prlimit(1), renice(1), choom(1)) for this process alone.
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

    /// <summary>Records the current attributes as those of the start.</summary>
    public static void Note() => _ = AtStart.Value;

    private static void TakeProcessorsOfInit()
    {
        // The processors of init, not all: a host may reserve some (isolcpus=).
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
            // Only root may lower it.
        }
    }

    private static void SetLimit(int resource)
    {
        if (LimitOf(resource) is not { } wanted) return;
        if (ProcessCalls.SetResourceLimit(resource, &wanted) == 0) return;
        // A hard limit that may not be raised stays.
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
