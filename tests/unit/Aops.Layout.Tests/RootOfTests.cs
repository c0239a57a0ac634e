namespace Aops.Layout.Tests;

public sealed class RootOfTests
{
    [Theory]
    [InlineData("/opt/aops/bin/aops-agent-service", "/")]
    [InlineData("/srv/h1/opt/aops/bin/aops-agent-service", "/srv/h1")]
    [InlineData("/srv/h1/opt/aops/releases/1.0.0/bin/aops-agent-service", "/srv/h1")]
    [InlineData("/opt/aops/releases/1.0.0/bin/aops-agent-service", "/")]
    [InlineData("/usr/lib/aops/seed/bin/aops-agent-service", null)]
    [InlineData("/tmp/aops-agent-service", null)]
    [InlineData("/opt/aops/releases/aops-agent-service", null)]
    [InlineData("aops-agent-service", null)]
    public void Root_IsThatOfTheInstallation(string program, string? root) => Assert.Equal(root, AopsLayout.RootOf(program));
}
