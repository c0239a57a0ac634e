using System.Net;
using Aops.Contracts;
using Aops.Server.CommandLine;
using Aops.Server.Hosting;

namespace Aops.Server.Tests;

public sealed class ServerOptionsTests
{
    private static readonly ServerOptions Good = new() { DataDirectory = "/srv/aops" };

    [Fact]
    public void Defaults_AreGood() => Assert.Empty(FindFaults(Good));

    [Theory]
    [InlineData("https://aops.example.com")]
    [InlineData("https://aops.example.com:7443/")]
    [InlineData("https://[2001:db8::1]:7443")]
    public void PublicUrl_OfAHost_IsGood(string url) => Assert.Empty(FindFaults(Good with { PublicUrl = new Uri(url) }));

    [Theory]
    [InlineData("http://aops.example.com")]
    [InlineData("https://aops.example.com/path")]
    [InlineData("https://aops.example.com/?query")]
    [InlineData("https://aops.example.com/#fragment")]
    [InlineData("https://user:secret@aops.example.com")]
    [InlineData("/relative")]
    public void PublicUrl_OfAnythingElse_IsRefused(string url) =>
        Assert.Equal(
            [$"--public-url {url} is not of the form https://HOST:PORT"],
            FindFaults(Good with { PublicUrl = new Uri(url, UriKind.RelativeOrAbsolute) }));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("/")]
    [InlineData("/srv/..")]
    public void DataDirectory_ThatIsNoFolderOfItsOwn_IsRefused(string folder) =>
        Assert.StartsWith("--data ", Assert.Single(FindFaults(Good with { DataDirectory = folder })), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(ServerOptions.EventDaysMax + 1)]
    public void EventDays_AreBounded(int days) => Assert.Equal(
        ["--event-days takes a number from 1 to 3650"], FindFaults(Good with { EventDays = days }));

    [Fact]
    public void Addresses_AreBoundedAndDiffer()
    {
        var one = new IPEndPoint(IPAddress.Loopback, 7443);
        var free = new IPEndPoint(IPAddress.Loopback, 0);

        Assert.Equal(["--listen names no address"], FindFaults(Good with { Listen = [] }));
        Assert.Equal(
            ["--listen 127.0.0.1:7443 is given more than once"],
            FindFaults(Good with { Listen = [one, free, new IPEndPoint(IPAddress.Loopback, 7443), free, one] }));
        Assert.Equal(
            [$"--listen is given more than {ServerLimits.ListenAddressesMax} times"],
            FindFaults(Good with { Listen = [.. Enumerable.Range(1, 65).Select(port => new IPEndPoint(IPAddress.Any, port))] }));
    }

    [Fact]
    public async Task Faults_AreToldAllAtOnce_AndNothingIsStarted()
    {
        var data = Path.Combine(Path.GetTempPath(), $"aops-server-{Guid.NewGuid():N}");
        var options = Good with { DataDirectory = data, Listen = [], PublicUrl = new Uri("http://x") };

        var fault = await Assert.ThrowsAsync<StartupFault>(() => ServerApplication.StartAsync(
            options, TimeProvider.System, CancellationToken.None));

        Assert.Equal(ExitCodes.Usage, fault.ExitCode);
        Assert.Contains("--listen names no address", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--public-url http://x", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Theory]
    [InlineData("--data", "")]
    [InlineData("--data", "/proc/aops", "--listen", "127.0.0.1:7443", "--listen", "localhost:7443")]
    public async Task Faults_EndTheProgramAsWrongWords(params string[] words) =>
        Assert.Equal(ExitCodes.Usage, await ServerCommands.RunAsync(words));

    private static IEnumerable<string> FindFaults(ServerOptions options) =>
        new ServerOptionsValidator().Validate(null, options).Failures ?? [];
}
