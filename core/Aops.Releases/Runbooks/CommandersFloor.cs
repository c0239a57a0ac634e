using System.Globalization;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Releases.Runbooks;

/// <summary>
/// Remembers the highest generation of <see cref="Commanders"/> that this host has seen, in
/// <see cref="AopsLayout.CommandersFloor"/>: a key that was taken back stays so, whatever metadata comes later.
/// </summary>
internal sealed class CommandersFloor(AopsLayout layout)
{
    /// <summary>Takes commanders that are not older, and remembers their generation durably.</summary>
    public TargetLook<Commanders> Admit(Commanders commanders)
    {
        try
        {
            var seen = Read();
            if (commanders.Generation < seen)
            {
                return new TargetLook<Commanders>.Refused(
                    $"{Commanders.TargetName} has generation {commanders.Generation}, and this host has seen {seen}");
            }
            if (commanders.Generation > seen)
            {
                AtomicFile.CreateDirectory(layout.State);
                AtomicFile.Write(
                    layout.CommandersFloor, commanders.Generation.ToString(CultureInfo.InvariantCulture) + "\n");
            }
            return new TargetLook<Commanders>.Found(commanders);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is InvalidDataException)
        {
            return new TargetLook<Commanders>.Failed($"the generation of {Commanders.TargetName} is not known: {e.Message}");
        }
    }

    private long Read()
    {
        if (!File.Exists(layout.CommandersFloor)) return 0;
        var text = File.ReadAllText(layout.CommandersFloor);
        return long.TryParse(text.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            ? seen
            : throw new InvalidDataException(
                $"{layout.CommandersFloor} is damaged; delete it to take the commanders that are signed now");
    }
}
