using Aops.Upgrade.Journal;

namespace Aops.TestSupport;

/// <summary>Journals as tests need them, and what may happen to one on a disk.</summary>
internal static class Journals
{
    /// <summary>Version 1 is current and came after 0; 2 was ordered with generation 7.</summary>
    public static UpgradeJournal In(JournalPhase phase) => new()
    {
        Phase = phase,
        Current = "1",
        Previous = "0",
        From = "1",
        To = "2",
        Generation = 7,
    };

    /// <summary>Damages a file: <c>gone</c>, <c>empty</c>, <c>half</c>, <c>noise</c> or <c>one bit</c>.</summary>
    public static void Damage(string path, string damage)
    {
        var bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "gone":
                File.Delete(path);
                return;
            case "empty":
                bytes = [];
                break;
            case "half":
                bytes = bytes[..(bytes.Length / 32)];
                break;
            case "noise":
                new Random(1).NextBytes(bytes);
                break;
            case "one bit":
                bytes[60] ^= 1;
                break;
        }
        File.WriteAllBytes(path, bytes);
    }
}
