using System.Globalization;
using System.Text;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Spm.Heartbeats;

/// <summary>
/// The counter of the server's newest answer, which the next heartbeat shows: by it the server sees whether a copy of this
/// host uses the same identity. It outlives this process and not a boot, so it lies in <c>run</c>; there is no flush, as
/// the kernel keeps what was written until then.
/// </summary>
internal sealed class HeartbeatCounter(AopsLayout layout)
{
    private static readonly FileStreamOptions Writing = new()
    {
        Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = AtomicFile.Private,
    };

    private long? _current = TryRead(layout.HeartbeatCounter);

    /// <summary>The counter; null before the first answer that brings one.</summary>
    public long? Current => _current;

    /// <summary>Takes a counter over; 0 is that of a server that does not count.</summary>
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
            // This process knows it; a next one is taken for a restart, which it is.
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
