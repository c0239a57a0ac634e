using System.Globalization;
using System.Text;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Spm.Heartbeats;

/// <summary>
/// The counter of the server's newest reply, which the next heartbeat returns: it shows the server whether
/// a copy of this host uses the same identity. It must survive this process but not a reboot, so it lies in
/// <c>run</c> and is not flushed.
/// </summary>
internal sealed class HeartbeatCounter(AopsLayout layout)
{
    private static readonly FileStreamOptions Writing = new()
    {
        Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = AtomicFile.Private,
    };

    private long? _current = TryRead(layout.HeartbeatCounter);

    /// <summary>The counter; null before the first reply that carries one.</summary>
    public long? Current => _current;

    /// <summary>Stores a counter; 0 comes from a server that does not count.</summary>
    public void Set(long counter)
    {
        if (counter <= 0 || counter == _current) return;
        _current = counter;
        try
        {
            var file = layout.HeartbeatCounter;
            using (var stream = new FileStream(file + ".new", Writing))
                stream.Write(Encoding.ASCII.GetBytes(counter.ToString(CultureInfo.InvariantCulture)));
            File.Move(file + ".new", file, overwrite: true);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // The counter is held in memory. The next process lacks it, and the server sees a restart,
            // which is right.
        }
    }

    private static long? TryRead(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var counter) && counter > 0
                ? counter : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }
}
