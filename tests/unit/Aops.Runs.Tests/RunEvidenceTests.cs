namespace Aops.Runs.Tests;

public sealed class RunEvidenceTests
{
    [Theory]
    [InlineData(false, false, false, false, RunRecovery.Start)]
    [InlineData(false, false, false, true, RunRecovery.Start)]
    [InlineData(false, false, true, false, RunRecovery.GiveUp)]
    [InlineData(false, false, true, true, RunRecovery.Repeat)]
    [InlineData(false, true, false, false, RunRecovery.Conclude)]
    [InlineData(false, true, false, true, RunRecovery.Conclude)]
    [InlineData(false, true, true, false, RunRecovery.Conclude)]
    [InlineData(false, true, true, true, RunRecovery.Conclude)]
    [InlineData(true, false, false, false, RunRecovery.Follow)]
    [InlineData(true, false, false, true, RunRecovery.Follow)]
    [InlineData(true, false, true, false, RunRecovery.Follow)]
    [InlineData(true, false, true, true, RunRecovery.Follow)]
    [InlineData(true, true, false, false, RunRecovery.Conclude)]
    [InlineData(true, true, false, true, RunRecovery.Conclude)]
    [InlineData(true, true, true, false, RunRecovery.Conclude)]
    [InlineData(true, true, true, true, RunRecovery.Conclude)]
    public void EveryEvidence_HasItsDecision(
        bool isLocked, bool hasEnd, bool wasExecuted, bool mayRepeat, RunRecovery expected) =>
        Assert.Equal(expected, new RunEvidence(isLocked, hasEnd, wasExecuted, mayRepeat).Judge());
}
