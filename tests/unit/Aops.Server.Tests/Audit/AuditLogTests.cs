using Aops.Server.Actors;
using Aops.Server.Audit;
using Aops.Server.Tests.Support;
using Aops.TestSupport;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Tests.Audit;

/// <summary>The server's log at info tells acts and refusals, a line each, and never more than a rate.</summary>
public sealed class AuditLogTests
{
    private readonly ManualClock _clock = new();
    private readonly RecordedLog _lines = new();

    [Fact]
    public async Task Acts_AndRefusals_AreALineEach()
    {
        using var log = Open();
        log.Tell(Notice(7));
        log.Refuse("DELETE", "/api/v1/groups/web", "10.0.0.9", "bad-token");

        await RunAsync(log, 2);

        Assert.Equal(
            [
                "Information: group.remove group:web by operator alice from this machine: audit row 7, 3 hosts, reason: why " +
                    "(0 lines left out before)",
                "Information: DELETE /api/v1/groups/web from 10.0.0.9 was refused: bad-token (0 lines left out before)",
            ],
            _lines.Lines);
    }

    [Fact]
    public async Task AFlood_IsCounted()
    {
        using var log = Open();
        for (var number = 0; number < AuditLog.LinesAtOnceMax + 40; number++) log.Refuse("GET", "/", null, "bad-token");

        await RunAsync(log, AuditLog.LinesAtOnceMax);

        Assert.Equal(AuditLog.LinesAtOnceMax, _lines.Lines.Count);
        Assert.Contains("(40 lines left out before)", _lines.Lines.First(), StringComparison.Ordinal);
    }

    private AuditLog Open() => new(_clock, new Logger<AuditLog>(new Factory(_lines)));

    private async Task RunAsync(AuditLog log, int lines)
    {
        await log.StartAsync(CancellationToken.None);
        await Until.TrueAsync(() => _lines.Lines.Count >= lines);
        await log.StopAsync(CancellationToken.None);
    }

    private static AuditNotice Notice(long id) =>
        new(id, AuditKinds.GroupRemove, "group:web", new WriteOrigin(ActorKind.User, "alice"), 3)
        {
            Actor = "operator alice", Reason = "why",
        };

    private sealed class Factory(RecordedLog log) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }
}
