using Aops.Native.Memory;

namespace Aops.Native.Tests;

public sealed class ProcessMemoryTests
{
    [Fact]
    public void TakesOnlyMappings_ThatTheFileCanBringBack()
    {
        string[] smaps =
        [
            "5589cb000000-5589cb100000 r-xp 00001000 fd:01 77                         /opt/a b/aops-spm",
            "Rss:                 800 kB",
            "Anonymous:             0 kB",
            "5589cb100000-5589cb110000 r--p 00101000 fd:01 77                         /opt/a b/aops-spm",
            "Anonymous:            44 kB",
            "5589cb110000-5589cb120000 rw-p 00111000 fd:01 77                         /opt/a b/aops-spm",
            "Anonymous:             0 kB",
            "7f5dca400000-7f5dca800000 r--p 00000000 00:00 0",
            "Anonymous:             0 kB",
            "7f5dca900000-7f5dca901000 r--s 00000000 fd:01 78                         /var/shared",
            "Anonymous:             0 kB",
            "7fff00000000-7fff00001000 r-xp 00000000 00:00 0                          [vdso]",
            "Anonymous:             0 kB",
        ];

        var mapping = Assert.Single(ProcessMemory.CleanMappings(smaps));

        Assert.Equal((0x5589cb000000u, 0x100000u), ((ulong)mapping.Start, (ulong)mapping.Length));
    }

    [Fact]
    public void AfterGivingBack_TheProcessGoesOn()
    {
        var kept = new byte[100_000];
        kept[^1] = 7;

        ProcessMemory.Trim();

        Assert.Equal(7, kept[^1]);
    }
}
