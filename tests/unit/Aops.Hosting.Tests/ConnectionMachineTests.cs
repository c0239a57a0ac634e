using Aops.Hosting.Connections;

namespace Aops.Hosting.Tests;

/// <summary>Every state with every event, as one table, and what the rules say of sequences.</summary>
public sealed class ConnectionMachineTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Probation = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Retry = TimeSpan.FromHours(1);

    private static readonly ServerConnection Old = new(new Uri("https://old"), "none", "ca-old");
    private static readonly ServerConnection New = new(new Uri("https://new"), "none", "ca-old");
    private static readonly ServerConnection Other = new(new Uri("https://other"), "none", "ca-old");
    private static readonly ServerConnection SignedOne = new(new Uri("https://signed"), "none", "ca-signed");
    private static readonly FileConnection OldFiles = new(Old.Server, "none", "ca-old");
    private static readonly FileConnection NewFiles = new(New.Server, "none", "ca-old");

    private readonly ConnectionMachine _machine = new(Probation, Retry);

    private static ConnectionRecord Record(string state) => state switch
    {
        "unproven" => ConnectionMachine.Begin("me", OldFiles),
        "proven" => new() { Identity = "me", State = ConnectionState.Proven, Files = OldFiles, Proven = Old },
        "probation" => new()
        {
            Identity = "me", State = ConnectionState.Probation, Files = NewFiles, Proven = Old,
            Trial = new ConnectionTrial { Candidate = New, Due = Now },
        },
        "given-time" => Record("probation") with { Trial = Record("probation").Trial! with { WasGivenTime = true } },
        "not-due" => Record("probation") with { Trial = Record("probation").Trial! with { Due = Now + Probation } },
        "signed" => new()
        {
            Identity = "me", State = ConnectionState.Probation, Files = OldFiles, Proven = Old,
            Trial = new ConnectionTrial { Candidate = SignedOne, Generation = 3, Due = Now },
        },
        "returned" => new()
        {
            Identity = "me", State = ConnectionState.Returned, Files = NewFiles, Proven = Old,
            Trial = new ConnectionTrial { Candidate = New, Due = Now, Reason = "no" },
        },
        "writing" => new()
        {
            Identity = "me", State = ConnectionState.Proven, Files = OldFiles with { Authority = "ca-signed" },
            Proven = SignedOne, Generation = 3, WritesAuthority = true,
        },
        _ => throw new ArgumentException(state),
    };

    private static ConnectionEvent Event(string name) => name switch
    {
        "files-same-old" => new ConnectionEvent.FilesRead(OldFiles),
        "enrolled-same" => new ConnectionEvent.Enrolled("me", NewFiles),
        "enrolled-old" => new ConnectionEvent.Enrolled("you", OldFiles),
        "enrolled-new" => new ConnectionEvent.Enrolled("you", NewFiles),
        "enrolled-without" => new ConnectionEvent.Enrolled("you", new FileConnection(null, "none", null)),
        "files-new" => new ConnectionEvent.FilesRead(NewFiles),
        "files-other" => new ConnectionEvent.FilesRead(OldFiles with { Server = Other.Server }),
        "files-without" => new ConnectionEvent.FilesRead(new FileConnection(null, "none", null)),
        "signed-3" => new ConnectionEvent.Signed(3, SignedOne),
        "signed-4" => new ConnectionEvent.Signed(4, Other),
        "signed-refused" => new ConnectionEvent.SignedRefused(4, "bad"),
        "accepted-old" => new ConnectionEvent.Accepted(Old),
        "accepted-new" => new ConnectionEvent.Accepted(New),
        "accepted-signed" => new ConnectionEvent.Accepted(SignedOne),
        "tick" => new ConnectionEvent.Tick(),
        "asked-old-only" => new ConnectionEvent.Asked(new WitnessOutcome.Accepted(), new WitnessOutcome.Unreachable("dead")),
        "asked-old-refused" => new ConnectionEvent.Asked(new WitnessOutcome.Accepted(), new WitnessOutcome.Refused("401")),
        "asked-both" => new ConnectionEvent.Asked(new WitnessOutcome.Accepted(), new WitnessOutcome.Accepted()),
        "asked-neither" => new ConnectionEvent.Asked(new WitnessOutcome.Unreachable("off"), new WitnessOutcome.Unreachable("off")),
        "written" => new ConnectionEvent.AuthorityWritten(),
        _ => throw new ArgumentException(name),
    };

    // State, event: the state after it, the server in force, and what is to be done.
    [Theory]
    [InlineData("unproven", "files-same-old", "Unproven", "old", "None")]
    [InlineData("unproven", "enrolled-same", "Unproven", "old", "None")]
    [InlineData("unproven", "enrolled-new", "Unproven", "new", "None")]
    [InlineData("proven", "enrolled-same", "Proven", "old", "None")]
    [InlineData("proven", "enrolled-old", "Proven", "old", "None")]
    [InlineData("proven", "enrolled-new", "Probation", "new", "SendHeartbeat")]
    [InlineData("proven", "enrolled-without", "Proven", "old", "None")]
    [InlineData("probation", "enrolled-old", "Proven", "old", "None")]
    [InlineData("probation", "enrolled-new", "Probation", "new", "SendHeartbeat")]
    [InlineData("signed", "enrolled-old", "Proven", "old", "None")]
    [InlineData("returned", "enrolled-new", "Probation", "new", "SendHeartbeat")]
    [InlineData("returned", "enrolled-without", "Proven", "old", "None")]
    [InlineData("writing", "enrolled-new", "Probation", "new", "SendHeartbeat")]
    [InlineData("unproven", "files-new", "Unproven", "new", "SendHeartbeat")]
    [InlineData("unproven", "files-without", "Unproven", null, "SendHeartbeat")]
    [InlineData("unproven", "signed-3", "Unproven", "old", "None")]
    [InlineData("unproven", "signed-refused", "Unproven", "old", "None")]
    [InlineData("unproven", "accepted-old", "Proven", "old", "None")]
    [InlineData("unproven", "accepted-new", "Unproven", "old", "None")]
    [InlineData("unproven", "tick", "Unproven", "old", "None")]
    [InlineData("unproven", "asked-old-only", "Unproven", "old", "None")]
    [InlineData("unproven", "written", "Unproven", "old", "None")]
    [InlineData("proven", "files-same-old", "Proven", "old", "None")]
    [InlineData("proven", "files-new", "Probation", "new", "SendHeartbeat")]
    [InlineData("proven", "files-without", "Proven", "old", "None")]
    [InlineData("proven", "signed-3", "Probation", "signed", "SendHeartbeat")]
    [InlineData("proven", "signed-refused", "Proven", "old", "None")]
    [InlineData("proven", "accepted-old", "Proven", "old", "None")]
    [InlineData("proven", "accepted-new", "Proven", "old", "None")]
    [InlineData("proven", "tick", "Proven", "old", "None")]
    [InlineData("proven", "asked-old-only", "Proven", "old", "None")]
    [InlineData("proven", "written", "Proven", "old", "None")]
    [InlineData("probation", "files-new", "Probation", "new", "None")]
    [InlineData("probation", "files-same-old", "Proven", "old", "SendHeartbeat")]
    [InlineData("probation", "files-other", "Probation", "other", "SendHeartbeat")]
    [InlineData("probation", "files-without", "Probation", "new", "None")]
    [InlineData("probation", "signed-3", "Probation", "new", "None")]
    [InlineData("probation", "signed-refused", "Probation", "new", "None")]
    [InlineData("probation", "accepted-new", "Proven", "new", "None")]
    [InlineData("probation", "accepted-old", "Probation", "new", "None")]
    [InlineData("probation", "tick", "Probation", "new", "Ask")]
    [InlineData("not-due", "tick", "Probation", "new", "None")]
    [InlineData("not-due", "asked-old-only", "Probation", "new", "None")]
    [InlineData("probation", "asked-old-only", "Returned", "old", "SendHeartbeat")]
    [InlineData("probation", "asked-old-refused", "Returned", "old", "SendHeartbeat")]
    [InlineData("probation", "asked-both", "Probation", "new", "SendHeartbeat")]
    [InlineData("given-time", "asked-both", "Returned", "old", "SendHeartbeat")]
    [InlineData("given-time", "asked-old-only", "Returned", "old", "SendHeartbeat")]
    [InlineData("probation", "asked-neither", "Probation", "new", "SendHeartbeat")]
    [InlineData("probation", "written", "Probation", "new", "None")]
    [InlineData("signed", "files-new", "Probation", "new", "SendHeartbeat")]
    [InlineData("signed", "files-same-old", "Probation", "signed", "None")]
    [InlineData("signed", "signed-3", "Probation", "signed", "None")]
    [InlineData("signed", "signed-4", "Probation", "other", "SendHeartbeat")]
    [InlineData("signed", "accepted-signed", "Proven", "signed", "WriteAuthority")]
    [InlineData("signed", "accepted-old", "Probation", "signed", "None")]
    [InlineData("signed", "tick", "Probation", "signed", "Ask")]
    [InlineData("signed", "asked-old-only", "Proven", "old", "SendHeartbeat")]
    [InlineData("signed", "asked-neither", "Probation", "signed", "SendHeartbeat")]
    [InlineData("returned", "files-new", "Returned", "old", "None")]
    [InlineData("returned", "files-same-old", "Proven", "old", "SendHeartbeat")]
    [InlineData("returned", "files-other", "Probation", "other", "SendHeartbeat")]
    [InlineData("returned", "files-without", "Returned", "old", "None")]
    [InlineData("returned", "signed-3", "Probation", "signed", "SendHeartbeat")]
    [InlineData("returned", "accepted-old", "Returned", "old", "None")]
    [InlineData("returned", "accepted-new", "Returned", "old", "None")]
    [InlineData("returned", "tick", "Returned", "old", "Ask")]
    [InlineData("returned", "asked-old-only", "Returned", "old", "None")]
    [InlineData("returned", "asked-both", "Probation", "new", "SendHeartbeat")]
    [InlineData("returned", "asked-neither", "Returned", "old", "None")]
    [InlineData("returned", "written", "Returned", "old", "None")]
    [InlineData("writing", "files-same-old", "Proven", "signed", "None")]
    [InlineData("writing", "tick", "Proven", "signed", "WriteAuthority")]
    [InlineData("writing", "written", "Proven", "signed", "None")]
    [InlineData("writing", "signed-3", "Proven", "signed", "None")]
    [InlineData("writing", "signed-4", "Probation", "other", "SendHeartbeat")]
    public void Table(string before, string happened, string state, string? inForce, string actions)
    {
        var step = _machine.Next(Record(before), Event(happened), Now);

        Assert.Equal(state, step.Record.State.ToString());
        Assert.Equal(inForce, step.Record.InForce()?.Server.Host);
        Assert.Equal(actions, step.Actions.ToString());
    }

    [Fact]
    public void Edit_IsLaidOverAnEarlierOneThatItCures()
    {
        var record = _machine.Next(Record("returned"), new ConnectionEvent.FilesRead(NewFiles with { Proxy = "http://p" }), Now)
            .Record;

        Assert.Equal(New with { Proxy = "http://p" }, record.InForce());
    }

    [Fact]
    public void Edit_OfOneThing_LeavesWhatASignedTargetHasChanged()
    {
        var moved = Record("signed") with { };
        moved = _machine.Next(moved, new ConnectionEvent.Accepted(SignedOne), Now).Record;
        moved = _machine.Next(moved, new ConnectionEvent.AuthorityWritten(), Now).Record;
        var files = OldFiles with { Authority = "ca-signed" };
        Assert.Equal(files, moved.Files);

        var edited = _machine.Next(moved, new ConnectionEvent.FilesRead(files with { Proxy = "http://p" }), Now).Record;

        Assert.Equal(SignedOne with { Proxy = "http://p" }, edited.InForce());
    }

    [Fact]
    public void AuthorityThatWasTakenAway_IsNoChange()
    {
        var step = _machine.Next(Record("proven"), new ConnectionEvent.FilesRead(OldFiles with { Authority = null }), Now);

        Assert.Equal(Old, step.Record.InForce());
    }

    [Fact]
    public void FailedGeneration_IsNeverTriedAgain_AndANewerOneIs()
    {
        var failed = _machine.Next(Record("signed"), Event("asked-old-only"), Now).Record;

        Assert.Equal(3, failed.Failed!.Generation);
        Assert.Equal("dead", failed.Failed.Reason);
        Assert.Same(failed, _machine.Next(failed, Event("signed-3"), Now).Record);
        Assert.Equal(Other, _machine.Next(failed, Event("signed-4"), Now).Record.InForce());
    }

    [Fact]
    public void TakenGeneration_IsTakenOnce()
    {
        var taken = _machine.Next(Record("signed"), Event("accepted-signed"), Now).Record;

        Assert.Equal(3, taken.Generation);
        Assert.Same(taken, _machine.Next(taken, Event("signed-3"), Now).Record);
    }

    [Fact]
    public void NetworkFault_ExtendsForEver_UntilOneOfThemIsReached()
    {
        var (record, now) = (Record("probation"), Now);
        for (var i = 0; i < 50; i++)
        {
            record = _machine.Next(record, Event("asked-neither"), now).Record;
            Assert.Equal(New, record.InForce());
            now = record.Trial!.Due;
        }

        Assert.Equal(Old, _machine.Next(record, Event("asked-old-only"), now).Record.InForce());
        Assert.Equal(ConnectionState.Proven, _machine.Next(record, Event("accepted-new"), now).Record.State);
    }

    [Theory]
    [InlineData("probation", 120)]
    [InlineData("returned", 3600)]
    public void ClockThatWasSetBack_HoldsNothingUp(string state, int seconds)
    {
        var early = Now - TimeSpan.FromDays(400);

        var step = _machine.Next(Record(state), new ConnectionEvent.Tick(), early);

        Assert.Equal(early + TimeSpan.FromSeconds(seconds), step.Record.Trial!.Due);
    }

    [Fact]
    public void AnySequence_KeepsAConnectionInForce_AndWhatIsProven()
    {
        var random = new Random(5);
        string[] events =
        [
            "enrolled-old", "enrolled-new", "files-same-old", "files-new", "files-other", "files-without", "signed-3", "signed-4", "signed-refused",
            "accepted-old", "accepted-new", "accepted-signed", "tick", "asked-old-only", "asked-old-refused", "asked-both",
            "asked-neither", "written",
        ];
        for (var run = 0; run < 500; run++)
        {
            var (record, now) = (Record("proven"), Now);
            for (var i = 0; i < 60; i++)
            {
                record = _machine.Next(record, Event(events[random.Next(events.Length)]), now).Record;
                now += TimeSpan.FromSeconds(random.Next(0, 400));
                Assert.NotNull(record.Proven);
                Assert.NotNull(record.InForce());
                Assert.Equal(record.State is ConnectionState.Probation or ConnectionState.Returned, record.Trial is not null);
                Assert.False(record.State == ConnectionState.Returned && record.Trial!.Generation is not null);
            }
        }
    }
}
