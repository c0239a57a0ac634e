using Aops.AgentService.Faults;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Native;

namespace Aops.AgentService.Tests;

public sealed class FaultReportTests
{
    public static TheoryData<Exception, int> Faults => new()
    {
        { new ServiceException("a sentence", ExitCodes.Config), ExitCodes.Config },
        { new PosixException("write", "/x", Errno.ENOSPC), ExitCodes.CannotWrite },
        { new IOException("no space", Errno.ENOSPC), ExitCodes.CannotWrite },
        { new IOException("outer", new IOException("quota", Errno.EDQUOT)), ExitCodes.CannotWrite },
        { new UnauthorizedAccessException("/x"), ExitCodes.NoPermission },
        { new PosixException("open", "/x", Errno.EACCES), ExitCodes.NoPermission },
        { new FileNotFoundException("/x"), ExitCodes.NoInput },
        { new InvalidDataException("damaged"), ExitCodes.BadData },
        { new TimeoutException("slow"), ExitCodes.Unavailable },
        { new InvalidOperationException("bug"), ExitCodes.Software },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void EveryFault_HasItsExitCode(Exception fault, int code) =>
        Assert.Equal(code, FaultReport.Of(fault).ExitCode);

    [Fact]
    public async Task Run_WithJson_PrintsTheFailureToo()
    {
        using var root = new TemporaryRoot();
        var context = new ServiceContext
        {
            Layout = root.Layout,
            Output = root.Output,
            Progress = new ProgressLine(root.Progress, false),
            Json = true,
        };
        var code = await context.RunAsync(() => throw new ServiceException("no", ExitCodes.NoPermission));
        Assert.Equal(ExitCodes.NoPermission, code);
        Assert.Contains("\"ok\":false,\"exitCode\":77,\"message\":\"no\"", root.Output.ToString(),
            StringComparison.Ordinal);
    }
}
