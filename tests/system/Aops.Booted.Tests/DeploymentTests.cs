using Aops.Harness;

namespace Aops.Booted.Tests;

/// <summary>A service that a deployment brings to a machine, by the commands of its page, one after another.</summary>
public sealed class DeploymentTests(Site site) : BootedTest(site)
{
    [Fact]
    public async Task EveryCommandOfThePage_DoesWhatItSays()
    {
        var status = await Agent.WaitAsync("it knows its identity", s => s["agentId"] is not null, Stop);
        var host = status["agentId"]!.GetValue<string>();
        var cli = await OperatorCli.LogInAsync(Site.Fleet, Stop);
        var commands = DeploymentPage.Commands;
        Assert.Equal(14, commands.Count);
        var greeting = "";

        foreach (var command in commands)
        {
            var words = command.Replace("web-1", host, StringComparison.Ordinal)
                .Replace("label.tier=web", $"id={host}", StringComparison.Ordinal).Split(' ');
            var result = await cli.RunAsync(Stop, words);
            Assert.True(result.ExitCode == 0, $"{command}: {result.ExitCode}\n{result.Output}\n{result.Error}");
            switch (words[1], words[^1])
            {
                case ("deploy", _):
                    Assert.Equal("active", await IsActiveAsync());
                    break;
                case ("stop", _):
                    Assert.Equal("inactive", await IsActiveAsync());
                    break;
                case ("start", _):
                    Assert.Equal("active", await IsActiveAsync());
                    break;
                case ("status", _):
                    Assert.Contains("active", result.Output, StringComparison.Ordinal);
                    break;
                case ("log", _):
                    Assert.Equal(["deploy", "stop", "start", "status"], HeadsOf(result.Output));
                    break;
                case ("hosts", "outdated"):
                    Assert.Contains("outdated", result.Output, StringComparison.Ordinal);
                    Assert.Equal("moin\n", await GreetingAsync());
                    break;
                case ("do", "remove"):
                    Assert.Equal("hej\n", greeting);
                    Assert.Equal("inactive", await IsActiveAsync());
                    Assert.Equal("", await GreetingAsync());
                    break;
            }
            if (words[1] == "deploy") greeting = await GreetingAsync();
        }
    }

    private async Task<string> IsActiveAsync() =>
        (await Agent.Machine.RunAsync(Stop, "systemctl", "is-active", "hello.service")).Output.Trim();

    private async Task<string> GreetingAsync() => (await Agent.Machine.RunAsync(Stop, "cat", "/srv/hello/greeting")).Output;

    private static IEnumerable<string> HeadsOf(string log) => log.Split('\n')
        .Where(line => line.StartsWith("==> ", StringComparison.Ordinal)).Select(line => line[4..].Split(',')[0]);
}
