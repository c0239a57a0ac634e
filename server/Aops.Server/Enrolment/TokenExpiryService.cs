using Aops.Hosting.Loops;
using Aops.Server.Audit;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Enrolment;

/// <summary>
/// Tells the audit of each enrolment token and each key whose time is over: within a minute, or at the next start of the
/// server. It is void at its time.
/// </summary>
internal sealed class TokenExpiryService(Database database, TimeProvider clock, ILogger<TokenExpiryService> logger)
    : BackgroundService
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // Tokens that are told of in one transaction.
    private const int PieceRows = 100;

    private const string Enrolment =
        "SELECT id, expires_at FROM enrolment_token WHERE expiry_told = 0 AND expires_at <= @now " +
        "AND uses_left > 0 LIMIT @limit";

    private const string Keys =
        "SELECT id, expires_at, name FROM api_key WHERE expiry_told = 0 AND expires_at <= @now " +
        "AND revoked_at IS NULL LIMIT @limit";

    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync("token expiry", async stopping =>
        {
            while (await HasAnyAsync(stopping)) await TellAsync();
            await Task.Delay(Period, clock, stopping);
        }, stoppingToken);

    private ValueTask<bool> HasAnyAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => Ask(connection, Enrolment, 1).HasRow() || Ask(connection, Keys, 1).HasRow(),
        cancellationToken);

    private Task<int> TellAsync() => database.WriteAsync(
        connection =>
        {
            foreach (var (id, at) in Ask(connection, Enrolment, PieceRows).Read(row => (row.GetString(0), row.Time(1))))
            {
                connection.Prepare("UPDATE enrolment_token SET expiry_told = 1 WHERE id = @id").Set("@id", id).Run();
                Tell(connection, AuditKinds.TokenExpire, $"token:{id}", at);
            }
            foreach (var (id, at, name) in Ask(connection, Keys, PieceRows)
                .Read(row => (row.GetString(0), row.Time(1), row.GetString(2))))
            {
                connection.Prepare("UPDATE api_key SET expiry_told = 1 WHERE id = @id").Set("@id", id).Run();
                Tell(connection, AuditKinds.KeyExpire, $"key:{name}", at);
            }
            return 0;
        },
        Durability.Disk, CancellationToken.None);

    private StoreCommand Ask(StoreConnection connection, string sql, int limit) =>
        connection.Prepare(sql).Set("@now", clock.GetUtcNow()).Set("@limit", limit);

    private static void Tell(StoreConnection connection, string kind, string name, DateTimeOffset at) =>
        AuditRows.Append(connection, new(kind, name) { After = new AuditFields().Set("expiredAt", at) });
}
