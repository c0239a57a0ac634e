namespace Aops.Integration.Tests.Compat;

/// <summary>A server of before becomes one of now, with the migration of its database, under 1,000 hosts.</summary>
public sealed class ServerUpgradeTests : CompatTest
{
    [Fact]
    public async Task ServerOfBefore_IsUpgraded_AndNoHostIsWithoutAnAnswerForTwoIntervals()
    {
        await StartServerAsync("before");
        // One for each: earlier servers make no token for several.
        var tokens = new List<string>();
        for (var i = 0; i < ServerUpgrade.Hosts; i++) tokens.Add(await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop));

        await ServerUpgrade.RunAsync(Fleet, tokens, Now, Stop);
    }
}
