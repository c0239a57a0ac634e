using System.Text;
using Aops.Native.Processes;

namespace Aops.Native.Tests;

public sealed class ProcStatTests
{
    private const string Behind =
        "S 7 8 9 34816 8 4194304 100 0 0 0 25 17 0 0 20 0 1 0 123456 9000000 321 18446744073709551615 1 1 0";

    [Theory]
    [InlineData("sleep")]
    [InlineData("a) b (c")]
    [InlineData(") R 1 1 1")]
    public void NameMayHoldAnything(string name)
    {
        var stat = ProcStat.Parse(Encoding.UTF8.GetBytes($"42 ({name}) {Behind}\n"));

        Assert.Equal(
            new ProcStat('S', 7, 8, 9, (25 + 17) * 10, 123456, 321L * Environment.SystemPageSize), stat);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 (sleep)")]
    [InlineData("42 (sleep) ")]
    [InlineData("42 (sleep) S 7 8 9")]
    [InlineData("42 (sleep) S x 8 9 34816 8 4194304 100 0 0 0 25 17 0 0 20 0 1 0 123456 9000000 321 1")]
    public void WhatIsCutOrNoNumber_IsNoProcess(string line) =>
        Assert.Null(ProcStat.Parse(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void OwnProcess_IsAmongAll_AndLeavesNoGarbage()
    {
        var self = Environment.ProcessId;
        Assert.Contains(ProcStat.ReadAll(), p => p.Pid == self && p.Stat.IsAlive && p.Stat.RssBytes > 0);

        _ = ProcStat.TryRead(self);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = ProcStat.TryRead(self);

        // A program that is not optimised puts the pid into a box.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24);
    }

    [Fact]
    public void NobodysPid_IsNull() => Assert.Null(ProcStat.TryRead(int.MaxValue));
}
