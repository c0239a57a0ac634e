using Aops.Contracts.Wire.Runs;
using Aops.Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Tests;

public sealed class SettingsFileTests
{
    private const string Conf = "/etc/aops/conf.yml";

    [Fact]
    public void EveryKey_IsRead()
    {
        var (settings, faults) = SettingsFile.Parse("""
            heartbeatSrv: https://aops.example:7443
            heartbeatInterval: 10s
            proxy: http://proxy.example:3128
            spmMaxMem: 64MiB
            spaMaxMem: 32MiB
            downloadTimeout: 1m
            downloadMaxRate: 1MB
            pingInterval: 500ms
            pingTimeout: 2s
            trialPeriod: 5s
            trialDeadline: 1m
            integrityInterval: 1h
            logLevel: debug
            runs: any
            hostName: db-01.example
            """, Conf);

        Assert.Empty(faults);
        Assert.Equal(new AgentSettings
        {
            HeartbeatServer = new Uri("https://aops.example:7443"),
            HeartbeatInterval = TimeSpan.FromSeconds(10),
            Proxy = "http://proxy.example:3128",
            SpmMemoryMaxBytes = 64 * 1024 * 1024,
            SpaMemoryMaxBytes = 32 * 1024 * 1024,
            DownloadTimeout = TimeSpan.FromMinutes(1),
            DownloadBytesPerSecondMax = 1_000_000,
            PingInterval = TimeSpan.FromMilliseconds(500),
            PingTimeout = TimeSpan.FromSeconds(2),
            TrialPeriod = TimeSpan.FromSeconds(5),
            TrialDeadline = TimeSpan.FromMinutes(1),
            IntegrityInterval = TimeSpan.FromHours(1),
            LogLevel = LogLevel.Debug,
            Runs = RunPolicy.Any,
            HostName = "db-01.example",
        }, settings);
    }

    [Theory]
    [InlineData("none", RunPolicy.None)]
    [InlineData("signed", RunPolicy.Signed)]
    [InlineData("any", RunPolicy.Any)]
    public void Runs_AreWhatTheHostSays(string text, RunPolicy policy) =>
        Assert.Equal(policy, SettingsFile.Parse($"runs: {text}", Conf).Settings.Runs);

    [Theory]
    [InlineData("ANY")]
    [InlineData("all")]
    [InlineData("true")]
    [InlineData("2")]
    public void RunsOfNoPolicy_AreRefused_AndStaySigned(string text)
    {
        var (settings, faults) = SettingsFile.Parse($"runs: {text}", Conf);

        Assert.NotEmpty(faults);
        Assert.Equal(RunPolicy.Signed, settings.Runs);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("signed")]
    [InlineData("any")]
    public void Runs_AreNeverTheServers(string text) =>
        Assert.Contains("no server may set it", SettingKeys.FaultFromServer("runs", text), StringComparison.Ordinal);

    [Fact]
    public void TheTemplate_ReadsAsTheDefaults()
    {
        var (settings, faults) = SettingsFile.Parse(SettingsFile.Template(new Uri("https://h:1"), null), Conf);

        Assert.Empty(faults);
        Assert.Equal(new AgentSettings { HeartbeatServer = new Uri("https://h:1") }, settings);
    }

    [Fact]
    public void TheTemplate_KeepsTheProxyOfItsInstall()
    {
        var text = SettingsFile.Template(new Uri("https://h:1"), new Uri("http://p:3128"));

        Assert.Equal("http://p:3128", SettingsFile.Parse(text, Conf).Settings.Proxy);
    }

    [Theory]
    [InlineData("p:3128")]
    [InlineData("https://p:3128")]
    [InlineData("http://p:3128/path")]
    [InlineData("socks5://p:1080")]
    public void ProxyThatIsNone_IsRefused(string text) =>
        Assert.Single(SettingsFile.Parse($"proxy: '{text}'\n", Conf).Faults);

    [Fact]
    public void TheTemplateWithoutAServer_SetsNothing()
    {
        var (settings, faults) = SettingsFile.Parse(SettingsFile.Template(server: null, proxy: null), Conf);

        Assert.Empty(faults);
        Assert.Equal(new AgentSettings(), settings);
    }

    [Fact]
    public void TheDefaultsInTheTable_AreThoseOfTheRecord()
    {
        foreach (var key in SettingKeys.All.Where(k => k.Default.Length > 0))
            Assert.Equal(new AgentSettings(), key.Apply(new AgentSettings(), key.Default));
    }

    [Theory]
    [InlineData("heartbeatInterval: 10", 1)]
    [InlineData("\nheartbeatInterval: 0s", 2)]
    [InlineData("heartbeatSrv: http://plain.example", 1)]
    [InlineData("heartbeatSrv: https://h/path", 1)]
    [InlineData("spmMaxMem: 1KiB", 1)]
    [InlineData("logLevel: loud", 1)]
    [InlineData("heartbeatintervall: 10s", 1)]
    [InlineData("logLevel: [info]", 1)]
    [InlineData("- a\n- b", 1)]
    [InlineData("logLevel: info\nlogLevel: debug", 2)]
    [InlineData("a: b: c", 1)]
    [InlineData("\"unfinished", 1)]
    public void ABadLine_IsRefusedWithItsNumber(string text, long line)
    {
        var (_, faults) = SettingsFile.Parse(text, Conf);

        var fault = Assert.Single(faults);
        Assert.Equal(Conf, fault.Source);
        Assert.Equal(line, fault.Line);
        Assert.NotEmpty(fault.Reason);
    }

    [Theory]
    [InlineData("\uFEFF: *xlob: *x")]
    [InlineData("a: &x [\n---\n1, 2]\nb:\u007f *x")]
    [InlineData("a: &x [1m1artbeatg'\npingInterval\uFFFD: 5s\npingTimeout: 60s\ntrialPeriod: 1m\ntrialDea\uFFFDdline: 5m\n")]
    [InlineData("? &a [*a]\n: b")]
    [InlineData("&a {? *a : b}")]
    public void ATextThatItsReaderDidNotForesee_IsRefused(string text)
    {
        var (settings, faults) = SettingsFile.Parse(text, Conf);

        Assert.Equal(new AgentSettings(), settings);
        Assert.True(Assert.Single(faults).IsOfWholeFile);
    }

    // Nodes are built by recursion, which would end the process.
    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("&x [1: ")]
    [InlineData("? ")]
    [InlineData("a: [{b: ")]
    [InlineData("- - - ")]
    [InlineData("!t [&x {? ")]
    public void Case_B11_TextWithoutBottom_IsRefused(string opening)
    {
        var text = string.Concat(Enumerable.Repeat(opening, 260_000 / opening.Length));

        var (_, faults) = SettingsFile.Parse("logLevel: " + text, Conf);
        var (_, others) = SettingsFile.Parse(text, Conf);

        Assert.True(Assert.Single(faults).IsOfWholeFile);
        Assert.True(Assert.Single(others).IsOfWholeFile);
    }

    [Theory]
    [InlineData("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: *c")]
    [InlineData("a: &a {b: *a}")]
    public void Case_B11_AliasesOfWhatHoldsMore_AreRefused(string text) =>
        Assert.True(Assert.Single(SettingsFile.Parse(text, Conf).Faults).IsOfWholeFile);

    [Fact]
    public void Case_B11_ManyKeysAndLongLines_AreEachAFault()
    {
        var keys = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"k{i}: 1\n"));
        var faults = SettingsFile.Parse(keys, Conf).Faults;
        Assert.Equal(101, faults.Count);
        Assert.Contains("9900 more lines", faults[^1].ToString(), StringComparison.Ordinal);

        Assert.Single(SettingsFile.Parse("logLevel: " + new string('x', 200_000), Conf).Faults);
    }

    [Fact]
    public void AnAliasOfAPlainValue_IsTaken() =>
        Assert.Empty(SettingsFile.Parse("pingInterval: &time 7s\nheartbeatInterval: *time", Conf).Faults);

    [Fact]
    public void EveryFault_IsReported()
    {
        var (_, faults) = SettingsFile.Parse("x: 1\nlogLevel: loud\npingInterval: 9s\npingTimeout: 3s", Conf);

        Assert.Equal(3, faults.Count);
    }

    [Fact]
    public void AnOverlay_LeavesOutWhatIsWrong_AndTakesTheRest()
    {
        var (settings, faults) = SettingsFile.Overlay(
            new AgentSettings(),
            new Dictionary<string, string> { ["heartbeatInterval"] = "7s", ["logLevel"] = "loud" });

        Assert.Equal(TimeSpan.FromSeconds(7), settings.HeartbeatInterval);
        Assert.Contains("logLevel", Assert.Single(faults).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("1500ms", 1.5)]
    [InlineData("2h", 7200)]
    public void Durations_AreReadAndWritten(string text, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Quantity.TryDuration(text));
        Assert.Equal(text, Quantity.Format(TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1e9s")]
    [InlineData("10")]
    [InlineData("10 s")]
    [InlineData("999999999999999999999d")]
    public void NotADuration_IsNull(string text) => Assert.Null(Quantity.TryDuration(text));
}
