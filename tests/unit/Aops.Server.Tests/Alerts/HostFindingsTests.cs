using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Alerts;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Alerts;

/// <summary>What is found of rules that look at hosts, and how often hosts are counted.</summary>
public sealed class HostFindingsTests : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    private readonly TestDatabase _file = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task WhatIsStored_IsLookedAtEachTime_AndWhatIsCounted_OnceAMinute()
    {
        await using var database = _file.Open();
        var findings = new HostFindings(database, _clock);
        var (stored, counted) = (Rule("s", "state=offline"), Rule("c", "state=offline and hostname~web*"));
        await SeedAsync(1);
        Assert.Equal(1, (await findings.FindAsync(stored, [], Stop)).Hosts);
        Assert.Equal(1, await CountAsync(1));

        await SeedAsync(2);
        Assert.Equal(2, (await findings.FindAsync(stored, [], Stop)).Hosts);
        Assert.Equal(1, (await findings.FindAsync(counted, [], Stop)).Hosts);
        _clock.Advance(AlertLimits.CountPeriod);
        Assert.Equal(2, await CountAsync(2));
        // Another revision of the rule, or another silence, is another question.
        await SeedAsync(3);
        Assert.Equal(3, await CountAsync(3, counted with { Revision = 2 }));

        // The pause after a count is a matter of milliseconds here.
        async Task<long?> CountAsync(long expected, AlertRule? rule = null)
        {
            await Until.TrueAsync(async () => (await findings.FindAsync(rule ?? counted, [], Stop)).Hosts == expected);
            return (await findings.FindAsync(rule ?? counted, [], Stop)).Hosts;
        }

        async Task SeedAsync(int number) => await HostSeed.StoreAsync(database, [Host(number)]);
    }

    [Fact]
    public async Task HostsOfASilence_CountForNothing_InNumberAndShare()
    {
        await using var database = _file.Open();
        await HostSeed.StoreAsync(database, [Host(1), Host(2), Host(3, HostState.Online), Host(4, HostState.Online)]);
        var findings = new HostFindings(database, _clock);
        var rule = Rule("r", "state=offline") with { IsShare = true, Threshold = 40 };
        Assert.Equal((AlertFact.Held, 50.0), await FindAsync());

        // One of three hosts is offline.
        Assert.Equal((AlertFact.Muted, 50.0), await FindAsync("id=h1"));
        Assert.Equal((AlertFact.Held, 50.0), await FindAsync("id=h1", "id=h3"));
        Assert.Equal((AlertFact.Muted, 50.0), await FindAsync("state=offline"));

        async Task<(AlertFact, double)> FindAsync(params string[] left)
        {
            var silences = left.Select(q => new Silence
            {
                Id = q, Q = q, Until = DateTimeOffset.MaxValue, Author = "o", Reason = "r", CreatedAt = DateTimeOffset.UnixEpoch,
            }).ToList();
            await Until.TrueAsync(async () => (await findings.FindAsync(rule, silences, Stop)).Fact != AlertFact.Unknown);
            var finding = await findings.FindAsync(rule, silences, Stop);
            return (finding.Fact, finding.Value!.Value);
        }
    }

    [Fact]
    public void ARise_IsFromTheFewestWithinItsTime()
    {
        var (window, start, hour) = (new RiseWindow(), DateTimeOffset.UnixEpoch.AddYears(50), TimeSpan.FromHours(1));
        Assert.Equal(0, window.Note(100, hour, start));
        Assert.Equal(5, window.Note(105, hour, start.AddSeconds(10)));
        Assert.Equal(0, window.Note(90, hour, start.AddMinutes(10)));
        Assert.Equal(20, window.Note(110, hour, start.AddMinutes(30)));
        Assert.Equal(20, window.Note(110, hour, start.AddMinutes(70)));
        Assert.Equal(0, window.Note(110, hour, start.AddMinutes(71)));
        // A clock that was set back begins again.
        Assert.Equal(0, window.Note(120, hour, start));
    }

    private static HostFacts Host(int number, HostState state = HostState.Offline) => new()
    {
        Id = $"h{number}", Hostname = $"web{number}", Version = "1", State = state, EnrolledAt = DateTimeOffset.UnixEpoch,
    };

    private static AlertRule Rule(string name, string q) => new()
    {
        Name = name, Note = "", Severity = AlertSeverity.Warning, Condition = AlertCondition.Hosts, Q = q, Of = "", Threshold = 1,
        IsShare = false, Rise = TimeSpan.Zero, For = TimeSpan.Zero, IsEnabled = true, Routes = ["*"], Revision = 1,
        ChangedAt = DateTimeOffset.UnixEpoch, ChangedBy = "o",
    };
}
