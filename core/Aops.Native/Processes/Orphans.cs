using System.Buffers.Text;
using System.Globalization;

namespace Aops.Native.Processes;

/// <summary>
/// Descendants of this process whose parents have ended. The kernel reparents them to this process instead of init
/// (PR_SET_CHILD_SUBREAPER, prctl(2)), so that what a child leaves behind can be found without scanning all
/// processes of the host, in whatever session it is. This process must reap them.
/// </summary>
public sealed class Orphans
{
    private const int ListBytesMax = 32 * 1024;

    private HashSet<int> _ended = [];

    /// <summary>
    /// Makes this process the reaper of its descendants; also holds after an exec. Has no effect before Linux 3.4.
    /// </summary>
    public static void Collect() => _ = ProcessCalls.Control(ProcessCalls.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    /// <summary>
    /// The children of the first thread: orphans, and what that thread has started. Null if the kernel does not
    /// provide the list (CONFIG_PROC_CHILDREN), or the list exceeds 32 KiB.
    /// </summary>
    /// <exception cref="PosixException">No descriptor or memory is left.</exception>
    public static List<int>? Candidates()
    {
        Span<byte> buffer = stackalloc byte[ListBytesMax];
        var self = Environment.ProcessId;
        var name = string.Create(CultureInfo.InvariantCulture, $"task/{self}/children");
        var list = ProcFile.Read(self, name, buffer);
        if (list.Length == ListBytesMax) return null;
        if (list.IsEmpty) return File.Exists($"/proc/self/{name}") ? [] : null;
        var pids = new List<int>();
        foreach (var field in list.Split((byte)' '))
        {
            if (Utf8Parser.TryParse(list[field], out int pid, out _)) pids.Add(pid);
        }
        return pids;
    }

    /// <summary>
    /// Reaps orphans that have ended. A child that other code reaps is gone by the next call, so only processes
    /// that were already seen by the previous call are reaped.
    /// </summary>
    public void Reap()
    {
        var ended = new HashSet<int>();
        foreach (var pid in Candidates() ?? [])
        {
            if (ProcStat.TryRead(pid) is { IsAlive: true }) continue;
            if (_ended.Contains(pid)) ChildExit.TryReap(pid);
            else ended.Add(pid);
        }
        _ended = ended;
    }
}
