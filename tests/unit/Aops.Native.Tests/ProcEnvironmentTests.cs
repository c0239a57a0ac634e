using System.Diagnostics;
using System.Text;
using Aops.Native.Processes;

namespace Aops.Native.Tests;

public sealed class ProcEnvironmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Environment_IsReadWhole_HoweverSmallTheBuffer(int bytes)
    {
        var value = new string('x', bytes);
        var pid = Spawn.Start(new SpawnRequest
        {
            Path = "/bin/sleep",
            Arguments = ["sleep", "1000"],
            Environment = new Dictionary<string, string> { ["FIRST"] = value, ["LAST"] = "ä=ö", ["EMPTY"] = "" },
        });
        try
        {
            Assert.Equal(
                new HashSet<string> { $"FIRST={value}", "LAST=ä=ö", "EMPTY=", "" },
                [.. ReadOnceExecuted(pid).Split('\0')]);
        }
        finally
        {
            Signal.Send(pid, Signal.SIGKILL);
            while (ChildExit.TryReap(pid) is null) Thread.Sleep(1);
        }
    }

    // In the middle of an execve(2) a process shows none.
    private static string ReadOnceExecuted(int pid)
    {
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < TimeSpan.FromSeconds(10))
        {
            var buffer = new byte[16];
            if (ProcEnvironment.Read(pid, ref buffer) is { IsEmpty: false } bytes) return Encoding.UTF8.GetString(bytes);
        }
        throw new TimeoutException($"process {pid} shows no environment");
    }

    [Fact]
    public void NobodysPid_HasNone()
    {
        var buffer = new byte[16];

        Assert.True(ProcEnvironment.Read(int.MaxValue, ref buffer).IsEmpty);
    }
}
