using Aops.Contracts.Wire.Runs;

namespace Aops.Runs.Tests;

public sealed class RunFilesTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ticket_IsReadAsItWasWritten()
    {
        var ticket = new RunTicket
        {
            Id = "r1", RememberUntil = Time, Stage = RunStage.Starting, Nonce = "n", Starts = 1,
            Order = new RunOrder
            {
                Id = "r1", StartBefore = Time, Command = new RunCommand { Args = ["/bin/true"], IsSafeToRepeat = true },
            },
            Report = new RunReport { Phase = RunPhase.Accepted, At = Time },
        };
        var folder = new RunFolder(_folder.Path);

        ticket.Write(folder.Ticket);

        var read = RunTicket.TryRead(folder.Ticket);
        Assert.NotNull(read);
        Assert.Equal(ticket with { Order = null, Report = read.Report }, read with { Order = null });
        Assert.Equal(["/bin/true"], read.Order?.Command?.Args);
        Assert.Equal((RunPhase.Accepted, false), (read.Report.Phase, read.IsSettled));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Ticket));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"schema\":1}")]
    [InlineData("{\"args\":[],\"env\":{},\"workingDirectory\":\"/\",\"timeoutSeconds\":1}")]
    [InlineData("{\"schema\":2,\"args\":[\"/bin/true\"],\"env\":{},\"workingDirectory\":\"/\",\"timeoutSeconds\":1}")]
    public void DamagedFile_IsNoRecord(string content)
    {
        var path = _folder.In("file");
        File.WriteAllText(path, content);

        Assert.Null(RunTicket.TryRead(path));
        Assert.Null(KeeperOrder.TryRead(path));
        Assert.Null(RunEnd.TryRead(path));
        Assert.Null(KeeperProcess.TryRead(path));
    }

    [Fact]
    public void MissingFile_IsNoRecord() => Assert.Null(RunEnd.TryRead(_folder.In("none/end.json")));

    [Theory]
    [InlineData(RunEndCause.Exited, 0, RunPhase.Succeeded)]
    [InlineData(RunEndCause.Exited, 3, RunPhase.Failed)]
    [InlineData(RunEndCause.Exited, null, RunPhase.Failed)]
    [InlineData(RunEndCause.TimedOut, null, RunPhase.TimedOut)]
    [InlineData(RunEndCause.TimedOut, 0, RunPhase.TimedOut)]
    [InlineData(RunEndCause.Idle, null, RunPhase.TimedOut)]
    [InlineData(RunEndCause.Cancelled, 0, RunPhase.Cancelled)]
    [InlineData(RunEndCause.OutOfMemory, 137, RunPhase.Killed)]
    [InlineData(RunEndCause.NotExecuted, null, RunPhase.Failed)]
    public void End_IsToldAsAPhase(RunEndCause cause, int? code, RunPhase expected)
    {
        var end = new RunEnd { Cause = cause, ExitCode = code, EndedAt = Time, OutputEnd = 7, Fault = "why" };

        var report = end.ToReport();

        Assert.Equal((expected, Time, code, 7L, "why"), (report.Phase, report.At, report.ExitCode, report.OutputEnd, report.Reason));
        Assert.True(report.IsFinal);
    }
}
