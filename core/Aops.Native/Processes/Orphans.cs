using System.Buffers.Text;
using System.Globalization;

namespace Aops.Native.Processes;

/// <summary>
/// Processes whose parents have ended. Of what this process has started, the kernel gives them to this process instead of to
/// init (PR_SET_CHILD_SUBREAPER, prctl(2)): so what a child leaves behind can be found without a look at all processes of
/// the host, whatever session it went to. They have to be waited for, as nobody else does.
/// </summary>
public sealed class Orphans
{
    private const int ListBytesMax = 32 * 1024;

    private HashSet<int> _ended = [];

    /// <summary>Has them given to this process from now on; also after an exec. Linux 3.4; before, there are none.</summary>
    public static void Collect() => _ = ProcessCalls.Control(ProcessCalls.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    /// <summary>
    /// The children of the first thread, which takes orphans: they, and what the thread itself has started. Null where the
    /// kernel has no such list (CONFIG_PROC_CHILDREN), or the list is longer than 32 KiB.
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
    /// Waits for those that have ended. One that is waited for by whoever started it is gone by the next look; so only what
    /// is there a second time is nobody's.
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
