using System.Globalization;
using System.Text;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.Launch;

/// <summary>
/// <c>var/log/aops/launch.log</c> and standard error: faults only, one line each. At <see cref="BytesMax"/>
/// the file is renamed to <c>launch.log.1</c>. Never throws: on a full disk lines are lost.
/// </summary>
internal sealed class LaunchLog(AopsLayout layout, string verb)
{
    private const long BytesMax = 256 * 1024;

    private readonly string _path = Path.Combine(layout.Log, "launch.log");

    public void Say(string sentence)
    {
        try
        {
            Console.Error.WriteLine($"aops-launch {verb}: {sentence}");
            AtomicFile.CreateDirectory(layout.Log, AtomicFile.GroupDirectory);
            if (new FileInfo(_path) is { Exists: true, Length: > BytesMax })
                File.Move(_path, _path + ".1", overwrite: true);
            var time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            using var file = OutputFile.Open(_path);
            RandomAccess.Write(file, Encoding.UTF8.GetBytes($"{time} {verb} {sentence}\n"), fileOffset: 0);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // There is no other place to report it.
        }
    }
}
