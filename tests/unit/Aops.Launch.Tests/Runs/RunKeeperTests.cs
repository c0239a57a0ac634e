using System.Security.Cryptography;
using Aops.Contracts.Wire.Runs;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Runs;
using Aops.Runs.Output;

namespace Aops.Launch.Tests.Runs;

public sealed class RunKeeperTests : IDisposable
{
    private readonly KeeperBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Run_HasItsOutputAndItsExitCode()
    {
        var before = DateTimeOffset.UtcNow;

        var end = _bench.Run(_bench.Script("echo out; echo err >&2; exit 3"));

        Assert.Equal((RunEndCause.Exited, 3, null, null), (end.Cause, end.ExitCode, end.Signal, end.Fault));
        Assert.Equal(("out\n", "err\n"), (_bench.Text(OutputStream.Out), _bench.Text(OutputStream.Error)));
        Assert.Equal(new SpoolReader(_bench.Folder.Output).FindEnd(), end.OutputEnd);
        Assert.InRange(end.StartedAt!.Value, before, end.EndedAt);
        Assert.True(end.MemoryPeakBytes > 0);
        Assert.False(_bench.IsLocked);
        Assert.False(File.Exists(_bench.Folder.EndReserve));
    }

    [Fact]
    public void Program_HasNothingOfItsKeeper()
    {
        _bench.Run(_bench.Script(
            "env | grep -v -e ^PWD= -e ^_= -e ^SHLVL=; pwd; umask; ls /proc/$$/fd; cat /proc/$$/oom_score_adj; " +
            "grep -c -e 'SigIgn:.0000000000000000' -e 'SigBlk:.0000000000000000' /proc/self/status; read x || echo no input"));

        Assert.Equal(
            $"PATH=/usr/bin:/bin\n{_bench.Folder.Work}\n0022\n0\n1\n2\n0\n2\nno input\n", _bench.Text());
    }

    [Fact]
    public void Streams_AreInTheOrderInWhichTheyWereWritten()
    {
        _bench.Run(_bench.Script(
            "for i in 1 2 3 4 5; do echo $i; sleep 0.03; echo e$i >&2; sleep 0.03; done"));

        Assert.Equal("1\ne1\n2\ne2\n3\ne3\n4\ne4\n5\ne5\n", _bench.Text());
    }

    [Fact]
    public void BinaryOutput_IsNotTouched()
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        File.WriteAllBytes(Path.Combine(_bench.Folder.Work, "bytes"), bytes);

        _bench.Run(_bench.Script("cat bytes; cat bytes >&2"));

        Assert.Equal(bytes, _bench.Bytes(OutputStream.Out));
        Assert.Equal(bytes, _bench.Bytes(OutputStream.Error));
    }

    [Fact]
    public void MoreOutputThanTheSpoolHolds_CostsNeitherTheRunNorTheDisk()
    {
        const long quota = 4 * 1024 * 1024;

        var end = _bench.Run(_bench.Script("echo first; head -c 100000000 /dev/zero; echo last") with { SpoolBytesMax = quota });

        Assert.Equal((RunEndCause.Exited, 0), (end.Cause, end.ExitCode));
        Assert.True(end.OutputEnd > 100_000_000);
        Assert.InRange(Directory.GetFiles(_bench.Folder.Output).Sum(f => new FileInfo(f).Length), quota / 2, quota * 11 / 10);
        var reader = new SpoolReader(_bench.Folder.Output);
        var (offset, missing, last) = (0L, 0L, Array.Empty<byte>());
        while (offset < end.OutputEnd)
        {
            var piece = reader.Read(offset, SpoolReader.PieceBytesMin, end.OutputEnd);
            (offset, missing, last) = (piece.End, missing + piece.Missing, piece.Content);
        }
        Assert.True(missing > 90_000_000);
        Assert.True(last.AsSpan().EndsWith("last\n"u8));
    }

    [Fact]
    public void OutputThatCannotBeWritten_IsMissing_AndTheProgramGoesOn()
    {
        var end = _bench.Run(_bench.Script("echo begin; sleep 0.1; rm -rf ../output; head -c 5000000 /dev/zero; touch done"));

        Assert.Equal((RunEndCause.Exited, 0), (end.Cause, end.ExitCode));
        Assert.True(File.Exists(Path.Combine(_bench.Folder.Work, "done")));
        var piece = new SpoolReader(_bench.Folder.Output).Read(0, SpoolReader.PieceBytesMin, end.OutputEnd);
        Assert.Equal((end.OutputEnd, end.OutputEnd), (piece.Offset, piece.Missing));
        Assert.True(end.OutputEnd > 5_000_000);
    }

    [Fact]
    public void LongEnvironment_ReachesTheProgram()
    {
        var order = _bench.Script("for i in 1 2 3 4 5 6 7 8 9; do eval \"printf %s \\$V$i | wc -c\"; done");

        var end = _bench.Run(order with
        {
            Env = order.Env.Concat(Enumerable.Range(1, 9).Select(i => KeyValuePair.Create($"V{i}", new string('x', 30_000 + i))))
                .ToDictionary(),
        });

        Assert.Equal(string.Concat(Enumerable.Range(1, 9).Select(i => $"{30_000 + i}\n")), _bench.Text());
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(Directory.GetFiles(_bench.Folder.Path, "environment*"));
    }

    [Fact]
    public void AnotherUser_IsBecome()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "only root may become another user");

        _bench.Run(_bench.Script("id -u; id -g; id -G; cat ../order.json; ls ..; cat ../ticket.json; exit 0") with
        {
            Account = new RunAccount(54321, 54322, [54322, 54323]),
        });

        Assert.Equal("54321\n54322\n54322 54323\n", _bench.Text(OutputStream.Out));
    }

    [Theory]
    [InlineData("SEGV", "SIGSEGV")]
    [InlineData("KILL", "SIGKILL")]
    [InlineData("TERM", "SIGTERM")]
    public void SignalOfItsOwn_IsTold(string signal, string expected)
    {
        var end = _bench.Run(_bench.Script($"kill -{signal} $$"));

        Assert.Equal((RunEndCause.Exited, null, expected), (end.Cause, end.ExitCode, end.Signal));
    }

    [Fact]
    public void ProgramThatClosesItsOutput_GoesOn()
    {
        var end = _bench.Run(_bench.Script("echo before; exec >&- 2>&-; sleep 0.3; touch done"));

        Assert.Equal((RunEndCause.Exited, 0), (end.Cause, end.ExitCode));
        Assert.Equal("before\n", _bench.Text());
        Assert.True(File.Exists(Path.Combine(_bench.Folder.Work, "done")));
    }

    [Theory]
    [InlineData("/no/such/program", "its program /no/such/program does not exist")]
    [InlineData("{0}/no-interpreter", "the interpreter or loader of its program {0}/no-interpreter does not exist")]
    [InlineData("{0}/no-mode", "its program {0}/no-mode may not be executed (mode 644)")]
    [InlineData("{0}/garbage", "its program {0}/garbage is neither a binary of this machine nor a script with #!")]
    public void ProgramThatCannotBeExecuted_IsASentence(string program, string expected)
    {
        var work = _bench.Folder.Work;
        File.WriteAllText(Path.Combine(work, "no-interpreter"), "#!/no/such/interpreter\n");
        File.WriteAllText(Path.Combine(work, "no-mode"), "#!/bin/sh\n");
        File.WriteAllText(Path.Combine(work, "garbage"), "garbage");
        foreach (var name in new[] { "no-interpreter", "garbage" })
            File.SetUnixFileMode(Path.Combine(work, name), AtomicFile.Executable);

        var end = _bench.Run(_bench.Program(string.Format(program, work)));

        Assert.Equal((RunEndCause.NotExecuted, string.Format(expected, work)), (end.Cause, end.Fault));
        Assert.Equal((null, null, null), (end.ExitCode, end.Signal, end.StartedAt));
    }

    [Fact]
    public void WorkingDirectoryThatIsMissing_IsASentence()
    {
        var end = _bench.Run(_bench.Script("true") with { WorkingDirectory = "/no/such/folder" });

        Assert.Equal(RunEndCause.NotExecuted, end.Cause);
        Assert.Contains("entering its working directory /no/such/folder failed", end.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{")]
    public void OrderThatIsMissingOrDamaged_IsASentence(string? content)
    {
        if (content is not null) File.WriteAllText(_bench.Folder.Order, content);

        Assert.True(KeeperBench.Exit(_bench.StartAgain()).IsSuccess);

        Assert.Equal((RunEndCause.NotExecuted, $"{_bench.Folder.Order} is missing or damaged"),
            (_bench.ReadEnd().Cause, _bench.ReadEnd().Fault));
        Assert.False(File.Exists(_bench.Folder.Executed));
    }
}
