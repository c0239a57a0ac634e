using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>The authority that a server must come from, when it cannot be read.</summary>
public sealed class AuthorityTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task AuthorityThatCannotBeRead_StopsHeartbeats_UntilItCan_WithoutARestart()
    {
        var trust = Agent.Layout.TrustCa;
        var authority = await File.ReadAllBytesAsync(trust, Stop);
        await File.WriteAllTextAsync(trust, "not a certificate\n", Stop);
        var before = Agent.SendTo(Role.Spm, Signal.SIGKILL);
        var spm = await Agent.WaitForSuccessorAsync(Role.Spm, before, Soon, Stop);
        var refusing = await Agent.WaitForAsync(Role.Spm, "trusts nobody",
            s => s.HeartbeatFault is not null && s.Agent.Faults.Any(f => f.Contains("no server is trusted")), Soon, Stop);
        Assert.Null(refusing.LastHeartbeatAt);

        await File.WriteAllBytesAsync(trust, authority, Stop);

        await Agent.WaitForAsync(Role.Spm, "trusts its server again",
            s => s.LastHeartbeatAt is not null && s.Agent.Faults.Count == 0, Soon, Stop);
        Assert.Equal(spm, Agent.MustFind(Role.Spm));
    }
}
