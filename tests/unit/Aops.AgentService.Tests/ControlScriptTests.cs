using System.Diagnostics;
using Aops.AgentService.Pair;
using Aops.Contracts;
using Aops.Native.Processes;

namespace Aops.AgentService.Tests;

/// <summary><c>packaging/control</c> with a pair that sleeps. Exit codes are those of the LSB.</summary>
public sealed class ControlScriptTests : IDisposable
{
    private readonly TemporaryRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task StartStatusStop_GoTogether()
    {
        _root.LayOutSlot();
        Assert.Equal((3, ""), await RunAsync("status"));
        File.WriteAllText(_root.Layout.StopMarker, "");
        Assert.Equal((0, ""), await RunAsync("start"));
        Assert.False(File.Exists(_root.Layout.StopMarker));
        await UntilAsync(() => ProcessScan.Find(_root.Layout).Count(p => p.Program != "aops-launch") == 2);
        Assert.Equal((0, ""), await RunAsync("status"));
        Assert.Equal((0, ""), await RunAsync("stop"));
        Assert.Empty(ProcessScan.Find(_root.Layout));
        Assert.True(File.Exists(_root.Layout.StopMarker));
        Assert.Equal((3, ""), await RunAsync("status"));
        Assert.Equal((0, ""), await RunAsync("stop"));
    }

    [Fact]
    public async Task Start_OfAPairThatRuns_StartsNoSecondOne()
    {
        _root.LayOutSlot();
        var (spm, spa) = (_root.StartMember(Role.Spm), _root.StartMember(Role.Spa));
        Assert.Equal((0, ""), await RunAsync("start"));
        Assert.False(File.Exists(Path.Combine(_root.Layout.Run, "launched")));
        Assert.True(spm.IsAlive && spa.IsAlive);
    }

    [Fact]
    public async Task Start_LockNamesAStrangersPid_StartsAllTheSame()
    {
        _root.LayOutSlot();
        File.WriteAllText(_root.Layout.Lock(Role.Spm), $"{Environment.ProcessId}\n");
        await RunAsync("start");
        // Both, or the one that is started last outlives the test.
        await UntilAsync(() => ProcessScan.Find(_root.Layout).Count(p => p.Program != "aops-launch") == 2);
    }

    [Fact]
    public async Task Status_OneHalfIsDead_IsOne()
    {
        _root.LayOutSlot();
        _root.StartMember(Role.Spa);
        Assert.Equal(1, (await RunAsync("status")).Code);
    }

    [Fact]
    public async Task Stop_HalfIsHeldBySigStop_EndsIt()
    {
        _root.LayOutSlot();
        var spm = _root.StartMember(Role.Spm);
        Signal.Send(spm.Pid, Signal.SIGSTOP);
        Assert.Equal(0, (await RunAsync("stop")).Code);
        Assert.False(spm.IsAlive);
    }

    [Fact]
    public async Task Stop_EndsSubAgentsThatAreLeftOver_AndNobodyElse()
    {
        _root.LayOutSlot();
        var (left, other) = (_root.StartSubAgent("left"), _root.StartSubAgent("other"));
        File.WriteAllText(_root.Layout.SubAgentState("other"),
            $$"""{ "pid": {{other.Pid}}, "startTicks": {{other.StartTicks - 1}} }""");
        Assert.Equal(0, (await RunAsync("stop")).Code);
        Assert.False(left.IsAlive);
        Assert.True(other.IsAlive);
    }

    [Fact]
    public async Task RootFollowsFromWhereTheScriptLies_AlsoThroughALink()
    {
        _root.LayOutSlot();
        var link = Path.Combine(_root.Layout.Root, "init-script");
        File.CreateSymbolicLink(link, _root.Layout.ControlScript);
        Assert.Equal(3, (await ExecuteAsync(link, "status")).Code);
        Assert.Equal(3, (await ExecuteAsync(_root.Layout.ControlScript, "status")).Code);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("dance", 2)]
    [InlineData("start --root", 2)]
    [InlineData("start --root /nowhere/at/all", 5)]
    public async Task WrongWords_HaveTheirCode(string words, int code) => Assert.Equal(
        code, (await ExecuteAsync(TemporaryRoot.ControlScript, words.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Code);

    [Fact]
    public async Task Start_NothingInstalled_IsFive() => Assert.Equal(5, (await RunAsync("start")).Code);

    private Task<(int Code, string Errors)> RunAsync(string verb) =>
        ExecuteAsync(TemporaryRoot.ControlScript, verb, "--root", _root.Layout.Root);

    private static async Task<(int Code, string Errors)> ExecuteAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(script);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, errors);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var until = Environment.TickCount64 + 10_000;
        while (!holds())
        {
            Assert.True(Environment.TickCount64 < until, "did not come true within 10 s");
            await Task.Delay(10, CancellationToken.None);
        }
    }
}
