using System.Globalization;

namespace Aops.Chaos;

/// <summary>Faults of the host: a full disk, and a wall clock that jumps by years.</summary>
internal static class HostFaults
{
    private static readonly TimeSpan FullFor = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan WrongFor = TimeSpan.FromSeconds(2);
    private static readonly int[] JumpYears = [-30, -10, -1, 1, 10, 60];

    public static IEnumerable<Fault> All =>
    [
        new("fill disk", 12, (world, _) => Fill(world)),
        new("move clock", 15, MoveClock),
    ];

    private static string? Fill(ChaosWorld world)
    {
        const string name = "disk";
        if (!world.HasOwnDisk || world.Undo.Has(name)) return null;
        var path = Path.Combine(world.Agent.Layout.Root, "ballast");
        world.Undo.After(FullFor, name, () => File.Delete(path));
        long written = 0;
        try
        {
            var piece = new byte[256 * 1024];
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            // Whole pieces first, then the last pages one by one.
            for (var size = piece.Length; size >= 4096; size /= 4)
            {
                try
                {
                    while (true)
                    {
                        RandomAccess.Write(file, piece.AsSpan(0, size), written);
                        written += size;
                    }
                }
                catch (IOException)
                {
                }
            }
        }
        catch (IOException)
        {
            // Full already.
        }
        return $"{written >> 10} KiB of ballast";
    }

    private static string? MoveClock(ChaosWorld world, Random random)
    {
        const string name = "clock";
        if (world.Clock is not { } clock || world.Undo.Has(name)) return null;
        var years = JumpYears[random.Next(JumpYears.Length)];
        clock.Move(TimeSpan.FromDays(365.25 * years));
        world.Undo.After(WrongFor, name, () => clock.Move(TimeSpan.Zero));
        return years.ToString("+0;-0", CultureInfo.InvariantCulture) + " years";
    }
}
