using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Pair;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spa.Tests;

public sealed class SpaRequestsTests
{
    [Fact]
    public void Status_TellsOfBothProcesses()
    {
        using var world = new SpaWorld(Journals.In(JournalPhase.SpmTrial));
        world.Peer.Snapshot = new PeerSnapshot(PeerState.Up, 4711, "2", 3);

        var (answer, ending) = world.Requests.Answer(new StatusRequest());

        Assert.Null(ending);
        var status = Assert.IsType<StatusReply>(answer);
        Assert.Equal((Role.Spa, 3), (status.Role, status.PeerRevivals));
        Assert.Equal((4711, Environment.ProcessId), (status.Agent.SpmPid, status.Agent.SpaPid));
        Assert.Equal(("1", "1"), (status.Agent.Version, status.Agent.SpaVersion));
        Assert.True(status.Agent.SpaRssBytes > 0);
        Assert.Equal("2", status.Agent.Upgrade?.To);
    }

    [Fact]
    public void Status_WhileSpmIsAway_NamesNoProcess()
    {
        using var world = new SpaWorld();

        var (answer, _) = world.Requests.Answer(new StatusRequest());

        Assert.Equal(0, Assert.IsType<StatusReply>(answer).Agent.SpmPid);
    }

    [Fact]
    public void Restart_ReplacesThisImage()
    {
        using var world = new SpaWorld();

        var (answer, ending) = world.Requests.Answer(new RestartRequest());

        Assert.Equal(ending!.Reason, Assert.IsType<DoneReply>(answer).Message);
        Assert.True(ending.IsReplacement);
    }

    [Fact]
    public void Stop_WithItsMarker_EndsForGood()
    {
        using var world = new SpaWorld();
        File.WriteAllText(world.Layout.StopMarker, "");

        var (answer, ending) = world.Requests.Answer(new StopRequest());

        Assert.IsType<DoneReply>(answer);
        Assert.False(ending!.IsReplacement);
    }

    [Fact]
    public void Stop_WithoutItsMarker_IsRefused()
    {
        using var world = new SpaWorld();

        var (answer, ending) = world.Requests.Answer(new StopRequest());

        Assert.Null(ending);
        Assert.Equal(ExitCodes.Failure, Assert.IsType<FaultReply>(answer).ExitCode);
    }

    [Fact]
    public void WhatSpmAnswers_IsRefused()
    {
        using var world = new SpaWorld();

        var (answer, ending) = world.Requests.Answer(new RollbackRequest());

        Assert.Null(ending);
        var fault = Assert.IsType<FaultReply>(answer);
        Assert.Equal(ExitCodes.Protocol, fault.ExitCode);
        Assert.Contains("does not answer this request", fault.Message, StringComparison.Ordinal);
    }
}
