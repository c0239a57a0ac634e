using Aops.AgentService.Enrolment;
using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Contracts.Wire;

namespace Aops.AgentService.Tests;

/// <summary>A registration that waits for an operator's approval.</summary>
public sealed class ApprovalWaitTests : IDisposable
{
    private readonly TemporaryRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task AnApprovedHost_GoesOn_AfterThePausesOfTheServer()
    {
        var asked = 0;
        var wait = new ApprovalWait(_root.Context, TimeSpan.FromMinutes(1));

        var reply = await wait.RegisterAsync(
            _ => Task.FromResult<RegistrationOutcome>(asked++ == 0
                ? new RegistrationOutcome.Waiting("an operator has to approve it", TimeSpan.FromSeconds(1))
                : new RegistrationOutcome.Accepted(new RegisterReply { AgentId = "a1", AgentToken = "t" })),
            TestContext.Current.CancellationToken);

        Assert.Equal(("a1", 2), (reply.AgentId, asked));
        Assert.Contains("an operator has to approve it; waiting up to 60 s", _root.Progress.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHostThatIsNotApproved_IsUnavailable_AndSaysHowToGoOn()
    {
        var wait = new ApprovalWait(_root.Context, TimeSpan.FromSeconds(5));

        var fault = await Assert.ThrowsAsync<ServiceException>(() => wait.RegisterAsync(
            _ => Task.FromResult<RegistrationOutcome>(new RegistrationOutcome.Waiting("it waits", null)),
            TestContext.Current.CancellationToken));

        Assert.Equal(ExitCodes.Unavailable, fault.ExitCode);
        Assert.Equal(
            "it waits; it was not approved within 5 s, install again with the same token once it is", fault.Message);
    }
}
