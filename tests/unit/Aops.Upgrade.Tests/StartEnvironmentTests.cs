using Aops.Upgrade.Launching;

namespace Aops.Upgrade.Tests;

public sealed class StartEnvironmentTests
{
    [Fact]
    public void CleanEnvironment_KeepsTheHostsOwn()
    {
        var clean = StartEnvironment.Clean(new Dictionary<string, string>
        {
            ["NOTIFY_SOCKET"] = "/run/x",
            ["https_proxy"] = "http://p:1",
            ["SECRET"] = "s",
        });

        Assert.Equal(["PATH", "https_proxy"], clean.Keys.Order(StringComparer.Ordinal));
    }
}
