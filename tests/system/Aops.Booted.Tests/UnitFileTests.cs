using Aops.Contracts;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

/// <summary>What systemd itself says of the unit files.</summary>
public sealed class UnitFileTests(Site site) : BootedTest(site)
{
    [Fact]
    public async Task Verify_FindsNothing()
    {
        foreach (var unit in UnitNames.Files)
        {
            var result = await Agent.Machine.RunAsync(Stop, "systemd-analyze", "verify", "--man=no", "/etc/systemd/system/" + unit);
            Assert.Equal("", result.Text.Trim());
            Assert.Equal(0, result.ExitCode);
        }
    }

    [Theory]
    // In tenths: 5.0 and 2.5.
    [InlineData(Role.Spm, 50)]
    [InlineData(Role.Spa, 25)]
    public async Task Exposure_IsWithinItsBound(Role role, int tenthsMax)
    {
        var result = await Agent.Machine.RunAsync(Stop,
            "systemd-analyze", "security", "--no-pager", $"--threshold={tenthsMax}", UnitNames.Of(role));

        Assert.True(result.ExitCode == 0, result.Text);
        Assert.Contains("Overall exposure level", result.Text, StringComparison.Ordinal);
    }
}
