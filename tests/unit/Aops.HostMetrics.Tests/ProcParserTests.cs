using Aops.HostMetrics.Proc;

namespace Aops.HostMetrics.Tests;

/// <summary>The parsers on texts as kernels write them.</summary>
public sealed class ProcParserTests
{
    private const string Stat = """
        cpu  50139 24091 7089 490695 963 0 124 64 0 0
        cpu0 23105 11946 3295 247999 66 0 55 32 0 0
        cpu1 27034 12145 3794 242696 896 0 68 31 0 0
        intr 1106199 0 0 0 0
        ctxt 6532074
        btime 1795251444
        """;

    private const string NetDev = """
        Inter-|   Receive                             |  Transmit
         face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop
            lo:    3393      33    0    0    0     0  0   0     3393      33    0    0    0     0   0  0
          ifb0:       0       0    0    0    0     0  0   0        0       0    0    0    0     0   0  0
          eth0: 394805997   11232  0    0    0     0  0   0   523795    6428    0    0    0     0   0  0
        eth1:1234 5 0 0 0 0 0 0 99 1 0 0 0 0 0 0
        """;

    [Fact]
    public void Cpu_CountsBusyAndAllTicks()
    {
        var times = CpuTimes.Parse(Stat);
        Assert.Equal(573165, times.TotalTicks);
        Assert.Equal(573165 - 490695 - 963, times.BusyTicks);
        Assert.Equal(2, times.Count);
    }

    [Fact]
    public void Cpu_OfOldKernelsWithFourFields_IsRead() =>
        Assert.Equal(new CpuTimes(6, 10, 1), CpuTimes.Parse("cpu 1 2 3 4\ncpu0 1 2 3 4\n"));

    [Fact]
    public void Cpu_WithoutTheLineOfAll_IsRefused() =>
        Assert.Throws<FormatException>(() => CpuTimes.Parse("intr 1 2 3\n"));

    [Fact]
    public void CpuUse_IsTheBusyShareSinceTheEarlierReading() =>
        Assert.Equal(25, new CpuTimes(150, 1200, 2).UsedPercentSince(new CpuTimes(100, 1000, 2)));

    [Fact]
    public void CpuUse_WhereCountersGoBackwards_StaysWithinBounds()
    {
        Assert.Equal(0, new CpuTimes(90, 1100, 2).UsedPercentSince(new CpuTimes(100, 1000, 2)));
        Assert.Equal(0, new CpuTimes(100, 1000, 2).UsedPercentSince(new CpuTimes(100, 1000, 2)));
    }

    [Fact]
    public void Memory_TakesWhatTheKernelCallsAvailable()
    {
        var memory = MemoryInfo.Parse("""
            MemTotal:       24684096 kB
            MemFree:        23696316 kB
            MemAvailable:   24208624 kB
            Buffers:            6076 kB
            HugePages_Total:       0
            """);
        Assert.Equal(new MemoryInfo(24684096L * 1024, 24208624L * 1024), memory);
    }

    [Fact]
    public void Memory_OfOldKernels_CountsFreeAndCaches()
    {
        var memory = MemoryInfo.Parse("MemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 7 kB\n");
        Assert.Equal(new MemoryInfo(100 * 1024, 22 * 1024), memory);
    }

    [Fact]
    public void Memory_WithoutATotal_IsRefused() =>
        Assert.Throws<FormatException>(() => MemoryInfo.Parse("MemFree: 10 kB\n"));

    [Fact]
    public void Load_IsTheFirstThreeNumbers() =>
        Assert.Equal([1.69, 1.52, 0.86], LoadAverage.Parse("1.69 1.52 0.86 2/91 18802\n"));

    [Fact]
    public void Network_LeavesOutTheLoopbackAndReadsBothSpellings()
    {
        var counters = NetworkCounters.Parse(NetDev);
        Assert.Equal(["eth0", "eth1", "ifb0"], counters.Keys);
        Assert.Equal(new NetworkCounters(394805997, 523795), counters["eth0"]);
        Assert.Equal(new NetworkCounters(1234, 99), counters["eth1"]);
    }

    [Fact]
    public void Network_OfAHostWithManyInterfaces_IsBounded()
    {
        var lines = Enumerable.Range(0, 1000).Select(i => $"veth{i:0000}: 1 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0");
        Assert.Equal(NetworkCounters.InterfacesMax, NetworkCounters.Parse(string.Join('\n', lines)).Count);
    }

    [Theory]
    [InlineData(1000, 3000, 2, 1000)]
    [InlineData(3000, 1000, 2, 0)]
    [InlineData(1000, 3000, 0, 0)]
    public void Rate_IsBytesASecond_AndNothingWhereACounterBeganAnew(
        long earlier, long now, int seconds, double expected) =>
        Assert.Equal(expected, NetworkCounters.Rate(earlier, now, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Mounts_AreDisksOnceEach_AndTheRoot()
    {
        var mounts = MountTable.Parse("""
            overlay / overlay rw 0 0
            proc /proc proc rw,relatime 0 0
            /dev/sda1 /boot ext4 rw 0 0
            /dev/sda2 /mnt/my\040disk ext4 rw 0 0
            /dev/sda1 /var/lib/bind ext4 rw 0 0
            /dev/loop1 /snap/core squashfs ro 0 0
            server:/export /mnt/nfs nfs4 rw 0 0
            tmpfs /run tmpfs rw 0 0
            """);
        Assert.Equal(["/", "/boot", "/mnt/my disk"], mounts);
    }
}
