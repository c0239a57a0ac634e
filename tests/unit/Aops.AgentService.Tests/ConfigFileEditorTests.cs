using Aops.AgentService.Install;

namespace Aops.AgentService.Tests;

public sealed class ConfigFileEditorTests
{
    private static readonly Uri Server = new("https://new:8443");

    [Theory]
    [InlineData("heartbeatSrv: https://old\nlogLevel: debug\n", "heartbeatSrv: https://new:8443\nlogLevel: debug\n")]
    [InlineData("# mine\nlogLevel: debug", "# mine\nlogLevel: debug\nheartbeatSrv: https://new:8443\n")]
    [InlineData("", "heartbeatSrv: https://new:8443\n")]
    [InlineData("#heartbeatSrv: x\nheartbeatSrv : https://old # why\n",
        "#heartbeatSrv: x\nheartbeatSrv: https://new:8443 # why\n")]
    public void SetServer_ChangesThatLineOnly(string before, string after) =>
        Assert.Equal(after, ConfigFileEditor.SetServer(before, Server));

    [Theory]
    [InlineData("#hostName: \nlogLevel: debug\n", "#hostName: \nlogLevel: debug\nhostName: db-01.example\n")]
    [InlineData("hostName: old # why\n", "hostName: db-01.example # why\n")]
    [InlineData("hostName:\nlogLevel: debug\n", "hostName: db-01.example\nlogLevel: debug\n")]
    public void SetHostName_ChangesThatLineOnly(string before, string after) =>
        Assert.Equal(after, ConfigFileEditor.SetHostName(before, "db-01.example"));
}
